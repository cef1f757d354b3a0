//! What goes over the wire, in both directions.

use std::sync::Arc;
use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;
use jiff::Timestamp;

use super::company::Company;
use super::pieces::Piece;
use super::wire;
use crate::activity::Activity;
use crate::event::Delivery;
use crate::id::{InstanceId, ProcessId};
use crate::log::{LogCursor, LogQuery, LogStorageReport};
use crate::problem::ProblemQuery;
use crate::process::spec::{Owner, Spec};
use crate::snapshot::ProcessSnapshot;

/// What a client sends.
#[derive(Debug, BorshSerialize, BorshDeserialize)]
pub(super) enum FromClient {
    /// Answer this, under this number.
    Ask { number: u64, ask: Box<Ask> },
    /// Nobody waits for this answer any more.
    Cancel { number: u64 },
    /// Somebody uses this client.
    Report(Report),
    /// Say something, if you are there.
    Ping,
}

/// A request. What answers it stands beside each.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub(crate) enum Ask {
    /// `Arc<ProcessSnapshot>`
    Add(Spec),
    /// `Started`
    Start(Spec),
    /// `Started`
    StartKnown(String),
    /// `Arc<ProcessSnapshot>`
    StartAnother(Spec),
    /// `StopReport`
    Stop(String),
    /// `StopReport`
    Kill(String),
    /// `Arc<ProcessSnapshot>`
    Restart(String),
    /// `()`
    Describe(Spec),
    /// `()`
    Remove(String),
    /// `()`
    Write(String, Bytes),
    /// `Arc<ProcessSnapshot>`
    WaitExit(String),
    /// `Vec<StopReport>`
    Shutdown,
    /// `LogPage`
    Logs(LogQuery),
    /// `u64`
    CountLogs(LogQuery),
    /// `LogHistogram`
    LogHistogram {
        processes: Vec<ProcessId>,
        buckets: usize,
    },
    /// `LogCursor`
    LogStart(Vec<ProcessId>),
    /// `ProblemPage`
    Problems(ProblemQuery),
    /// `News`
    News(LogCursor),
    /// `Quiet`
    Quiet(String),
    /// `Quiet`
    WaitQuiet {
        id: String,
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        change: Timestamp,
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        lasting: Duration,
    },
    /// `Option<PortOwner>`
    PortOwner(u16),
    /// `UsageReading`
    Usage,
}

/// What a user of the client does, for the list of what clients do.
#[derive(Debug, BorshSerialize, BorshDeserialize)]
pub(crate) enum Report {
    /// A request begins.
    Began {
        /// Which one, for its end.
        key: u64,
        client: Owner,
        action: String,
        target: Option<String>,
    },
    /// It ended.
    Ended { key: u64, how: ReportEnd },
}

/// How a request of a user ended.
#[derive(Debug, BorshSerialize, BorshDeserialize)]
pub(crate) enum ReportEnd {
    Done,
    Failed(String),
    Cancelled,
}

/// What a host sends.
#[derive(Debug, BorshSerialize, BorshDeserialize)]
pub(super) enum FromHost {
    /// The first message: whose processes these are.
    Welcome(InstanceId),
    /// What changed since the last update.
    Update(Box<Update>),
    /// What happened.
    Events(Vec<Delivery>),
    /// A part of the answer to the request of this number: of a `Result<_, Error>`.
    Answer {
        number: u64,
        is_last: bool,
        bytes: Bytes,
    },
    /// The last message: why nothing more is said.
    Bye(String),
    /// The answer to a ping.
    Pong,
}

/// What of the replica changed. What is none did not.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Update {
    pub(super) project: Option<ProjectUpdate>,
    pub(super) activities: Option<Vec<Piece<Arc<Activity>>>>,
    /// The position behind the latest line.
    pub(super) log_end: u64,
    /// Whether those that wait for lines are to look again.
    pub(super) logs_changed: bool,
    /// Where logs are kept on disk, once something has changed there.
    pub(super) storage: Option<LogStorageReport>,
    pub(super) company: Option<Company>,
    pub(super) is_closing: bool,
    pub(super) is_closed: bool,
}

/// A revision as it differs from the last one that was sent.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub(super) struct ProjectUpdate {
    pub(super) revision: u64,
    pub(super) processes: Vec<Piece<Arc<ProcessSnapshot>>>,
}
