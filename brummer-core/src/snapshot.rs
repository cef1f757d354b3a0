//! The state of a project as one immutable value.
//!
//! A [`ProcessSnapshot`] holds everything that a reader wants to know of one process, and a [`ProjectSnapshot`]
//! holds all processes at one revision. Both are built once, by the task that owns the process, and then only
//! shared: fields that are read together belong together, without a lock and without a copy.

mod brief;
mod json;
mod output;
mod phase;
mod project;
pub(crate) mod publish;
mod reader;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;

use self::brief::Brief;
pub use self::output::{OutputSummary, WatcherState, WatcherSummary};
pub use self::phase::{Exit, Outcome, Phase, Readiness, Status};
pub use self::project::ProjectSnapshot;
pub use self::reader::SnapshotReader;
use crate::detect::ServerUrl;
use crate::id::{GroupName, ProcessId, Run};
use crate::process::spec::{Owner, Spec, Stdin};
use crate::remote::wire;

/// Everything that is known of one process at one moment.
///
/// ```
/// # use brummer_core::ProcessSnapshot;
/// fn line(process: &ProcessSnapshot) -> String {
///     match process.exit_code() {
///         Some(code) => format!("{} ended with {code}", process.name()),
///         None => format!("{} is {}", process.name(), process.status()),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
#[borsh(init = settle)]
pub struct ProcessSnapshot {
    id: ProcessId,
    name: ProcessId,
    script: Arc<str>,
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    dir: Arc<Path>,
    group: Option<GroupName>,
    owner: Owner,
    stdin: Stdin,
    phase: Phase,
    /// Invariant: `Brief::of(&phase)`.
    #[borsh(skip)]
    brief: Brief,
    restarts: u32,
    output: Arc<OutputSummary>,
}

impl ProcessSnapshot {
    /// A process that was described and never started.
    pub fn pending(id: ProcessId, spec: &Spec) -> Self {
        Self {
            id,
            name: spec.name.clone(),
            script: spec.shown_script(),
            dir: spec.dir().into(),
            group: spec.group.clone(),
            owner: spec.owner.clone(),
            stdin: spec.stdin,
            phase: Phase::Pending,
            brief: Brief::of(&Phase::Pending),
            restarts: 0,
            output: Arc::default(),
        }
    }

    /// Restores what does not go over the wire.
    fn settle(&mut self) {
        self.brief = Brief::of(&self.phase);
    }

    /// The same process with another description.
    #[must_use]
    pub(crate) fn described(&self, spec: &Spec) -> Self {
        let Self {
            id,
            phase,
            brief,
            restarts,
            output,
            ..
        } = self.clone();
        Self {
            phase,
            brief,
            restarts,
            output,
            ..Self::pending(id, spec)
        }
    }

    /// The same process in another phase.
    #[must_use]
    pub fn in_phase(&self, phase: Phase) -> Self {
        Self {
            brief: Brief::of(&phase),
            phase,
            ..self.clone()
        }
    }

    /// The same process, restarted this often.
    #[must_use]
    pub(crate) fn with_restarts(self, restarts: u32) -> Self {
        Self { restarts, ..self }
    }

    /// The same process, whose output says something else.
    #[must_use]
    pub fn with_output(self, output: Arc<OutputSummary>) -> Self {
        Self { output, ..self }
    }

    /// Unique in the project: the name, with a number behind it for a second instance.
    pub fn id(&self) -> &ProcessId {
        &self.id
    }

    /// The name it was started by.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The command line as shown: the body of a package script, or the command itself.
    pub fn script(&self) -> &str {
        &self.script
    }

    /// What it does at the moment, with the data of that phase.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What it does at the moment, as one word.
    pub fn status(&self) -> Status {
        self.brief.status
    }

    /// When the run began; none while pending, starting or restarting.
    pub fn start_time(&self) -> Option<Timestamp> {
        self.brief.start_time
    }

    /// When the run ended; some if and only if the process [is finished](Self::is_finished).
    pub fn end_time(&self) -> Option<Timestamp> {
        self.brief.end_time
    }

    /// The exit code of a finished run; none if it was ended by a signal or never started.
    pub fn exit_code(&self) -> Option<i32> {
        self.brief.exit_code
    }

    /// The number of the signal that ended a finished run.
    pub fn exit_signal(&self) -> Option<i32> {
        match self.exit()? {
            Exit::Code(_) => None,
            Exit::Signal(signal) => Some(signal),
        }
    }

    /// How a finished run ended.
    pub fn exit(&self) -> Option<Exit> {
        match &self.phase {
            Phase::Ended { outcome, .. } => outcome.exit(),
            Phase::Pending
            | Phase::Starting { .. }
            | Phase::Restarting { .. }
            | Phase::Running { .. }
            | Phase::Stopping { .. } => None,
        }
    }

    /// Why the process could not be started, for a run that failed that way.
    pub fn error(&self) -> Option<&str> {
        match &self.phase {
            Phase::Ended {
                outcome: Outcome::NotStarted { error },
                ..
            } => Some(error),
            Phase::Ended { .. }
            | Phase::Pending
            | Phase::Starting { .. }
            | Phase::Restarting { .. }
            | Phase::Running { .. }
            | Phase::Stopping { .. } => None,
        }
    }

    /// The present run, or the last one; none while pending.
    pub fn run(&self) -> Option<Run> {
        match &self.phase {
            Phase::Pending => None,
            Phase::Starting { run }
            | Phase::Running { run, .. }
            | Phase::Stopping { run, .. }
            | Phase::Restarting { run, .. }
            | Phase::Ended { run, .. } => Some(*run),
        }
    }

    /// The process id that the operating system gave to the leader of the tree, while it runs.
    pub fn pid(&self) -> Option<u32> {
        match &self.phase {
            Phase::Running { pid, .. } | Phase::Stopping { pid, .. } => Some(*pid),
            Phase::Pending
            | Phase::Starting { .. }
            | Phase::Restarting { .. }
            | Phase::Ended { .. } => None,
        }
    }

    /// What is known of whether a running process is ready to be used.
    pub fn readiness(&self) -> &Readiness {
        match &self.phase {
            Phase::Running { readiness, .. } => readiness,
            Phase::Pending
            | Phase::Starting { .. }
            | Phase::Restarting { .. }
            | Phase::Stopping { .. }
            | Phase::Ended { .. } => &Readiness::Unknown,
        }
    }

    /// How often it was started again.
    pub fn restarts(&self) -> u32 {
        self.restarts
    }

    /// What the output of the present run, or of the last one, says.
    pub fn output(&self) -> &OutputSummary {
        &self.output
    }

    /// Where servers of the present run can be reached; none once it has ended.
    pub fn urls(&self) -> &[ServerUrl] {
        if self.is_running() {
            &self.output.urls
        } else {
            &[]
        }
    }

    /// The working directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The group that a list shows it in; none leaves that to its directory.
    pub fn group(&self) -> Option<&GroupName> {
        self.group.as_ref()
    }

    /// Who asked for it.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// What it reads on its stdin.
    pub fn stdin(&self) -> Stdin {
        self.stdin
    }

    /// Whether a process exists: running, or on its way to the end.
    pub fn is_running(&self) -> bool {
        self.status().is_running()
    }

    /// Whether the last run ended: stopped, failed or success.
    pub fn is_finished(&self) -> bool {
        self.status().is_finished()
    }

    /// How long the run took, or takes until now; zero before it began.
    ///
    /// Times are those of the wall clock: where it was set back during the run, the duration is zero.
    pub fn duration(&self) -> Duration {
        self.duration_at(Timestamp::now())
    }

    /// [`duration`](Self::duration) for a reader that has its own `now`.
    pub fn duration_at(&self, now: Timestamp) -> Duration {
        let Some(start) = self.start_time() else {
            return Duration::ZERO;
        };
        let end = self.end_time().unwrap_or(now);
        Duration::try_from(end.duration_since(start)).unwrap_or_default()
    }
}

/// One line for people: `dev: running (run 2, pid 4242)`.
impl fmt::Display for ProcessSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.status())?;
        match &self.phase {
            Phase::Pending => Ok(()),
            Phase::Starting { run } | Phase::Restarting { run, .. } => write!(f, " (run {run})"),
            Phase::Running { run, pid, .. } | Phase::Stopping { run, pid, .. } => {
                write!(f, " (run {run}, pid {pid})")
            }
            Phase::Ended { outcome, .. } => write!(f, " ({outcome})"),
        }
    }
}

#[cfg(test)]
mod tests;
