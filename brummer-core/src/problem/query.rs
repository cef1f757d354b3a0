//! What a reader asks of the problems.

use std::cmp::Reverse;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;

use super::Problem;
use crate::detect::Severity;
use crate::id::ProcessId;
use crate::log::LogCursor;
use crate::remote::wire;

/// A question to the problems. `ProblemQuery::default()` asks for all that are current.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct ProblemQuery {
    /// The processes whose problems to return; empty for all.
    pub processes: Vec<ProcessId>,
    /// Only problems that are at least this serious.
    pub severity: Severity,
    /// Whether to return resolved ones as well.
    pub resolved: Resolved,
    /// Only problems that were not there before.
    pub new_since: Option<NewSince>,
    /// The most problems to return.
    pub limit: usize,
}

/// Whether resolved problems are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Resolved {
    /// Only current ones.
    #[default]
    Without,
    /// Both.
    With,
}

/// Before what a problem must not have been there to be new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum NewSince {
    /// A moment: a problem that was gone before it, and came back after it, is new.
    Time(#[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")] Timestamp),
    /// A position in the logs: as for a moment, and exact. Of resolved problems it means those that were resolved since. The
    /// position of another supervisor is before everything.
    Cursor(LogCursor),
    /// The last start of the process: a problem that any earlier run printed is not new.
    Restart,
}

impl Default for ProblemQuery {
    fn default() -> Self {
        Self {
            processes: Vec::new(),
            severity: Severity::Warning,
            resolved: Resolved::default(),
            new_since: None,
            limit: 100,
        }
    }
}

/// An answer to a [`ProblemQuery`].
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct ProblemPage {
    /// The problems: errors before warnings, and the newest first.
    pub problems: Vec<Arc<Problem>>,
    /// How many more there are than the limit let through.
    pub more: usize,
    /// How many were not kept, because their process had too many.
    pub forgotten: u64,
}

impl ProblemQuery {
    pub(super) fn takes_process(&self, process: &ProcessId) -> bool {
        self.processes.is_empty() || self.processes.contains(process)
    }

    pub(super) fn takes(&self, problem: &Problem) -> bool {
        let is_wanted = match self.resolved {
            Resolved::Without => problem.is_current(),
            Resolved::With => true,
        };
        is_wanted && problem.finding.severity >= self.severity && self.is_new(problem)
    }

    fn is_new(&self, problem: &Problem) -> bool {
        match self.new_since {
            None => true,
            Some(NewSince::Time(since)) => problem.appeared >= since,
            Some(NewSince::Cursor(since)) => problem.changed >= since.sequence,
            Some(NewSince::Restart) => problem.first_run == problem.last_run,
        }
    }

    pub(super) fn page(&self, mut found: Vec<Arc<Problem>>, forgotten: u64) -> ProblemPage {
        found.sort_by_key(|problem| {
            let line = problem.finding.lines.0;
            Reverse((problem.finding.severity, problem.appeared, line))
        });
        let more = found.len().saturating_sub(self.limit);
        found.truncate(self.limit);
        ProblemPage {
            problems: found,
            more,
            forgotten,
        }
    }
}
