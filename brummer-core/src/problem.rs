//! Problems over time: what is broken now, since when, and whether it was there before.
//!
//! What is printed again is the same [`Problem`] seen again. It is current from when it is printed until a watcher finishes without
//! printing it, or the process is started again.

mod book;
mod query;

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::Serialize;

pub(crate) use self::book::{ProblemBook, Sighting};
pub use self::query::{NewSince, ProblemPage, ProblemQuery, Resolved};
use crate::detect::{Finding, Fingerprint, Severity};
use crate::id::{ProcessId, Run};
use crate::remote::wire;

/// A problem, with all that is known of when it was there.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Problem {
    /// What makes it this problem.
    pub fingerprint: Fingerprint,
    /// The process that printed it.
    pub process: ProcessId,
    /// What was printed last: a problem may move within its file.
    pub finding: Finding,
    /// When it was printed first.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub first_seen: Timestamp,
    /// When it was printed last.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub last_seen: Timestamp,
    /// How often it was printed.
    pub count: u64,
    /// The first run that printed it.
    pub first_run: Run,
    /// The last run that printed it.
    pub last_run: Run,
    /// When it became current for the last time.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub appeared: Timestamp,
    /// Its place among lines and events when it last appeared or was resolved.
    pub changed: u64,
    /// Whether it is still there.
    pub state: ProblemState,
}

/// Whether a problem is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum ProblemState {
    /// It is, as far as its tool has said.
    Current,
    /// It is gone.
    Resolved {
        /// Since when.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        at: Timestamp,
        /// What told us.
        by: Resolution,
    },
}

/// What tells that a problem is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub enum Resolution {
    /// Its watcher finished without it.
    Cycle,
    /// Its process was started again.
    Restart,
}

impl Problem {
    /// Whether it is still there.
    pub fn is_current(&self) -> bool {
        self.state == ProblemState::Current
    }
}

/// One line for people, as tools print problems: `src/a.ts:3:7: error TS2322: … [tsc]`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.finding.fmt(f)
    }
}

/// How many problems are current.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize,
)]
pub struct ProblemCounts {
    /// Errors.
    pub errors: u32,
    /// Warnings.
    pub warnings: u32,
}

impl ProblemCounts {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }
}
