//! The handle to all processes of a project.

use crate::changes::Changes;
use crate::error::Error;
use crate::event::Events;
use crate::id::ProcessId;
use crate::log::{LogCursor, LogPage, LogQuery, Overflow};
use crate::process::spec::Spec;
use crate::process::stop::StopReport;
use crate::snapshot::{ProcessSnapshot, ProjectSnapshot, SnapshotReader};
use bytes::Bytes;
use std::sync::Arc;

/// A handle; cheap to clone.
#[derive(Clone, Debug)]
pub struct Supervisor {}

/// What a start found.
#[derive(Clone, Debug)]
pub enum Started {
    /// It was started for this request.
    New(Arc<ProcessSnapshot>),
    /// It ran already, or another request was starting it.
    Already(Arc<ProcessSnapshot>),
}

impl Started {
    /// The process as it is now.
    pub fn snapshot(&self) -> &Arc<ProcessSnapshot> {
        match self {
            Self::New(snapshot) | Self::Already(snapshot) => snapshot,
        }
    }
}

/// Settings
#[derive(Debug)]
pub struct SupervisorBuilder {}
impl SupervisorBuilder {
    /// logs keep so many bytes
    pub fn log_bytes(self, bytes: usize) -> Self {
        todo!()
    }
    /// overflow
    pub fn overflow(self, overflow: Overflow) -> Self {
        todo!()
    }
    /// must be called within a tokio runtime
    pub fn build(self) -> Result<Supervisor, Error> {
        todo!()
    }
}

impl Supervisor {
    /// A builder with defaults. `build()` must be called inside a tokio runtime.
    pub fn builder() -> SupervisorBuilder {
        todo!()
    }
    /// The present revision (clones an Arc); hot readers use `reader`.
    pub fn snapshot(&self) -> Arc<ProjectSnapshot> {
        todo!()
    }
    /// own reader
    pub fn reader(&self) -> SnapshotReader {
        todo!()
    }
    /// signal: a new revision was published
    pub fn changes(&self) -> Changes {
        todo!()
    }
    /// signal: a log has new lines, or its open line changed (coalesced)
    pub fn log_changes(&self) -> Changes {
        todo!()
    }
    /// lifecycle events
    pub fn events(&self) -> Events {
        todo!()
    }
    /// Waits for a revision that satisfies the condition; returns it.
    pub async fn wait_until(
        &self,
        condition: impl FnMut(&ProjectSnapshot) -> bool,
    ) -> Arc<ProjectSnapshot> {
        todo!()
    }
    /// Adds a process as pending. If one of this name is there, it's returned as it is.
    pub async fn add(&self, spec: Spec) -> Result<Arc<ProcessSnapshot>, Error> {
        todo!()
    }
    /// Ensures that the process of this name runs, with this spec if it has to be started. If it's being stopped, waits for that and starts it.
    /// A spawn failure is an Err (and the process is in the snapshot as `failed`, with the error).
    pub async fn start(&self, spec: Spec) -> Result<Started, Error> {
        todo!()
    }
    /// Starts a process that was added before (pending or finished) with the spec it has.
    pub async fn start_known(&self, id: &str) -> Result<Started, Error> {
        todo!()
    }
    /// A further instance beside one that runs: `dev-2`.
    pub async fn start_another(&self, spec: Spec) -> Result<Arc<ProcessSnapshot>, Error> {
        todo!()
    }
    /// Gracefully stops the whole tree; returns when it is gone. Finished process: Ok with an empty report.
    pub async fn stop(&self, id: &str) -> Result<StopReport, Error> {
        todo!()
    }
    /// Stops without grace; also cuts short a graceful stop that is under way.
    pub async fn kill(&self, id: &str) -> Result<StopReport, Error> {
        todo!()
    }
    /// Stops it if it runs, and starts it again. Several at once join one restart.
    pub async fn restart(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        todo!()
    }
    /// Restarts all that run, at the same time.
    pub async fn restart_all(&self) -> Vec<(ProcessId, Result<Arc<ProcessSnapshot>, Error>)> {
        todo!()
    }
    /// Stops all, at the same time.
    pub async fn stop_all(&self) -> Vec<(ProcessId, Result<StopReport, Error>)> {
        todo!()
    }
    /// Kills all.
    pub async fn kill_all(&self) -> Vec<(ProcessId, Result<StopReport, Error>)> {
        todo!()
    }
    /// Takes a finished or pending process out of the project, with its log. Running: Error::StillRunning.
    pub async fn remove(&self, id: &str) -> Result<(), Error> {
        todo!()
    }
    /// Writes to its stdin.
    pub async fn write_stdin(&self, id: &str, bytes: impl Into<Bytes>) -> Result<(), Error> {
        todo!()
    }
    /// Waits until it is finished, and returns it. A pending one: Error::NotRunning
    pub async fn wait_exit(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        todo!()
    }
    /// Reads logs. Error::UnknownProcess for a process that is not there.
    pub async fn logs(&self, query: LogQuery) -> Result<LogPage, Error> {
        todo!()
    }
    /// The position behind the latest line.
    pub fn log_end(&self) -> LogCursor {
        todo!()
    }
    /// Under Overflow::Wait: tells that everything before the cursor was read.
    pub fn logs_read_to(&self, cursor: LogCursor) {
        todo!()
    }
    /// Stops everything and refuses to start anything more.
    pub async fn shutdown(&self) -> Vec<StopReport> {
        todo!()
    }
}
