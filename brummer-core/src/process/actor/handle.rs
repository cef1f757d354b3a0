//! How others talk to the task of a process.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use crate::error::Error;
use crate::id::ProcessId;
use crate::log::store::LogStore;
use crate::process::spec::Spec;
use crate::process::stop::StopReport;
use crate::supervisor::Started;

/// How many requests may wait for the task of one process.
const WAITING: usize = 64;

/// What the task of a process can be asked. Each request is answered.
pub(crate) enum Request {
    /// Run, with this description if it has to be started.
    Start {
        spec: Option<Box<Spec>>,
        done: oneshot::Sender<Result<Started, Error>>,
    },
    /// Have this description from the next start on.
    Describe {
        spec: Box<Spec>,
        done: oneshot::Sender<()>,
    },
    /// Stop if it runs, and run again.
    Restart {
        done: oneshot::Sender<Result<Started, Error>>,
    },
    /// End gracefully.
    Stop { done: oneshot::Sender<StopReport> },
    /// End now.
    Kill { done: oneshot::Sender<StopReport> },
    /// Write to stdin.
    Write {
        bytes: Bytes,
        done: oneshot::Sender<Result<(), Error>>,
    },
    /// Leave the project.
    Remove {
        done: oneshot::Sender<Result<(), Error>>,
    },
}

/// A handle to the task of a process, and its log.
#[derive(Clone)]
pub(crate) struct Handle {
    id: ProcessId,
    /// The number that marks its runs.
    number: u64,
    requests: mpsc::Sender<Request>,
    pub(crate) log: Arc<LogStore>,
}

/// Why a request was not answered.
pub(crate) enum Unanswered {
    /// The task has ended: the process was removed.
    Removed,
    Busy(Error),
}

impl Handle {
    pub(super) fn new(
        id: ProcessId,
        number: u64,
        log: Arc<LogStore>,
    ) -> (Self, mpsc::Receiver<Request>) {
        let (requests, queue) = mpsc::channel(WAITING);
        (
            Self {
                id,
                number,
                requests,
                log,
            },
            queue,
        )
    }

    /// The number that marks the runs of the process.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Whether the task has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.requests.is_closed()
    }

    /// Sends a request when there is room for it, and waits for its answer; none if the task has ended.
    pub(crate) async fn insist<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Option<T> {
        let (done, answer) = oneshot::channel();
        self.requests.send(request(done)).await.ok()?;
        answer.await.ok()
    }

    /// Sends a request, and waits for its answer.
    pub(crate) async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Result<T, Unanswered> {
        let (done, answer) = oneshot::channel();
        self.requests
            .try_send(request(done))
            .map_err(|error| match error {
                TrySendError::Full(_) => Unanswered::Busy(Error::Busy {
                    id: self.id.clone(),
                }),
                TrySendError::Closed(_) => Unanswered::Removed,
            })?;
        answer.await.map_err(|_| Unanswered::Removed)
    }
}
