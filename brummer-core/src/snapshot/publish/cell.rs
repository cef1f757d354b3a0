//! Where the present revision is held, and the cheapest way to see whether it is still the present one.

use std::sync::Arc;

use super::{Counter, Primitives, Slot};
use crate::snapshot::ProjectSnapshot;

/// The present revision, with the number of its publication beside it: whoever has a revision finds out by one load whether there is a newer one.
pub(crate) struct Cell<P: Primitives> {
    latest: P::Slot,
    /// How often `latest` was replaced. It is raised after that, and before the publication is over. It is not the number of the revision: a
    /// replica may come to follow another supervisor, which counts anew.
    number: P::Counter,
}

impl<P: Primitives> Cell<P> {
    pub(super) fn new(first: Arc<ProjectSnapshot>) -> Self {
        Self {
            latest: P::Slot::new(first),
            number: P::Counter::new(0),
        }
    }

    pub(super) fn load(&self) -> Arc<ProjectSnapshot> {
        self.latest.load()
    }

    /// The caller keeps other writers away.
    pub(super) fn store(&self, next: Arc<ProjectSnapshot>) {
        self.latest.store(next);
        self.number.store(self.number.load() + 1);
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
