//! `scripts_run`: ensures that something runs.

use std::sync::Arc;
use std::time::Duration;

use brummer_core::{Error, LogCursor, LogQuery, Owner, ProcessSnapshot, Readiness, Spec, Started};
use jiff::Timestamp;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::schemars::{self, JsonSchema};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, tool, tool_router};
use serde::{Deserialize, Serialize};

use super::start::{Already, Start, Wanted, plan};
use crate::server::Server;
use crate::tools::failure::Failure;
use crate::tools::lines::{self, Keep};
use crate::tools::names::unknown_name;
use crate::tools::process::Process;

/// How long a start waits for a sign of success or failure where the caller does not say.
const DEFAULT_WAIT: Duration = Duration::from_secs(2);

/// The most log lines that come with the answer to a start.
const OUTPUT_LINES: usize = 20;

/// The most log text that comes with the answer to a start, in bytes.
const OUTPUT_BYTES: usize = 6_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunInput {
    /// A script from `scripts_list`, or a process from `scripts_status`.
    name: Option<String>,
    /// Instead of name: a command line, run in the project's directory.
    command: Option<String>,
    /// Restart it if it runs already.
    restart: Option<bool>,
    /// How long to wait for it to be ready or to end; default 2000, or 0 if it runs already.
    #[schemars(range(min = 0, max = 50_000))]
    wait_ms: Option<u64>,
}

/// A process that was started, or ran already.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RunOutput {
    already_running: bool,
    #[serde(flatten)]
    process: Process,
    /// The last lines that this run printed.
    output: String,
    /// Where `logs_stream` reads on.
    cursor: String,
}

#[tool_router(router = run_router, vis = "pub(super)")]
impl Server {
    /// Ensures that a script or command runs, in the background: starts it, or finds that it runs already and leaves it
    /// alone (restart=true restarts it). Waits shortly, then returns status, pid, URLs, exit code and the last lines of
    /// output. Use it for servers, watchers, builds and tests.
    #[tool(
        title = "Run a script",
        annotations(
            read_only_hint = false,
            destructive_hint = true,
            idempotent_hint = true,
            open_world_hint = true
        )
    )]
    async fn scripts_run(
        &self,
        Parameters(input): Parameters<RunInput>,
        context: RequestContext<RoleServer>,
    ) -> Result<Json<RunOutput>, Failure> {
        let already = match input.restart {
            Some(true) => Already::Restart,
            Some(false) | None => Already::Keep,
        };
        let wanted = self.wanted(input.name, input.command, client(&context))?;
        let snapshot = self.supervisor.snapshot();
        let started = self
            .start(plan(snapshot.processes(), wanted, already))
            .await?;
        let (already_running, default_wait) = match &started {
            Started::New(_) => (false, DEFAULT_WAIT),
            Started::Already(_) => (true, Duration::ZERO),
        };
        let wait = input.wait_ms.map_or(default_wait, Duration::from_millis);
        let process = self.settled(started.snapshot(), wait).await;
        let (output, cursor) = self.output(&process).await?;
        Ok(Json(RunOutput {
            already_running,
            process: Process::at(&process, Timestamp::now()),
            output,
            cursor: cursor.to_string(),
        }))
    }
}

impl Server {
    /// What a call of `scripts_run` names, owned by the client.
    fn wanted(
        &self,
        name: Option<String>,
        command: Option<String>,
        owner: Owner,
    ) -> Result<Wanted, Failure> {
        match (name, command) {
            (Some(name), None) => match self.scripts.spec(&name) {
                Ok(spec) => Ok(Wanted::Script(Spec { owner, ..spec })),
                Err(unknown) => {
                    let snapshot = self.supervisor.snapshot();
                    match snapshot.process(&name) {
                        Some(process) => Ok(Wanted::Process(process.id().clone())),
                        None => Err(unknown_name(&snapshot, unknown)),
                    }
                }
            },
            (None, Some(line)) => {
                let spec = self.scripts.command_spec(&line)?;
                Ok(Wanted::Command(Spec { owner, ..spec }))
            }
            (None, None) | (Some(_), Some(_)) => Err(Failure::new(
                "bad_arguments",
                "scripts_run takes either `name` or `command`, and one of them",
            )
            .next("call scripts_run with a name from scripts_list, or with a command line")),
        }
    }

    async fn start(&self, start: Start) -> Result<Started, Error> {
        match start {
            Start::Ensure(spec) => self.supervisor.start(spec).await,
            Start::Known(id) => self.supervisor.start_known(id.as_str()).await,
            Start::Another(spec) => self.supervisor.start_another(spec).await.map(Started::New),
            Start::Restart(id) => self.supervisor.restart(id.as_str()).await.map(Started::New),
            Start::Replace(id, spec) => {
                self.supervisor.stop(id.as_str()).await?;
                self.supervisor.start(spec).await
            }
        }
    }

    /// The process once it is ready or finished, or as it is after `wait`.
    async fn settled(
        &self,
        started: &Arc<ProcessSnapshot>,
        wait: Duration,
    ) -> Arc<ProcessSnapshot> {
        let id = started.id().as_str();
        let settled = self.supervisor.wait_until(|project| {
            project.process(id).is_none_or(|process| {
                process.is_finished() || matches!(process.readiness(), Readiness::Ready { .. })
            })
        });
        let project = match tokio::time::timeout(wait, settled).await {
            Ok(project) => project,
            Err(_) => self.supervisor.snapshot(),
        };
        // One that was removed meanwhile is shown as it was started.
        Arc::clone(project.process(id).unwrap_or(started))
    }

    /// The last lines of the present run, and where to read on.
    async fn output(&self, process: &ProcessSnapshot) -> Result<(String, LogCursor), Error> {
        let query = LogQuery::tail(process.id(), OUTPUT_LINES);
        let mut page = self.supervisor.logs(query).await?;
        page.lines.retain(|line| Some(line.run) == process.run());
        let shown = lines::show(&page.lines, &page.open, Keep::Newest, OUTPUT_BYTES);
        Ok((shown.text, page.next))
    }
}

/// The client as the owner of what it starts.
fn client(context: &RequestContext<RoleServer>) -> Owner {
    let name = context
        .client_info()
        .map_or_else(|| "mcp".to_owned(), |info| info.name);
    // It is shown in a terminal, and anyone may call himself anything.
    let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    Owner::Agent(shown.into())
}
