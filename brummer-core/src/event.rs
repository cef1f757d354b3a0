//! What happened, one event at a time, for those that must not miss a step.

mod history;

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

pub(crate) use self::history::History;
use crate::detect::Fingerprint;
use crate::id::{ProcessId, Run};
use crate::remote::wire;
use crate::snapshot::WatcherSummary;

/// How many events a subscriber may lag behind before it is told of a gap instead.
pub(crate) const CAPACITY: usize = 1024;

/// Something that happened to a process. The snapshot that shows it was published before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The revision of the first snapshot that shows it.
    pub revision: u64,
    /// When.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub time: Timestamp,
    /// The process.
    pub process: ProcessId,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened to a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase", tag = "event")]
#[non_exhaustive]
pub enum EventKind {
    /// It was added to the project.
    Added,
    /// A run began.
    Started {
        /// The run.
        run: Run,
        /// The leader of its tree.
        pid: u32,
    },
    /// The run can be used.
    Ready {
        /// The run.
        run: Run,
        /// What told us, as in "port 5173".
        reason: Arc<str>,
    },
    /// A problem appeared that was not current before.
    Problem {
        /// The run.
        run: Run,
        /// What identifies it.
        fingerprint: Fingerprint,
        /// The problem, in one line.
        problem: String,
    },
    /// A watcher finished a cycle.
    Cycle {
        /// The run.
        run: Run,
        /// What it came to.
        watcher: WatcherSummary,
    },
    /// It was told to stop.
    Stopping {
        /// The run.
        run: Run,
    },
    /// A run ended, or could not begin.
    Ended {
        /// The run.
        run: Run,
        /// How, in words.
        outcome: String,
    },
    /// It was taken out of the project.
    Removed,
}

/// What a subscriber receives.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Delivery {
    /// The next event.
    Event(Event),
    /// The subscriber was too slow and missed events: read the snapshot again, it holds what they did.
    Gap {
        /// How many; 0 if nobody can tell, as after a lost connection.
        missed: u64,
    },
}

/// A subscription to the events of a supervisor.
///
/// Events are kept behind pointers: all places for them are there from the start.
#[derive(Debug)]
pub struct Events(broadcast::Receiver<Arc<Delivery>>);

impl Events {
    pub(crate) fn new(receiver: broadcast::Receiver<Arc<Delivery>>) -> Self {
        Self(receiver)
    }

    /// The next delivery, if there is one already.
    pub(crate) fn try_next(&mut self) -> Option<Delivery> {
        match self.0.try_recv() {
            Ok(delivery) => Some(Arc::unwrap_or_clone(delivery)),
            Err(TryRecvError::Lagged(missed)) => Some(Delivery::Gap { missed }),
            Err(TryRecvError::Empty | TryRecvError::Closed) => None,
        }
    }

    /// Waits for the next event; none once the supervisor is gone.
    pub async fn next(&mut self) -> Option<Delivery> {
        match self.0.recv().await {
            Ok(delivery) => Some(Arc::unwrap_or_clone(delivery)),
            Err(RecvError::Lagged(missed)) => Some(Delivery::Gap { missed }),
            Err(RecvError::Closed) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_slow_subscriber_is_told_how_many_events_it_missed() {
        let (sender, receiver) = broadcast::channel(2);
        let mut events = Events::new(receiver);
        let event = |revision| Event {
            revision,
            time: Timestamp::UNIX_EPOCH,
            process: ProcessId::new("dev").unwrap(),
            kind: EventKind::Added,
        };
        for revision in 1..=5 {
            sender
                .send(Arc::new(Delivery::Event(event(revision))))
                .unwrap();
        }
        drop(sender);
        assert_eq!(events.next().await, Some(Delivery::Gap { missed: 3 }));
        assert_eq!(events.next().await, Some(Delivery::Event(event(4))));
        assert_eq!(events.next().await, Some(Delivery::Event(event(5))));
        assert_eq!(events.next().await, None);
    }
}
