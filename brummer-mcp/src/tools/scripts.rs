//! Tools that say what can run and what runs, and that start and stop it.

mod start;

use std::sync::Arc;
use std::time::Duration;

use brummer_core::{
    LogCursor, LogQuery, Member, Owner, ProcessSnapshot, Readiness, Spec, Started, StopReport,
};
use jiff::Timestamp;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::schemars::{self, JsonSchema};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, tool, tool_router};
use serde::{Deserialize, Serialize};

use self::start::{Already, Start, Wanted};
use super::failure::Failure;
use super::lines::{self, Keep};
use super::names::{Named, unknown_name};
use super::process::{Process, is_active};
use crate::script::ScriptInfo;
use crate::server::Server;

/// The most scripts that one answer lists.
const MAX_SCRIPTS: usize = 100;

/// How long a start waits for a sign of success or failure where the caller does not say.
const DEFAULT_WAIT: Duration = Duration::from_secs(2);

/// The most log lines that come with the answer to a start.
const OUTPUT_LINES: usize = 20;

/// The most log text that comes with the answer to a start, in bytes.
const OUTPUT_BYTES: usize = 6_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListInput {
    /// Only scripts with this text in their name, directory or command.
    filter: Option<String>,
}

/// What can be started.
#[derive(Debug, Serialize, JsonSchema)]
struct ListOutput {
    scripts: Vec<Script>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Script {
    name: String,
    command: String,
    /// What the project's file says, where that is not the command.
    #[serde(rename = "script", skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    directory: Option<String>,
    origin: String,
    kind: String,
    /// The state of its process, if it was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
}

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

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StopInput {
    /// The process.
    name: String,
    /// Kill at once, without asking it to end.
    force: Option<bool>,
}

/// What a stop did.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StopOutput {
    process_id: String,
    was_running: bool,
    /// The state that it is in now; none if it was never started.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i32>,
    /// What was done, in one line.
    summary: String,
    /// The processes that did not end when asked to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    killed: Vec<String>,
    /// The processes that are still there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    survivors: Vec<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatusInput {
    /// Only this process.
    name: Option<String>,
}

/// Processes, all at the same moment.
#[derive(Debug, Serialize, JsonSchema)]
struct StatusOutput {
    revision: u64,
    processes: Vec<Process>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[tool_router(router = scripts_router, vis = "pub(super)")]
impl Server {
    /// Lists what this project can run (package scripts and the like) with command, directory and state. Call it first,
    /// to learn the names for `scripts_run`.
    #[tool(
        title = "List scripts",
        annotations(
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn scripts_list(&self, Parameters(input): Parameters<ListInput>) -> Json<ListOutput> {
        let snapshot = self.supervisor.snapshot();
        let status = |name: &str| Some(snapshot.process(name)?.status().to_string());
        let filter = input.filter.unwrap_or_default().to_lowercase();
        Json(listed(self.scripts.list(), &filter, status))
    }

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
            .start(start::plan(snapshot.processes(), wanted, already))
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

    /// Stops a process with all that it started, and returns when it is gone: first the stop signal, after a grace
    /// period a kill. Reports what was killed and what survived. Stopping what does not run is no error.
    #[tool(
        title = "Stop a process",
        annotations(
            read_only_hint = false,
            destructive_hint = true,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn scripts_stop(
        &self,
        Parameters(StopInput { name, force }): Parameters<StopInput>,
    ) -> Result<Json<StopOutput>, Failure> {
        let before = self.supervisor.snapshot();
        let was_running = match self.named(&before, &name)? {
            Named::Process(process) => is_active(process),
            Named::Script => return Ok(Json(StopOutput::never_started(name))),
        };
        let report = match force {
            Some(true) => self.supervisor.kill(&name).await?,
            Some(false) | None => self.supervisor.stop(&name).await?,
        };
        let after = self.supervisor.snapshot();
        let process = after.process(&name);
        Ok(Json(StopOutput {
            was_running,
            status: process.map(|process| process.status().to_string()),
            exit_code: process.and_then(|process| process.exit_code()),
            ..StopOutput::of(&report)
        }))
    }

    /// Tells what runs and what ran: status, pid, URLs, start time, exit code, error. All processes, or one. Call it
    /// instead of looking for processes or ports with a shell.
    #[tool(
        title = "Status of processes",
        annotations(
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn scripts_status(
        &self,
        Parameters(StatusInput { name }): Parameters<StatusInput>,
    ) -> Result<Json<StatusOutput>, Failure> {
        let snapshot = self.supervisor.snapshot();
        let (processes, note) = match name.as_deref() {
            None if snapshot.processes().is_empty() => (
                &[][..],
                Some("nothing was started yet; scripts_list shows what can be".to_owned()),
            ),
            None => (snapshot.processes(), None),
            Some(name) => match self.named(&snapshot, name)? {
                Named::Process(process) => (std::slice::from_ref(process), None),
                Named::Script => (&[][..], Some(never_started(name))),
            },
        };
        let now = Timestamp::now();
        Ok(Json(StatusOutput {
            revision: snapshot.revision(),
            processes: processes
                .iter()
                .map(|process| Process::at(process, now))
                .collect(),
            note,
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

    async fn start(&self, start: Start) -> Result<Started, brummer_core::Error> {
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
    async fn output(
        &self,
        process: &ProcessSnapshot,
    ) -> Result<(String, LogCursor), brummer_core::Error> {
        let query = LogQuery::tail(process.id(), OUTPUT_LINES);
        let mut page = self.supervisor.logs(query).await?;
        page.lines.retain(|line| Some(line.run) == process.run());
        let shown = lines::show(&page.lines, &page.open, Keep::Newest, OUTPUT_BYTES);
        Ok((shown.text, page.next))
    }
}

impl StopOutput {
    /// What the report says.
    fn of(report: &StopReport) -> Self {
        let named = |members: &[Member]| members.iter().map(ToString::to_string).collect();
        Self {
            process_id: report.process.to_string(),
            was_running: false,
            status: None,
            exit_code: None,
            summary: report.to_string(),
            killed: named(&report.killed),
            survivors: named(&report.survivors),
        }
    }

    fn never_started(name: String) -> Self {
        Self {
            summary: never_started(&name),
            process_id: name,
            was_running: false,
            status: None,
            exit_code: None,
            killed: Vec::new(),
            survivors: Vec::new(),
        }
    }
}

fn never_started(name: &str) -> String {
    format!("`{name}` is a script that was never started; scripts_run starts it")
}

/// The scripts with `filter` (in lower case) in them, as many as one answer takes.
fn listed(
    scripts: Vec<ScriptInfo>,
    filter: &str,
    status: impl Fn(&str) -> Option<String>,
) -> ListOutput {
    let total = scripts.len();
    let mut found: Vec<ScriptInfo> = scripts
        .into_iter()
        .filter(|script| {
            [
                &script.name,
                &script.directory,
                &script.script,
                &script.command,
            ]
            .iter()
            .any(|text| text.to_lowercase().contains(filter))
        })
        .collect();
    let note = if found.len() > MAX_SCRIPTS {
        Some(format!(
            "{} more are not shown; narrow it down with filter",
            found.len() - MAX_SCRIPTS
        ))
    } else if found.is_empty() && total > 0 {
        Some(format!(
            "none of {total} scripts matches; leave filter out to see them"
        ))
    } else if found.is_empty() {
        Some("this project has no scripts; scripts_run takes a command".to_owned())
    } else {
        None
    };
    found.truncate(MAX_SCRIPTS);
    let scripts = found
        .into_iter()
        .map(|script| shown(script, &status))
        .collect();
    ListOutput { scripts, note }
}

fn shown(info: ScriptInfo, status: impl Fn(&str) -> Option<String>) -> Script {
    let differs = info.script != info.command && !info.script.is_empty();
    let elsewhere = !matches!(info.directory.as_str(), "" | ".");
    Script {
        status: status(&info.name),
        name: info.name,
        command: info.command,
        body: differs.then_some(info.script),
        directory: elsewhere.then_some(info.directory),
        origin: info.origin,
        kind: info.kind,
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
