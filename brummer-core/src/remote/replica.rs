//! What a client keeps of another process's supervisor, and where the connection to it stands.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::{broadcast, watch};

use super::company::Company;
use super::message::Update;
use super::pieces::join;
use super::wire::invalid;
use crate::activity::Activities;
use crate::event::{self, Delivery};
use crate::id::InstanceId;
use crate::log::{LogCursor, LogStorageReport};
use crate::snapshot::publish::{Native, Publisher};
use crate::snapshot::{ProcessSnapshot, ProjectSnapshot};
use crate::supervisor::Supervisor;

/// The most activities that a list may have; hosts keep fewer.
const MAX_ACTIVITIES: usize = 4096;

/// Where the processes of a handle are, and whether they can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// They are children of this program.
    Here,
    /// They are those of another program, which answers.
    Connected,
    /// They are those of another program, and the connection is lost. What is read is what was so before that; it is tried to connect again.
    Reconnecting {
        /// Since when.
        since: Timestamp,
        /// Why, or why the latest attempt failed.
        reason: Arc<str>,
    },
    /// They are those of another program, and the connection is lost for good.
    Lost {
        /// Since when.
        since: Timestamp,
        /// Why.
        reason: Arc<str>,
    },
}

/// An instance that is not followed any more, as it was when it was heard of last.
#[derive(Clone, Debug)]
pub struct LostInstance {
    /// Which one.
    pub instance: InstanceId,
    /// When the connection to it was lost.
    pub since: Timestamp,
    /// Why the connection was lost.
    pub reason: Arc<str>,
    /// Its processes; if it said that it ends, as they were before.
    pub project: Arc<ProjectSnapshot>,
}

impl LostInstance {
    /// Its processes that ran, and do so no longer.
    pub fn running(&self) -> impl Iterator<Item = &Arc<ProcessSnapshot>> {
        let processes = self.project.processes().iter();
        processes.filter(|process| process.is_running())
    }
}

/// What a client keeps. It is written by the task that listens to the host, and by nobody else.
pub(super) struct Replica {
    pub(super) publisher: Arc<Publisher<Native>>,
    pub(super) events: broadcast::Sender<Arc<Delivery>>,
    pub(super) activities: Activities,
    pub(super) logs: watch::Sender<()>,
    state: Mutex<State>,
}

/// What is small and changes with every update.
struct State {
    instance: InstanceId,
    log_end: u64,
    storage: Option<LogStorageReport>,
    company: Company,
    is_closing: bool,
    is_closed: bool,
    /// What was so before it began to end.
    last: Option<Arc<ProjectSnapshot>>,
}

impl Replica {
    /// An empty one.
    pub(super) fn new(activities: Activities) -> Self {
        let (events, _) = broadcast::channel(event::CAPACITY);
        Self {
            publisher: Arc::new(Publisher::new()),
            events,
            activities,
            logs: watch::Sender::new(()),
            state: Mutex::new(State {
                instance: InstanceId::from_number(0),
                log_end: 0,
                storage: None,
                company: Company::default(),
                is_closing: false,
                is_closed: false,
                last: None,
            }),
        }
    }

    /// Begins to follow an instance: its first update holds all.
    ///
    /// # Errors
    /// If the update does not.
    pub(super) fn begin(&self, instance: InstanceId, update: Update) -> io::Result<()> {
        {
            let mut state = self.state();
            state.instance = instance;
            state.storage = None;
            state.last = None;
            state.is_closing = false;
        }
        self.take(update, true)
    }

    /// Takes an update in.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] if it does not fit what is here.
    pub(super) fn apply(&self, update: Update) -> io::Result<()> {
        self.take(update, false)
    }

    fn take(&self, update: Update, is_first: bool) -> io::Result<()> {
        // Looked at first: a wrong update changes nothing.
        let before = if is_first {
            Arc::default()
        } else {
            self.publisher.load()
        };
        let project = match update.project {
            None if is_first => return Err(invalid("a first update without processes")),
            None => None,
            Some(project) => {
                if !is_first && project.revision <= before.revision() {
                    return Err(invalid("a revision that is not newer than the last one"));
                }
                let most = Supervisor::MAX_PROCESSES;
                let processes = join(before.processes(), project.processes, most)?;
                Some((project.revision, processes))
            }
        };
        let latest = if is_first {
            Vec::new()
        } else {
            self.activities.latest()
        };
        let activities = match update.activities {
            None => is_first.then_some(latest),
            Some(pieces) => Some(join(&latest, pieces, MAX_ACTIVITIES)?),
        };
        if update.is_closing && !is_first {
            let mut state = self.state();
            state.is_closing = true;
            state.last.get_or_insert_with(|| Arc::clone(&before));
        }
        if let Some((revision, processes)) = project {
            let present = self.publisher.load();
            let next = present.replaced(revision, processes);
            self.publisher.publish(|_| next, |_| {});
        }
        {
            let mut state = self.state();
            state.log_end = update.log_end;
            state.is_closed = update.is_closed;
            // Logs that are kept once are kept from then on.
            if update.storage.is_some() {
                state.storage = update.storage;
            }
            if let Some(company) = update.company {
                state.company = company;
            }
        }
        if let Some(activities) = activities {
            self.activities.replace(activities);
        }
        if update.logs_changed || is_first {
            self.logs.send_replace(());
        }
        Ok(())
    }

    /// Passes on what happened.
    pub(super) fn happened(&self, deliveries: Vec<Delivery>) {
        for delivery in deliveries {
            // Nobody listening is not an error: `send` fails only without subscribers.
            let _ = self.events.send(Arc::new(delivery));
        }
    }

    pub(super) fn instance(&self) -> InstanceId {
        self.state().instance
    }

    pub(super) fn log_end(&self) -> LogCursor {
        let state = self.state();
        LogCursor {
            epoch: state.instance,
            sequence: state.log_end,
        }
    }

    pub(super) fn storage(&self) -> Option<LogStorageReport> {
        self.state().storage.clone()
    }

    /// What was there when the instance was heard of last; when it began to end, if it said so.
    pub(super) fn last(&self) -> Arc<ProjectSnapshot> {
        let last = self.state().last.clone();
        last.unwrap_or_else(|| self.publisher.load())
    }

    pub(super) fn company(&self) -> Company {
        self.state().company
    }

    pub(super) fn is_closing(&self) -> bool {
        self.state().is_closing
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each step leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
