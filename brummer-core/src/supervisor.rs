//! The handle to all processes of a project.

mod all;
mod builder;
mod logs;
mod news;
mod quiet;
pub(crate) mod shared;
mod usage;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use dashmap::{DashMap, Entry};

pub use self::builder::{Detection, Orphans, SupervisorBuilder};
pub use self::news::News;
use self::shared::Shared;
use self::usage::Gauge;
use crate::changes::Changes;
use crate::error::Error;
use crate::event::Events;
use crate::id::ProcessId;
use crate::process::actor::{Actor, Handle, Request, Unanswered};
use crate::process::spec::Spec;
use crate::process::stop::StopReport;
use crate::snapshot::{ProcessSnapshot, ProjectSnapshot, SnapshotReader, Status};

/// The handle to all processes of a project: starts and stops them, and reads what they do.
///
/// It is cheap to clone, and may be used from any task. Reads ([`snapshot`](Self::snapshot), [`reader`](Self::reader)) never
/// wait. What an answered request did is visible in the next read.
///
/// When the last handle is dropped, all processes are stopped gracefully, as long as the runtime lives; a
/// program that ends should wait for [`shutdown`](Self::shutdown).
///
/// ```
/// use brummer_core::{Command, Spec, Supervisor};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), brummer_core::Error> {
/// let supervisor = Supervisor::builder().build()?;
/// let spec = Spec::new("hello", Command::shell("echo hello"), "/")?;
/// supervisor.start(spec).await?;
///
/// let ended = supervisor.wait_exit("hello").await?;
/// assert_eq!(ended.exit_code(), Some(0));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Supervisor {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    /// Whom to ask, by id. What is asked *about* a process is answered from the snapshot.
    handles: DashMap<ProcessId, Handle>,
    /// The number of the next process, for its mark.
    number: AtomicU64,
    gauge: Gauge,
}

/// What a start found.
#[derive(Clone, Debug)]
pub enum Started {
    /// It was started for this request, or for one that this request joined.
    New(Arc<ProcessSnapshot>),
    /// It ran already.
    Already(Arc<ProcessSnapshot>),
}

impl Started {
    /// The process as it was when the request was answered.
    pub fn snapshot(&self) -> &Arc<ProcessSnapshot> {
        match self {
            Self::New(snapshot) | Self::Already(snapshot) => snapshot,
        }
    }
}

impl Supervisor {
    /// The most processes that one supervisor holds.
    pub const MAX_PROCESSES: usize = 4096;

    /// The settings to start from.
    pub fn builder() -> SupervisorBuilder {
        SupervisorBuilder::default()
    }

    /// The present revision, for readers that read now and then.
    pub fn snapshot(&self) -> Arc<ProjectSnapshot> {
        self.inner.shared.publisher.load()
    }

    /// A reader of its own, for one thread or task that reads often.
    pub fn reader(&self) -> SnapshotReader {
        SnapshotReader::new(self.inner.shared.publisher.cached())
    }

    /// A signal for new revisions.
    pub fn changes(&self) -> Changes {
        Changes::new(self.inner.shared.publisher.listen())
    }

    /// What happens to the processes from now on, one event at a time.
    pub fn events(&self) -> Events {
        Events::new(self.inner.shared.events.subscribe())
    }

    /// Waits for a revision that satisfies the condition, and returns it. Revisions that follow one another
    /// quickly may be skipped; the latest never is.
    pub async fn wait_until(
        &self,
        mut condition: impl FnMut(&ProjectSnapshot) -> bool,
    ) -> Arc<ProjectSnapshot> {
        let look = |project: &Arc<ProjectSnapshot>| condition(project).then(|| Arc::clone(project));
        self.inner.shared.publisher.wait_until(look).await
    }

    /// Adds a process as pending. One of this name that is there is returned as it is.
    ///
    /// # Errors
    /// [`Error::TooManyProcesses`], [`Error::ShuttingDown`].
    ///
    /// # Panics
    /// Outside a tokio runtime, on which the task of the process is started.
    pub fn add(&self, spec: Spec) -> Result<Arc<ProcessSnapshot>, Error> {
        let id = spec.name.clone();
        self.handle_or_launch(&id, spec)?;
        self.known(id.as_str())
    }

    /// Ensures that the process of this name runs. If it does not, it is started, with this description; if it is being
    /// stopped, it is started after that.
    ///
    /// # Errors
    /// Those of a command that cannot be started ([`Error::ProgramNotFound`], [`Error::NotExecutable`], [`Error::Directory`],
    /// [`Error::EmptyCommand`], [`Error::Spawn`]): the process is then in the snapshot as failed, with the error.
    /// [`Error::Superseded`] if it is stopped before it was started.
    pub async fn start(&self, spec: Spec) -> Result<Started, Error> {
        let id = spec.name.clone();
        self.start_as(&id, spec).await
    }

    /// Ensures that a process runs that was added before, with the description that it has.
    ///
    /// # Errors
    /// As [`start`](Self::start), and [`Error::UnknownProcess`].
    pub async fn start_known(&self, id: &str) -> Result<Started, Error> {
        self.refuse_if_closing()?;
        self.ask(id, |done| Request::Start { spec: None, done })
            .await?
    }

    /// Starts a further instance beside those of the same name that run: `dev-2`, `dev-3` …
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_another(&self, spec: Spec) -> Result<Arc<ProcessSnapshot>, Error> {
        for number in 1.. {
            let id = spec.name.instance(number);
            let project = self.snapshot();
            let taken = project.process(id.as_str()).map(|process| process.status());
            if taken.is_some_and(|status| !status.is_finished() && status != Status::Pending) {
                continue;
            }
            // Another request may have taken the number in the meantime.
            if let Started::New(process) = self.start_as(&id, spec.clone()).await? {
                return Ok(process);
            }
        }
        unreachable!("there are more numbers than processes")
    }

    /// Stops the whole tree gracefully and returns when nothing of it is left. What earlier runs of the process left behind is
    /// stopped as well; where there is nothing, the report is empty.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`], [`Error::Busy`].
    pub async fn stop(&self, id: &str) -> Result<StopReport, Error> {
        self.ask(id, |done| Request::Stop { done }).await
    }

    /// Kills the whole tree, also in the middle of a graceful stop.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`], [`Error::Busy`].
    pub async fn kill(&self, id: &str) -> Result<StopReport, Error> {
        self.ask(id, |done| Request::Kill { done }).await
    }

    /// Stops the process if it runs, and starts it again. Several requests at once join in one restart.
    ///
    /// # Errors
    /// As [`start_known`](Self::start_known).
    pub async fn restart(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        self.refuse_if_closing()?;
        let started = self.ask(id, |done| Request::Restart { done }).await??;
        Ok(Arc::clone(started.snapshot()))
    }

    /// Gives a process that was added before another description, which it has from its next start on.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`], [`Error::Busy`].
    pub async fn describe(&self, spec: Spec) -> Result<(), Error> {
        let id = spec.name.clone();
        let spec = Box::new(spec);
        self.ask(id.as_str(), |done| Request::Describe { spec, done })
            .await
    }

    /// Takes a process that does not run out of the project, with its log.
    ///
    /// # Errors
    /// [`Error::StillRunning`], [`Error::UnknownProcess`].
    pub async fn remove(&self, id: &str) -> Result<(), Error> {
        self.ask(id, |done| Request::Remove { done }).await??;
        self.inner
            .handles
            .remove_if(id, |_, handle| handle.is_closed());
        Ok(())
    }

    /// Writes to the stdin of a process; returns when the pipe has taken all of it.
    ///
    /// # Errors
    /// [`Error::StdinIsNull`] if it was started without, [`Error::StdinClosed`] if it no longer reads,
    /// [`Error::NotRunning`], [`Error::Busy`].
    pub async fn write_stdin(&self, id: &str, bytes: impl Into<Bytes>) -> Result<(), Error> {
        let bytes = bytes.into();
        self.ask(id, |done| Request::Write { bytes, done }).await?
    }

    /// Waits until a process is finished, and returns it.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`] if it is not there, or is removed; [`Error::NotRunning`] if it was never started.
    pub async fn wait_exit(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        if self.known(id)?.status() == Status::Pending {
            return Err(Error::NotRunning {
                id: ProcessId::new(id)?,
            });
        }
        let look = |project: &Arc<ProjectSnapshot>| match project.process(id) {
            None => Some(Err(unknown(id))),
            Some(process) => process.is_finished().then(|| Ok(Arc::clone(process))),
        };
        self.inner.shared.publisher.wait_until(look).await
    }

    async fn start_as(&self, id: &ProcessId, spec: Spec) -> Result<Started, Error> {
        loop {
            self.refuse_if_closing()?;
            let handle = self.handle_or_launch(id, spec.clone())?;
            let boxed = Some(Box::new(spec.clone()));
            match handle
                .ask(|done| Request::Start { spec: boxed, done })
                .await
            {
                Ok(answer) => return answer,
                Err(Unanswered::Busy(error)) => return Err(error),
                // It was removed just now: launch it anew.
                Err(Unanswered::Removed) => {
                    self.inner
                        .handles
                        .remove_if(id, |_, handle| handle.is_closed());
                }
            }
        }
    }

    fn handle_or_launch(&self, id: &ProcessId, spec: Spec) -> Result<Handle, Error> {
        self.refuse_if_closing()?;
        if self.inner.handles.len() >= Self::MAX_PROCESSES && !self.inner.handles.contains_key(id) {
            return Err(Error::TooManyProcesses {
                limit: Self::MAX_PROCESSES,
            });
        }
        let launch = || {
            let number = self.inner.number.fetch_add(1, Ordering::Relaxed);
            Actor::launch(id.clone(), spec, number, &self.inner.shared)
        };
        Ok(match self.inner.handles.entry(id.clone()) {
            Entry::Occupied(entry) if !entry.get().is_closed() => entry.get().clone(),
            // The task of a process that was removed ends; its name is free.
            Entry::Occupied(mut entry) => {
                entry.insert(launch());
                entry.get().clone()
            }
            Entry::Vacant(entry) => entry.insert(launch()).clone(),
        })
    }

    async fn ask<T>(
        &self,
        id: &str,
        request: impl FnOnce(tokio::sync::oneshot::Sender<T>) -> Request,
    ) -> Result<T, Error> {
        let handle = self.inner.handles.get(id).map(|handle| handle.clone());
        let handle = handle.ok_or_else(|| unknown(id))?;
        handle
            .ask(request)
            .await
            .map_err(|unanswered| match unanswered {
                Unanswered::Removed => unknown(id),
                Unanswered::Busy(error) => error,
            })
    }

    fn known(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        self.snapshot()
            .process(id)
            .cloned()
            .ok_or_else(|| unknown(id))
    }

    fn refuse_if_closing(&self) -> Result<(), Error> {
        if self.inner.shared.is_closing() {
            Err(Error::ShuttingDown)
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Supervisor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Supervisor")
            .field(&self.inner.shared.instance)
            .finish()
    }
}

impl Inner {
    fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            handles: DashMap::new(),
            number: AtomicU64::new(0),
            gauge: Gauge::default(),
        }
    }
}

fn unknown(id: &str) -> Error {
    Error::UnknownProcess { id: id.to_owned() }
}
