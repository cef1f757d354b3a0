//! What differs from what a reader knew, over all processes.

use std::sync::Arc;

use super::{Backend, Local, Supervisor};
use crate::activity::{Activities, Activity};
use crate::error::Error;
use crate::event::Event;
use crate::log::{LineCounts, LogCursor, LogGap, tally};
use crate::problem::{NewSince, Problem, ProblemQuery, Resolved};
use crate::process::ports::{self, PortOwner};
use crate::remote::Ask;
use borsh::{BorshDeserialize, BorshSerialize};

/// Everything that happened between two positions. One cursor is a position in all of it.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct News {
    /// What happened to processes, the first one first; without problems.
    pub events: Vec<Event>,
    /// The problems that appeared, and those that were resolved: errors before warnings, the newest first.
    pub problems: Vec<Arc<Problem>>,
    /// How many lines each process printed; those that printed none are left out.
    pub lines: Vec<LineCounts>,
    /// What clients did.
    pub activities: Vec<Arc<Activity>>,
    /// What is missing: nothing, or something that is no longer known, or everything, if the position is one of another supervisor.
    /// Then all that is known is returned.
    pub gap: LogGap,
    /// The position behind all of it.
    pub next: LogCursor,
}

impl Supervisor {
    /// Everything that happened behind the cursor.
    ///
    /// # Errors
    /// [`Error::Disconnected`] if it happened in another process, and that cannot be asked.
    pub async fn news(&self, after: LogCursor) -> Result<News, Error> {
        match &self.inner.backend {
            Backend::Here(local) => Ok(local.news(after).await),
            Backend::There(remote) => remote.ask(Ask::News(after)).await,
        }
    }

    /// What clients do, and where front ends report it.
    pub fn activities(&self) -> Activities {
        self.inner.activities.clone()
    }

    /// Who listens on a port of this machine; none if nobody does.
    ///
    /// # Errors
    /// As [`news`](Self::news).
    pub async fn port_owner(&self, port: u16) -> Result<Option<PortOwner>, Error> {
        if let Backend::There(remote) = &self.inner.backend {
            return remote.ask(Ask::PortOwner(port)).await;
        }
        let look = tokio::task::spawn_blocking(move || ports::owner(port));
        match look.await {
            Ok(owner) => Ok(owner),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }
}

impl Local {
    async fn news(&self, after: LogCursor) -> News {
        let shared = Arc::clone(&self.shared);
        // Loaded before anything is looked at: what comes meanwhile is behind it.
        let end = shared.journal.end();
        let is_foreign = after.epoch != shared.journal.epoch();
        let positions = if is_foreign {
            0..end
        } else {
            after.sequence..end
        };
        let stores = self.stores(&[]).unwrap_or_default();
        let counted = positions.clone();
        let lines = tokio::task::spawn_blocking(move || tally(&stores, &counted));
        let mut lines = match lines.await {
            Ok(lines) => lines,
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        };
        let evicted: u64 = lines.iter().map(|counts| counts.evicted).sum();
        lines.retain(|counts| counts.lines > 0);
        lines.sort_by(|one, other| one.process.cmp(&other.process));
        let happened = shared.history.between(positions.clone());
        let gap = if is_foreign {
            LogGap::OtherInstance
        } else if evicted > 0 || happened.is_cut {
            LogGap::Evicted(evicted)
        } else {
            LogGap::None
        };
        News {
            events: happened.events,
            problems: self.problems_between(&positions),
            lines,
            activities: shared.activities.between(positions),
            gap,
            next: shared.journal.cursor(end),
        }
    }

    fn problems_between(&self, positions: &std::ops::Range<u64>) -> Vec<Arc<Problem>> {
        let query = ProblemQuery {
            resolved: Resolved::With,
            new_since: Some(NewSince::Cursor(
                self.shared.journal.cursor(positions.start),
            )),
            limit: usize::MAX,
            ..ProblemQuery::default()
        };
        let mut problems = self.problems(&query).problems;
        problems.retain(|problem| problem.changed < positions.end);
        problems
    }
}
