//! Asks the supervisor, each question in a task of its own, so that no answer keeps the screen waiting.

use std::future::Future;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::Stdio;
use std::sync::Arc;

use brummer_core::project::Project;
use brummer_core::{
    Command, LogCursor, LogPage, LogQuery, LogRange, Owner, ProblemQuery, ProcessId,
    ProcessSnapshot, Spec, Started, StopReport, Supervisor, UsageReading,
};
use tokio::task::{JoinSet, spawn_blocking};

use super::edit::{self, Task};
use super::{deed, file};
use crate::editing::Editing;
use crate::model::{BarsWanted, Matches, Seek};
use crate::update::{Msg, Reply, Request};

/// How many requests may be under way. Reads of the log, of which there is one at a time, and leaving do not count.
const MAX_REQUESTS: usize = 32;

/// Owns the tasks that wait for answers; they end with it.
pub(super) struct Performer {
    supervisor: Supervisor,
    /// What can be run, once that is known.
    project: Option<Arc<Project>>,
    /// Who changes files of the user.
    editing: Option<Arc<dyn Editing>>,
    tasks: JoinSet<Msg>,
    /// The question that comes with every tick. It is no task: that would wake two more threads each time.
    usage: Option<Reading>,
}

/// A reading of what processes use, under way.
type Reading = Pin<Box<dyn Future<Output = UsageReading> + Send>>;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// An answer will come.
    UnderWay,
    /// There are too many requests already.
    Refused,
}

impl Performer {
    pub(super) fn new(supervisor: Supervisor, editing: Option<Arc<dyn Editing>>) -> Self {
        Self {
            supervisor,
            project: None,
            editing,
            tasks: JoinSet::new(),
            usage: None,
        }
    }

    /// What can be run has become known, or has changed.
    pub(super) fn use_project(&mut self, project: Arc<Project>) {
        self.project = Some(project);
    }

    /// Reads a log.
    pub(super) fn read(&mut self, ticket: u64, query: LogQuery) {
        let supervisor = self.supervisor.clone();
        self.tasks.spawn(async move {
            let start = supervisor.log_start(&query.processes).await;
            let page = supervisor.logs(query).await;
            Msg::Log {
                ticket,
                page,
                start: start.map_or(0, LogCursor::line),
            }
        });
    }

    /// Reads lines for the plain stream.
    pub(super) fn stream(&mut self, query: LogQuery) {
        let supervisor = self.supervisor.clone();
        self.tasks
            .spawn(async move { Msg::Streamed(supervisor.logs(query).await.ok()) });
    }

    /// Looks for a line.
    pub(super) fn seek(&mut self, seek: Seek, query: LogQuery) {
        let supervisor = self.supervisor.clone();
        self.tasks.spawn(async move {
            // A process that is gone has no lines.
            let page = supervisor.logs(query).await.ok();
            let line = page.and_then(|page| page.lines.first().map(|line| line.sequence));
            Msg::Found(seek, line)
        });
    }

    /// Counts the lines in which a text is.
    pub(super) fn count(&mut self, ticket: u64, query: LogQuery) {
        let supervisor = self.supervisor.clone();
        self.tasks.spawn(async move {
            // A process that is gone has no lines.
            let matches = matches(&supervisor, query).await.ok();
            Msg::Matches(ticket, matches)
        });
    }

    /// Reads the problems.
    pub(super) fn problems(&mut self, query: ProblemQuery) {
        let supervisor = self.supervisor.clone();
        self.tasks
            .spawn(async move { Msg::Problems(supervisor.problems(&query).await) });
    }

    /// Reads the code around a line.
    pub(super) fn frame(&mut self, path: PathBuf, line: u32) {
        self.tasks
            .spawn_blocking(move || Msg::Frame(file::frame(path, line)));
    }

    /// Counts how many lines came when.
    pub(super) fn bars(&mut self, asked: BarsWanted) {
        let supervisor = self.supervisor.clone();
        self.tasks.spawn(async move {
            let processes = asked.scope.processes();
            let counted = supervisor.log_histogram(&processes, asked.bars).await;
            Msg::Bars(counted.ok())
        });
    }

    /// Reads what processes use of the machine.
    pub(super) fn usage(&mut self) {
        let supervisor = self.supervisor.clone();
        // Of a host that cannot be asked, nothing is shown.
        let read = async move { supervisor.usage().await.unwrap_or_default() };
        self.usage = Some(Box::pin(read));
    }

    /// Makes a request, unless there are too many.
    pub(super) fn ask(&mut self, request: Request) -> Asked {
        let is_last_word = matches!(request, Request::Shutdown | Request::KillAll);
        if self.tasks.len() >= MAX_REQUESTS && !is_last_word {
            return Asked::Refused;
        }
        let supervisor = self.supervisor.clone();
        let (project, editing) = (self.project.clone(), self.editing.clone());
        self.tasks.spawn(async move {
            let noted = deed::begin(&supervisor, &request);
            let reply = answer(&supervisor, project.as_deref(), editing, request).await;
            if let Some(noted) = noted {
                deed::end(noted, &reply);
            }
            Msg::Reply(reply)
        });
        Asked::UnderWay
    }

    /// The next answer; none while nothing is asked. Nothing is lost if the wait is given up.
    pub(super) async fn next(&mut self) -> Option<Msg> {
        tokio::select! {
            Some(answer) = self.tasks.join_next() => match answer {
                Ok(msg) => Some(msg),
                // Nobody aborts these tasks, so that it can only have panicked.
                Err(error) => resume_unwind(error.into_panic()),
            },
            Some(reading) = read(&mut self.usage) => {
                self.usage = None;
                Some(Msg::Usage(reading))
            }
            else => None,
        }
    }
}

/// Goes on with a reading, if there is one.
async fn read(question: &mut Option<Reading>) -> Option<UsageReading> {
    Some(question.as_mut()?.await)
}

/// Counts lines, each once whatever is printed meanwhile: all before a fixed position, or a page of those behind it, after
/// which it is asked again.
async fn matches(supervisor: &Supervisor, query: LogQuery) -> Result<Matches, brummer_core::Error> {
    let range = query.range;
    let page = supervisor.logs(query.clone()).await?;
    let counted = page.lines.len() as u64;
    let (count, next) = match range {
        LogRange::Before(end) if page.more => (supervisor.count_logs(query).await?, end),
        LogRange::Before(end) => (counted, end),
        LogRange::Tail | LogRange::After(_) | LogRange::Around(..) => (counted, page.next),
    };
    let page = LogPage { next, ..page };
    Ok(Matches { count, page })
}

async fn answer(
    supervisor: &Supervisor,
    project: Option<&Project>,
    editing: Option<Arc<dyn Editing>>,
    request: Request,
) -> Reply {
    if wants_host(&request)
        && let Err(error) = supervisor.reconnected().await
    {
        return Reply::Said(Err(error.to_string()));
    }
    match request {
        Request::Start(id) => Reply::Started(start(supervisor, project, &id).await),
        Request::Stop(id) => Reply::Stopped(supervisor.stop(id.as_str()).await),
        Request::Kill(id) => Reply::Stopped(supervisor.kill(id.as_str()).await),
        Request::Restart(id) => Reply::Restarted(restart(supervisor, project, &id).await),
        Request::StartWith(id, arguments) => {
            Reply::Ran(run_with(supervisor, project, &id, &arguments).await)
        }
        Request::Run(line) => Reply::Ran(run_line(supervisor, project, &line).await),
        Request::StopAll => Reply::AllStopped(stop_all(supervisor).await),
        Request::Save(path, query) => {
            let saved = file::save(supervisor, &path, query).await;
            Reply::Saved(path, saved)
        }
        Request::FindFile(hint) => {
            let problems = file::problems(supervisor, &hint).await;
            let named = spawn_blocking(move || file::named(&problems, &hint)).await;
            Reply::File(named.ok().flatten())
        }
        Request::OpenUrl(url) => Reply::Said(open_url(&url)),
        Request::Editors => edit::perform(editing, Task::Look).await,
        Request::Plan(wanted) => edit::perform(editing, Task::Plan(wanted)).await,
        Request::Write(wanted, shown) => edit::perform(editing, Task::Write(wanted, shown)).await,
        Request::RestartAll => Reply::AllRestarted(supervisor.restart_all().await),
        Request::Shutdown => Reply::ShutDown(supervisor.shutdown().await),
        Request::KillAll => Reply::AllKilled(supervisor.kill_all().await),
    }
}

/// Whether a request begins something, for which there has to be a host.
fn wants_host(request: &Request) -> bool {
    match request {
        Request::Start(_) | Request::StartWith(..) | Request::Run(_) | Request::Restart(_) => true,
        Request::Stop(_)
        | Request::Kill(_)
        | Request::StopAll
        | Request::RestartAll
        | Request::Save(..)
        | Request::FindFile(_)
        | Request::OpenUrl(_)
        | Request::Editors
        | Request::Plan(_)
        | Request::Write(..)
        | Request::Shutdown
        | Request::KillAll => false,
    }
}

/// Restarts a process; one that was lost with its host is started.
async fn restart(
    supervisor: &Supervisor,
    project: Option<&Project>,
    id: &ProcessId,
) -> Result<Arc<ProcessSnapshot>, brummer_core::Error> {
    match supervisor.restart(id.as_str()).await {
        Err(brummer_core::Error::UnknownProcess { .. }) => {
            let started = start(supervisor, project, id).await?;
            Ok(Arc::clone(started.snapshot()))
        }
        restarted => restarted,
    }
}

/// Starts a process that is listed, or a script that the list has no room for.
async fn start(
    supervisor: &Supervisor,
    project: Option<&Project>,
    id: &ProcessId,
) -> Result<Started, brummer_core::Error> {
    let is_listed = supervisor.snapshot().process(id.as_str()).is_some();
    let script = project.and_then(|project| project.find(id.as_str()).ok());
    match script.filter(|_| !is_listed) {
        Some(script) => {
            let owner = Owner::Person;
            supervisor
                .start(Spec {
                    owner,
                    ..script.spec()
                })
                .await
        }
        None => supervisor.start_known(id.as_str()).await,
    }
}

/// Runs a script with arguments behind its command, as a process of its own beside the script.
async fn run_with(
    supervisor: &Supervisor,
    project: Option<&Project>,
    id: &ProcessId,
    arguments: &str,
) -> Result<Arc<ProcessSnapshot>, String> {
    let script = project
        .and_then(|project| project.find(id.as_str()).ok())
        .ok_or_else(|| format!("`{id}` is no script of this project"))?;
    let command = match &script.command {
        // What package managers do not take for themselves stands behind two dashes.
        Command::Program { program, .. } if matches!(&**program, "npm" | "pnpm") => {
            format!("{} -- {arguments}", script.command)
        }
        command @ (Command::Program { .. } | Command::Shell(_)) => format!("{command} {arguments}"),
    };
    let spec = Spec {
        command: Command::shell(command),
        script: Some(format!("{} {arguments}", script.script).into()),
        owner: Owner::Person,
        ..script.spec()
    };
    let started = supervisor.start_another(spec).await;
    started.map_err(|error| error.to_string())
}

/// Runs a command line.
async fn run_line(
    supervisor: &Supervisor,
    project: Option<&Project>,
    line: &str,
) -> Result<Arc<ProcessSnapshot>, String> {
    let project = project.ok_or("there is no project to run this in")?;
    let spec = project
        .command_spec(line)
        .map_err(|error| error.to_string())?;
    let spec = Spec {
        owner: Owner::Person,
        ..spec
    };
    let started = supervisor.start_another(spec).await;
    started.map_err(|error| error.to_string())
}

/// Stops all that run, at the same time.
async fn stop_all(supervisor: &Supervisor) -> Vec<Result<StopReport, brummer_core::Error>> {
    let project = supervisor.snapshot();
    let running = project
        .processes()
        .iter()
        .filter(|process| process.is_running());
    let stops = running.map(|process| supervisor.stop(process.id().as_str()));
    futures_util::future::join_all(stops).await
}

/// Opens an address with what the desktop has for that.
fn open_url(url: &str) -> Result<String, String> {
    let opener = match std::env::var("BROWSER") {
        Ok(browser) if !browser.is_empty() => browser,
        _ if cfg!(target_os = "macos") => "open".to_owned(),
        _ => "xdg-open".to_owned(),
    };
    let mut command = tokio::process::Command::new(&opener);
    command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command
        .spawn()
        .map_err(|error| format!("cannot open {url} with `{opener}`: {error}"))?;
    // Some of them stay for as long as the browser does.
    tokio::spawn(async move { child.wait().await });
    Ok(format!("opened {url}"))
}
