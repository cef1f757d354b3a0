//! Where the present revision is held, and the cheapest way to see whether it is still the present one.

use std::sync::Arc;

use super::{Counter, Primitives, Slot};
use crate::snapshot::ProjectSnapshot;

/// The present revision, with its number beside it: whoever has a revision finds out by one load whether there is a newer one.
pub(crate) struct Cell<P: Primitives> {
    latest: P::Slot,
    /// Invariant: at most the revision of `latest`. It is raised after `latest` was replaced, and before the publication is over.
    number: P::Counter,
}

impl<P: Primitives> Cell<P> {
    pub(super) fn new(first: Arc<ProjectSnapshot>) -> Self {
        let number = P::Counter::new(first.revision());
        let latest = P::Slot::new(first);
        Self { latest, number }
    }

    pub(super) fn load(&self) -> Arc<ProjectSnapshot> {
        self.latest.load()
    }

    pub(super) fn store(&self, next: Arc<ProjectSnapshot>) {
        let number = next.revision();
        self.latest.store(next);
        self.number.store(number);
    }
}

/// The revision that one reader saw last.
pub(crate) struct Cached<P: Primitives> {
    cell: Arc<Cell<P>>,
    /// The number in `cell` before `project` was taken from there, so that `project` is at least as new.
    seen: u64,
    project: Arc<ProjectSnapshot>,
}

impl<P: Primitives> Cached<P> {
    pub(crate) fn new(cell: Arc<Cell<P>>) -> Self {
        let (seen, project) = (cell.number.load(), cell.load());
        Self {
            cell,
            seen,
            project,
        }
    }

    /// The present revision.
    #[inline]
    pub(crate) fn load(&mut self) -> &Arc<ProjectSnapshot> {
        if self.cell.number.load() != self.seen {
            self.refresh();
        }
        &self.project
    }

    // Apart, so that what nearly every read does is a load and a comparison, with nothing saved and restored around it.
    #[cold]
    #[inline(never)]
    fn refresh(&mut self) {
        self.seen = self.cell.number.load();
        self.project = self.cell.load();
    }
}

impl<P: Primitives> Clone for Cached<P> {
    fn clone(&self) -> Self {
        Self {
            cell: Arc::clone(&self.cell),
            seen: self.seen,
            project: Arc::clone(&self.project),
        }
    }
}
