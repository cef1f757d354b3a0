//! The handle to all processes of a project.

mod all;
mod builder;
mod connected;
mod local;
mod logs;
mod news;
mod quiet;
pub(crate) mod shared;
mod usage;

use std::fmt;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;
use tokio::sync::broadcast;

pub use self::builder::{Detection, Orphans, SupervisorBuilder};
use self::local::Local;
pub use self::news::News;
use crate::activity::Activities;
use crate::changes::Changes;
use crate::error::Error;
use crate::event::{Delivery, Events};
use crate::process::spec::Spec;
use crate::process::stop::StopReport;
use crate::remote::{Ask, Remote};
use crate::snapshot::publish::{Native, Publisher};
use crate::snapshot::{ProcessSnapshot, ProjectSnapshot, SnapshotReader};

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
    /// What readers read, which is the same in both backends: reading never asks which it is.
    publisher: Arc<Publisher<Native>>,
    events: broadcast::Sender<Arc<Delivery>>,
    activities: Activities,
    backend: Backend,
}

/// Who does what is asked.
enum Backend {
    /// This process.
    Here(Local),
    /// Another one, at the other end of a stream.
    There(Remote),
}

/// What a start found.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
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
        self.inner.publisher.load()
    }

    /// A reader of its own, for one thread or task that reads often.
    pub fn reader(&self) -> SnapshotReader {
        SnapshotReader::new(self.inner.publisher.cached())
    }

    /// A signal for new revisions.
    pub fn changes(&self) -> Changes {
        Changes::new(self.inner.publisher.listen())
    }

    /// What happens to the processes from now on, one event at a time.
    pub fn events(&self) -> Events {
        Events::new(self.inner.events.subscribe())
    }

    /// Waits for a revision that satisfies the condition, and returns it. Revisions that follow one another
    /// quickly may be skipped; the latest never is.
    pub async fn wait_until(
        &self,
        mut condition: impl FnMut(&ProjectSnapshot) -> bool,
    ) -> Arc<ProjectSnapshot> {
        let look = |project: &Arc<ProjectSnapshot>| condition(project).then(|| Arc::clone(project));
        self.inner.publisher.wait_until(look).await
    }

    /// Adds a process as pending. One of this name that is there is returned as it is.
    ///
    /// # Errors
    /// [`Error::TooManyProcesses`], [`Error::ShuttingDown`].
    ///
    /// # Panics
    /// Outside a tokio runtime, on which the task of the process is started.
    pub async fn add(&self, spec: Spec) -> Result<Arc<ProcessSnapshot>, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.add(spec),
            Backend::There(remote) => remote.ask(Ask::Add(spec)).await,
        }
    }

    /// Ensures that the process of this name runs. If it does not, it is started, with this description; if it is being
    /// stopped, it is started after that.
    ///
    /// # Errors
    /// Those of a command that cannot be started ([`Error::ProgramNotFound`], [`Error::NotExecutable`], [`Error::Directory`],
    /// [`Error::EmptyCommand`], [`Error::Spawn`]): the process is then in the snapshot as failed, with the error.
    /// [`Error::Superseded`] if it is stopped before it was started.
    pub async fn start(&self, spec: Spec) -> Result<Started, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.start(spec).await,
            Backend::There(remote) => remote.ask(Ask::Start(spec)).await,
        }
    }

    /// Ensures that a process runs that was added before, with the description that it has.
    ///
    /// # Errors
    /// As [`start`](Self::start), and [`Error::UnknownProcess`].
    pub async fn start_known(&self, id: &str) -> Result<Started, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.start_known(id).await,
            Backend::There(remote) => remote.ask(Ask::StartKnown(id.to_owned())).await,
        }
    }

    /// Starts a further instance beside those of the same name that run: `dev-2`, `dev-3` …
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_another(&self, spec: Spec) -> Result<Arc<ProcessSnapshot>, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.start_another(spec).await,
            Backend::There(remote) => remote.ask(Ask::StartAnother(spec)).await,
        }
    }

    /// Stops the whole tree gracefully and returns when nothing of it is left. What earlier runs of the process left behind is
    /// stopped as well; where there is nothing, the report is empty.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`], [`Error::Busy`].
    pub async fn stop(&self, id: &str) -> Result<StopReport, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.stop(id).await,
            Backend::There(remote) => remote.ask(Ask::Stop(id.to_owned())).await,
        }
    }

    /// Kills the whole tree, also in the middle of a graceful stop.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`], [`Error::Busy`].
    pub async fn kill(&self, id: &str) -> Result<StopReport, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.kill(id).await,
            Backend::There(remote) => remote.ask(Ask::Kill(id.to_owned())).await,
        }
    }

    /// Stops the process if it runs, and starts it again. Several requests at once join in one restart.
    ///
    /// # Errors
    /// As [`start_known`](Self::start_known).
    pub async fn restart(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.restart(id).await,
            Backend::There(remote) => remote.ask(Ask::Restart(id.to_owned())).await,
        }
    }

    /// Gives a process that was added before another description, which it has from its next start on.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`], [`Error::Busy`].
    pub async fn describe(&self, spec: Spec) -> Result<(), Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.describe(spec).await,
            Backend::There(remote) => remote.ask(Ask::Describe(spec)).await,
        }
    }

    /// Takes a process that does not run out of the project, with its log.
    ///
    /// # Errors
    /// [`Error::StillRunning`], [`Error::UnknownProcess`].
    pub async fn remove(&self, id: &str) -> Result<(), Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.remove(id).await,
            Backend::There(remote) => remote.ask(Ask::Remove(id.to_owned())).await,
        }
    }

    /// Writes to the stdin of a process; returns when the pipe has taken all of it.
    ///
    /// # Errors
    /// [`Error::StdinIsNull`] if it was started without, [`Error::StdinClosed`] if it no longer reads,
    /// [`Error::NotRunning`], [`Error::Busy`].
    pub async fn write_stdin(&self, id: &str, bytes: impl Into<Bytes>) -> Result<(), Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.write_stdin(id, bytes.into()).await,
            Backend::There(remote) => remote.ask(Ask::Write(id.to_owned(), bytes.into())).await,
        }
    }

    /// Waits until a process is finished, and returns it.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`] if it is not there, or is removed; [`Error::NotRunning`] if it was never started.
    pub async fn wait_exit(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.wait_exit(id).await,
            Backend::There(remote) => remote.ask(Ask::WaitExit(id.to_owned())).await,
        }
    }
}

impl fmt::Debug for Supervisor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Supervisor").field(&self.instance()).finish()
    }
}

fn unknown(id: &str) -> Error {
    Error::UnknownProcess { id: id.to_owned() }
}
