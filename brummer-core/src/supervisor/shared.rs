//! What the tasks of all processes share.

use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use tokio::sync::{broadcast, watch};
use tokio::task::AbortHandle;

use super::Detection;
use crate::activity::Activities;
use crate::error::Error;
use crate::event::{self, Delivery, Event, EventKind, History};
use crate::guardian::Guardian;
use crate::id::{InstanceId, ProcessId, Run};
use crate::log::{Journal, Keeper};
use crate::problem::ProblemBook;
use crate::process::orphans::spawn_waited;
use crate::process::ports::Lookout;
use crate::snapshot::ProjectSnapshot;
use crate::snapshot::publish::{Native, Publisher};

/// What the tasks of all processes share: where they publish, and what their children are started with.
pub(crate) struct Shared {
    pub(crate) instance: InstanceId,
    pub(crate) publisher: Arc<Publisher<Native>>,
    pub(crate) events: broadcast::Sender<Arc<Delivery>>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) problems: Arc<ProblemBook>,
    /// What happened, for those who were not there.
    pub(crate) history: History,
    pub(crate) activities: Activities,
    pub(crate) detection: Detection,
    /// Where all processes look for ports.
    pub(crate) lookout: Arc<Lookout>,
    /// A signal that never comes: these processes do not move to another program.
    pub(crate) unmoved: watch::Sender<()>,
    /// Who writes the logs to disk, if anybody does.
    pub(crate) keeper: OnceLock<Keeper>,
    pub(crate) guardian: Option<Guardian>,
    /// Set before everything is stopped: from then on no task starts a command.
    pub(crate) closing: AtomicBool,
    /// Set when everything has been stopped.
    pub(crate) closed: AtomicBool,
    /// Reaps orphans for as long as there are tasks.
    reaper: Option<AbortHandle>,
}

impl Shared {
    pub(crate) fn new(
        instance: InstanceId,
        journal: Arc<Journal>,
        detection: Detection,
        guardian: Option<Guardian>,
        reaper: Option<AbortHandle>,
    ) -> Arc<Self> {
        let (events, _) = broadcast::channel(event::CAPACITY);
        let numbers = journal.numbers().clone();
        Arc::new(Self {
            instance,
            publisher: Arc::new(Publisher::new()),
            events,
            journal,
            problems: Arc::new(ProblemBook::new(&numbers)),
            history: History::new(&numbers),
            activities: Activities::new(&numbers),
            detection,
            lookout: Arc::default(),
            unmoved: watch::Sender::new(()),
            keeper: OnceLock::new(),
            guardian,
            closing: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            reaper,
        })
    }

    /// Whether nothing may be started any more.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// The number of the next run of a process, after `last`.
    pub(crate) fn next_run(&self, process: &ProcessId, last: Option<Run>) -> Run {
        match self.keeper.get() {
            Some(keeper) => keeper.next_run(process, last),
            None => last.map_or(Run::FIRST, Run::next),
        }
    }

    /// Publishes the next revision, then runs `then`.
    pub(crate) fn publish(
        &self,
        change: impl FnOnce(&ProjectSnapshot) -> ProjectSnapshot,
        then: impl FnOnce(u64),
    ) {
        self.publisher.publish(change, then);
    }

    pub(crate) fn emit(&self, revision: u64, process: &ProcessId, kind: EventKind) {
        let event = Event {
            revision,
            time: Timestamp::now(),
            process: process.clone(),
            kind,
        };
        self.history.keep(&event);
        // Nobody listening is not an error: `send` fails only without subscribers.
        let _ = self.events.send(Arc::new(Delivery::Event(event)));
    }

    /// Starts a child, with the socket of the guardian if there is one.
    pub(crate) fn spawn(
        &self,
        spawn: impl FnOnce(Option<Arc<OwnedFd>>) -> Result<crate::process::actor::Spawned, Error>,
    ) -> Result<crate::process::actor::Spawned, Error> {
        let socket = match &self.guardian {
            None => None,
            Some(guardian) => Some(guardian.socket().map_err(|source| Error::Setup {
                what: "the guardian does not start",
                source,
            })?),
        };
        spawn_waited(|| spawn(socket), |spawned| spawned.pid)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(reaper) = &self.reaper {
            reaper.abort();
        }
    }
}
