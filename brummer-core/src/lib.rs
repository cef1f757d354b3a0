//! Runs the development processes of a project, keeps what they print, and answers what runs in one consistent read.
//!
//! - [`Supervisor`] is the handle: it starts and stops processes, and reads what they do.
//! - [`ProcessSnapshot`] and [`ProjectSnapshot`] are what is read: immutable values, published as a whole.
//! - [`LogQuery`] and [`LogPage`] read what processes print.
//! - [`config`] and [`project`] find out what can be run in a directory.
//!
//! There is no terminal and no protocol in this crate. It needs a tokio runtime with I/O and time enabled.

mod activity;
mod changes;
pub mod config;
pub mod detect;
mod directory;
pub mod edit;
mod error;
mod event;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzz;
mod guardian;
mod id;
mod input;
pub mod instance;
mod log;
mod machine;
mod moment;
mod near;
mod problem;
mod process;
pub mod project;
mod quiet;
pub mod redact;
mod remote;
mod snapshot;
mod supervisor;
mod usage;
pub mod words;

pub use self::activity::{Activities, Activity, ActivityOutcome, ActivityRecord};
pub use self::changes::Changes;
pub use self::detect::FieldQuery;
pub use self::error::Error;
pub use self::event::{Delivery, Event, EventKind, Events};
pub use self::guardian::{GuardianCommand, guard};
pub use self::id::{GroupName, InstanceId, ProcessId, Run};
pub use self::log::{
    Case, DEFAULT_LOG_BYTES, Level, LineCounts, LogArchive, LogBucket, LogContext, LogCursor,
    LogGap, LogHistogram, LogLine, LogOrder, LogPage, LogPattern, LogPoint, LogQuery, LogRange,
    LogRun, LogStorage, LogStorageReport, MAX_LINE_BYTES, OpenLine, Overflow, Repeat, Stream,
    repeats,
};
pub use self::moment::{InvalidMoment, InvalidWindow, Moment, Window};
pub use self::near::near;
pub use self::problem::{
    NewSince, Problem, ProblemCounts, ProblemPage, ProblemQuery, ProblemState, Resolution, Resolved,
};
pub use self::process::ports::{Listener, PortOwner};
pub use self::process::spec::{Color, Command, Owner, Spec, Stdin, StopSignal, UnknownSignal};
pub use self::process::stop::{Member, StopReport};
pub use self::quiet::Quiet;
pub use self::remote::{
    Attempt, ClientFault, Company, Connection, LostInstance, NOT_YET, PROTOCOL, Reconnect,
    RemoteStream, serve_client, serve_counted,
};
pub use self::snapshot::{
    Exit, Outcome, OutputSummary, Phase, ProcessSnapshot, ProjectSnapshot, Readiness,
    SnapshotReader, Status, WatcherState, WatcherSummary,
};
pub use self::supervisor::{Detection, News, Orphans, Started, Supervisor, SupervisorBuilder};
pub use self::usage::{Usage, UsageReading};
