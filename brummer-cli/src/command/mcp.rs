//! `brummer mcp`: the Model Context Protocol on stdin and stdout, until the client goes; and with a command, the
//! configuration of editors that have it start.

mod edit;
mod file;
mod machine;
mod snippet;
mod status;
mod target;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::config::LogSettings;
use brummer_core::project::{Project, Script};
use brummer_core::{Error, Spec, Supervisor};
use brummer_mcp::{ScriptInfo, Scripts, UnknownName};

use crate::args::{Common, Mcp, McpAction};
use crate::follow::Followed;
use crate::interrupt::{Interrupt, Interrupts};
use crate::report::{self, Failure};
use crate::{open, runtime, state};

/// How long the runtime may take to end a thread that still reads a stdin which nobody closed.
const LEAVE: Duration = Duration::from_millis(100);

pub(crate) fn run(common: &Common, args: &Mcp) -> Result<ExitCode, Failure> {
    match &args.action {
        None => serve_streams(common),
        Some(McpAction::Install(args)) => edit::install(common, args),
        Some(McpAction::Uninstall(args)) => edit::uninstall(common, args),
        Some(McpAction::Status(args)) => status::run(common, args),
        Some(McpAction::Config(args)) => snippet::run(common, args),
    }
}

fn serve_streams(common: &Common) -> Result<ExitCode, Failure> {
    let (project, logs) = open::project_with_logs(common)?;
    report::warn(&project.warnings);
    let runtime = runtime::threaded()?;
    let code = runtime.block_on(serve(common, project, &logs));
    runtime.shutdown_timeout(LEAVE);
    code
}

async fn serve(common: &Common, project: Project, logs: &LogSettings) -> Result<ExitCode, Failure> {
    let supervisor = open::supervisor_with_logs(logs, &project.dir)?;
    let mut interrupts = Interrupts::listen()?;
    let scripts = Arc::new(Discovered(Followed::start(project, common)));
    let mut interrupt = None;
    let served = brummer_mcp::serve_stdio(supervisor.clone(), scripts, async {
        interrupt = Some(interrupts.next().await);
    })
    .await;
    stop(&supervisor, &mut interrupts).await;
    state::warn_of_losses(&supervisor);
    served.map_err(|error| Failure::FrontEnd {
        what: "the MCP server ended early",
        source: error.into(),
    })?;
    Ok(interrupt.map_or(ExitCode::SUCCESS, Interrupt::code))
}

/// Stops what the client left running; a request to end in between kills.
async fn stop(supervisor: &Supervisor, interrupts: &mut Interrupts) {
    let stopping = supervisor.shutdown();
    tokio::pin!(stopping);
    tokio::select! {
        _ = &mut stopping => return,
        _ = interrupts.insistent() => {}
    }
    supervisor.kill_all().await;
    stopping.await;
}

/// What the project has to run, as the server sees it.
struct Discovered(Followed);

impl Scripts for Discovered {
    fn list(&self) -> Vec<ScriptInfo> {
        let project = self.0.latest();
        let scripts = project.scripts.iter();
        scripts.map(|script| info(script, &project.dir)).collect()
    }

    fn spec(&self, name: &str) -> Result<Spec, UnknownName> {
        let project = self.0.latest();
        let script = project.find(name).map_err(|unknown| UnknownName {
            name: unknown.name,
            near: unknown.near,
            known: unknown.known,
        })?;
        Ok(script.spec())
    }

    fn command_spec(&self, line: &str) -> Result<Spec, Error> {
        self.0.latest().command_spec(line)
    }
}

fn info(script: &Script, project: &Path) -> ScriptInfo {
    let directory = script.dir.strip_prefix(project).unwrap_or(&script.dir);
    ScriptInfo {
        name: script.name.to_string(),
        command: script.command.to_string(),
        script: script.script.to_string(),
        directory: directory.to_string_lossy().into_owned(),
        origin: script.origin.relative_to(project),
        kind: script.kind.to_string(),
        description: script.description.as_deref().unwrap_or_default().to_owned(),
    }
}
