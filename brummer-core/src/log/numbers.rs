//! One order for all that happens.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives numbers, in the order of arrival, to lines and to everything else that has its place between them: events, problems, and
/// what clients do. So one cursor is a position in all of them.
///
/// Whoever keeps what is numbered takes the number under the lock under which it is kept. A reader that loads the [end](Self::end)
/// first, and takes the lock then, finds everything before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers(Arc<AtomicU64>);

impl Numbers {
    /// The number of the next thing that happens.
    pub(crate) fn end(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// A number for one thing.
    pub(crate) fn next(&self) -> u64 {
        self.take(1)
    }

    /// The first of `count` numbers that follow one another.
    pub(crate) fn take(&self, count: u64) -> u64 {
        self.0.fetch_add(count, Ordering::SeqCst)
    }
}
