//! Stops a whole tree of processes.

mod report;

pub use self::report::{Member, StopReport};
