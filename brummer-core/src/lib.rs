//! Runs the development processes of a project, keeps what they print, and answers what runs in one consistent read.

mod changes;
mod error;
mod event;
mod guardian;
mod id;
mod log;
mod process;
mod snapshot;
mod supervisor;

pub use self::changes::Changes;
pub use self::error::Error;
pub use self::event::{Delivery, Event, EventKind, Events};
pub use self::guardian::{GuardianCommand, guard};
pub use self::id::{InstanceId, ProcessId, Run};
pub use self::log::{
    DEFAULT_LOG_BYTES, LogCursor, LogGap, LogLine, LogPage, LogPattern, LogQuery, LogRange,
    MAX_LINE_BYTES, OpenLine, Overflow, Stream,
};
pub use self::process::spec::{Color, Command, Owner, Spec, Stdin, StopSignal, UnknownSignal};
pub use self::process::stop::{Member, StopReport};
pub use self::snapshot::{
    Exit, Outcome, Phase, ProcessSnapshot, ProjectSnapshot, Readiness, SnapshotReader, Status,
};
pub use self::supervisor::{Orphans, Started, Supervisor, SupervisorBuilder};
