//! The fastest way to read: a cached pointer, revalidated with one atomic load.

use std::sync::Arc;

use super::publish::{Cached, Native};
use super::{ProcessSnapshot, ProjectSnapshot};

/// A reader of its own, for one thread or task that reads often.
///
/// It keeps the revision that it saw last and checks with one atomic load whether there is a newer one, so that
/// readers share no counter and do not slow one another down. Between two calls it keeps that one
/// revision alive.
///
/// ```
/// # async fn example(supervisor: brummer_core::Supervisor) {
/// let mut reader = supervisor.reader();
/// if let Some(web) = reader.process("web") {
///     println!("{web}");
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct SnapshotReader {
    cached: Cached<Native>,
}

impl SnapshotReader {
    pub(crate) fn new(cached: Cached<Native>) -> Self {
        Self { cached }
    }

    /// The present revision.
    #[inline]
    pub fn load(&mut self) -> &Arc<ProjectSnapshot> {
        self.cached.load()
    }

    /// The process with this id, in the present revision.
    #[inline]
    pub fn process(&mut self, id: &str) -> Option<&Arc<ProcessSnapshot>> {
        self.load().process(id)
    }
}

impl std::fmt::Debug for SnapshotReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SnapshotReader").finish_non_exhaustive()
    }
}
