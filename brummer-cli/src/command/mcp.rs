//! `brummer mcp`: the Model Context Protocol on stdin and stdout, until the client goes; and with a command, the
//! configuration of editors that have it start.

mod edit;
mod file;
mod finder;
mod hub;
mod machine;
#[cfg(feature = "tui")]
pub(crate) mod offer;
mod snippet;
mod status;
mod target;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use brummer_core::{Connection, Supervisor};
use brummer_mcp::{Host, Hosted};

use self::finder::Finder;
use self::hub::{Home, Hosts};
use crate::args::{Common, Mcp, McpAction};
use crate::interrupt::Interrupts;
use crate::report::Failure;
use crate::{runtime, state};

/// How long the runtime may take to end a thread that still reads a stdin which nobody closed.
const LEAVE: Duration = Duration::from_millis(100);

pub(crate) fn run(common: &Common, args: &Mcp) -> Result<ExitCode, Failure> {
    match &args.action {
        None => serve_streams(common, args.hub),
        Some(_) if args.hub => Err(Failure::Usage(
            "`--hub` stands behind the command, as in `brummer mcp install --hub`".to_owned(),
        )),
        Some(McpAction::Install(args)) => edit::install(common, args),
        Some(McpAction::Uninstall(args)) => edit::uninstall(common, args),
        Some(McpAction::Status(args)) => status::run(common, args),
        Some(McpAction::Config(args)) => snippet::run(common, args),
    }
}

fn serve_streams(common: &Common, hub: bool) -> Result<ExitCode, Failure> {
    let runtime = runtime::threaded()?;
    let code = runtime.block_on(serve(common, hub));
    runtime.shutdown_timeout(LEAVE);
    code
}

async fn serve(common: &Common, hub: bool) -> Result<ExitCode, Failure> {
    let mut interrupts = Interrupts::listen()?;
    let failed = Arc::new(OnceLock::new());
    let finder = Finder::new(common, Arc::clone(&failed));
    let host = if hub {
        Host::later(Home::new(finder)).with_projects(Hosts::new(common))
    } else {
        Host::later(finder)
    };
    let mut interrupt = None;
    let served = Box::pin(brummer_mcp::serve_stdio(host.clone(), async {
        interrupt = Some(interrupts.next().await);
    }))
    .await;
    // What another program hosts goes on there.
    let own = |hosted: &&Hosted| hosted.supervisor.connection() == Connection::Here;
    if let Some(hosted) = host.hosted().filter(own) {
        stop(&hosted.supervisor, &mut interrupts).await;
        state::warn_of_losses(&hosted.supervisor);
    }
    served.map_err(|error| Failure::FrontEnd {
        what: "the MCP server ended early",
        source: error.into(),
    })?;
    Ok(match (interrupt, host.hosted(), failed.get()) {
        (Some(interrupt), _, _) => interrupt.code(),
        // Nothing could be done, which was said when it was tried.
        (None, None, Some(code)) if !hub => *code,
        (None, _, _) => ExitCode::SUCCESS,
    })
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
