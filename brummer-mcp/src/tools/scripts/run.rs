//! `scripts_run`: ensures that something runs.

use std::sync::Arc;
use std::time::Duration;

use brummer_core::detect::Severity;
use brummer_core::{
    Error, LogCursor, LogQuery, Owner, ProblemQuery, ProcessSnapshot, Readiness, Spec, Started,
    Status, WatcherState,
};
use jiff::Timestamp;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::schemars::{self, JsonSchema};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, tool, tool_router};
use serde::{Deserialize, Serialize};

use super::start::{Already, Start, Wanted, plan};
use crate::client::client;
use crate::server::Server;
use crate::tools::budget::Budget;
use crate::tools::failure::Failure;
use crate::tools::lines::{self, Manner};
use crate::tools::names::unknown_name;
use crate::tools::process::Process;
use crate::tools::shown;

/// How long a start waits for a sign of success or failure where the caller does not say, and how old a run is of which such a sign may
/// still come.
const DEFAULT_WAIT: Duration = Duration::from_secs(10);

/// The most log lines that come with the answer to a start.
const OUTPUT_LINES: usize = 20;

/// The most problems that come with the answer to a start.
const PROBLEMS: usize = 5;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunInput {
    name: Option<String>,
    /// Instead: a command line.
    command: Option<String>,
    restart: Option<bool>,
    /// Default 10000.
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
    /// The first of the problems that are current, the worst first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    first_problems: Vec<String>,
    /// The last lines that this run printed, unless it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    /// Where `logs_stream` reads on.
    cursor: String,
}

#[tool_router(router = run_router, vis = "pub(super)")]
impl Server {
    /// Ensures that a script or command runs in the background (restart=true restarts it). Returns when it is ready or has
    /// ended, with URLs, or problems and output. For servers, watchers, builds, tests.
    #[tool(annotations(
        read_only_hint = false,
        destructive_hint = true,
        idempotent_hint = true,
        open_world_hint = true
    ))]
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
        let began = Timestamp::now();
        let snapshot = self.supervisor.snapshot();
        let started = self
            .start(plan(snapshot.processes(), wanted, already))
            .await?;
        let (already_running, age) = match &started {
            Started::New(_) => (false, Duration::ZERO),
            Started::Already(process) => (true, process.duration_at(began)),
        };
        let default_wait = DEFAULT_WAIT.saturating_sub(age);
        let wait = input.wait_ms.map_or(default_wait, Duration::from_millis);
        let process = self.settled(started.snapshot(), wait).await;
        let (output, cursor) = self.output(&process).await?;
        let may_read = self
            .scripts
            .access()
            .read
            .value
            .allows(process.id().as_str());
        let first_problems = if may_read {
            self.first_problems(&process).await?
        } else {
            Vec::new()
        };
        let directory = self.scripts.directory();
        Ok(Json(RunOutput {
            already_running,
            process: Process::at(&process, Timestamp::now(), &directory),
            first_problems,
            output: (may_read && !is_ready(&process)).then_some(output),
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
            (name, _) => {
                let which = if name.is_some() { "both" } else { "neither" };
                let what = format!("scripts_run takes `name` or `command`, and was given {which}");
                Err(Failure::new("bad_arguments", what)
                    .next("call scripts_run with a name from scripts_list, or with a command line"))
            }
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
            project
                .process(id)
                .is_none_or(|process| is_settled(process))
        });
        let project = match tokio::time::timeout(wait, settled).await {
            Ok(project) => project,
            Err(_) => self.supervisor.snapshot(),
        };
        // One that was removed meanwhile is shown as it was started.
        Arc::clone(project.process(id).unwrap_or(started))
    }

    /// The worst problems of the process, a line each, and how many more there are.
    async fn first_problems(&self, process: &ProcessSnapshot) -> Result<Vec<String>, Error> {
        let query = ProblemQuery {
            processes: vec![process.id().clone()],
            severity: Severity::Warning,
            limit: PROBLEMS,
            ..ProblemQuery::default()
        };
        let page = self.supervisor.problems(&query).await?;
        let directory = self.scripts.directory();
        let problems = page.problems.iter().map(ToString::to_string);
        let mut problems: Vec<_> = problems
            .map(|problem| lines::shortened(shown::path(&problem, &directory)))
            .collect();
        if page.more > 0 {
            problems.push(format!("{} more: call problems_list", page.more));
        }
        Ok(problems)
    }

    /// The last lines of the present run, and where to read on.
    async fn output(&self, process: &ProcessSnapshot) -> Result<(String, LogCursor), Error> {
        let query = LogQuery::tail(process.id(), OUTPUT_LINES);
        let mut page = self.supervisor.logs(query).await?;
        page.lines.retain(|line| Some(line.run) == process.run());
        let manner = Manner::newest(Budget::OUTPUT.bytes());
        let shown = lines::show(&page.lines, &page.open, manner);
        Ok((shown.text, page.next))
    }
}

/// Whether a process has got as far as one wants to know of a start: it ended, can be used, or has worked through everything once.
fn is_settled(process: &ProcessSnapshot) -> bool {
    let watchers = &process.output().watchers;
    let is_done = |state: WatcherState| state != WatcherState::Busy;
    let has_worked = !watchers.is_empty() && watchers.iter().all(|watcher| is_done(watcher.state));
    // A restart that others asked for is not over while it is under way.
    let is_running = process.status() == Status::Running;
    process.is_finished() || is_ready(process) || is_running && has_worked
}

fn is_ready(process: &ProcessSnapshot) -> bool {
    matches!(process.readiness(), Readiness::Ready { .. })
}
