//! How a new revision becomes visible: writers take turns, readers never wait.
//!
//! One publication is: take the writers' lock, build the next revision from the present one, swap it in, wake
//! those that wait, then emit the event. A writer answers its caller after that, so what an answered request
//! did is in the next read. Readers touch neither the lock nor a shared reference count.
//!
//! The algorithm is generic over what it stands on ([`Primitives`]), so that the model check in `publish/model.rs` runs
//! this very code under every interleaving.

mod cell;
#[cfg(test)]
mod model;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;
use tokio::sync::watch;

pub(crate) use self::cell::{Cached, Cell};
use super::ProjectSnapshot;

/// What publication needs from the platform.
pub(crate) trait Primitives {
    /// Holds the present revision.
    type Slot: Slot;
    /// Holds its number.
    type Counter: Counter;
    /// Lets one writer at a time through.
    type Lock: Lock;
    /// Wakes those that wait for a change.
    type Signal: Signal;
}

/// A place for one shared value that is replaced as a whole.
pub(crate) trait Slot {
    fn new(first: Arc<ProjectSnapshot>) -> Self;
    fn load(&self) -> Arc<ProjectSnapshot>;
    fn store(&self, next: Arc<ProjectSnapshot>);
}

/// A number that everybody may load. What was written before it was stored is seen by whoever loads it.
pub(crate) trait Counter {
    fn new(first: u64) -> Self;
    fn load(&self) -> u64;
    fn store(&self, next: u64);
}

/// Mutual exclusion.
pub(crate) trait Lock: Default {
    fn exclusive<R>(&self, section: impl FnOnce() -> R) -> R;
}

/// A change signal that cannot be missed: it keeps what was raised until each listener has noticed.
pub(crate) trait Signal: Default {
    type Listener: Listener;
    fn raise(&self);
    fn listen(&self) -> Self::Listener;
}

/// One party that waits for a [`Signal`].
pub(crate) trait Listener {
    /// Forgets what was raised so far. Call it before looking, not after.
    fn settle(&mut self);
    /// Returns once something was raised since the last `settle`; `false` if nothing can be raised any more.
    fn changed(&mut self) -> impl Future<Output = bool>;
}

/// Publishes revisions of a project.
pub(crate) struct Publisher<P: Primitives> {
    cell: Arc<Cell<P>>,
    writers: P::Lock,
    signal: P::Signal,
}

impl<P: Primitives> Publisher<P> {
    /// Starts with revision 0, which has no processes.
    pub(crate) fn new() -> Self {
        Self {
            cell: Arc::new(Cell::new(Arc::default())),
            writers: P::Lock::default(),
            signal: P::Signal::default(),
        }
    }

    /// Replaces the present revision by `change` of it, then runs `then`, before any other publication.
    pub(crate) fn publish(
        &self,
        change: impl FnOnce(&ProjectSnapshot) -> ProjectSnapshot,
        then: impl FnOnce(u64),
    ) {
        self.writers.exclusive(|| {
            let next = Arc::new(change(&self.cell.load()));
            let revision = next.revision();
            self.cell.store(next);
            self.signal.raise();
            then(revision);
        });
    }

    /// The present revision.
    pub(crate) fn load(&self) -> Arc<ProjectSnapshot> {
        self.cell.load()
    }

    /// The present revision, for a reader that looks often.
    pub(crate) fn cached(&self) -> Cached<P> {
        Cached::new(Arc::clone(&self.cell))
    }

    /// A listener that has noticed everything so far.
    pub(crate) fn listen(&self) -> <P::Signal as Signal>::Listener {
        let mut listener = self.signal.listen();
        listener.settle();
        listener
    }

    /// Looks at the present revision and each later one that is there when looked, until `look` finds what it wants.
    pub(crate) async fn wait_until<R>(
        &self,
        mut look: impl FnMut(&Arc<ProjectSnapshot>) -> Option<R>,
    ) -> R {
        let mut listener = self.signal.listen();
        loop {
            listener.settle();
            if let Some(found) = look(&self.cell.load()) {
                return found;
            }
            // The signal lives as long as `self`, so it can always be raised again.
            listener.changed().await;
        }
    }
}

/// The primitives of the running program.
pub(crate) struct Native;

impl Primitives for Native {
    type Slot = ArcSwap<ProjectSnapshot>;
    type Counter = AtomicU64;
    type Lock = std::sync::Mutex<()>;
    type Signal = watch::Sender<()>;
}

impl Slot for ArcSwap<ProjectSnapshot> {
    fn new(first: Arc<ProjectSnapshot>) -> Self {
        Self::new(first)
    }

    fn load(&self) -> Arc<ProjectSnapshot> {
        self.load_full()
    }

    fn store(&self, next: Arc<ProjectSnapshot>) {
        self.store(next);
    }
}

impl Counter for AtomicU64 {
    fn new(first: u64) -> Self {
        Self::new(first)
    }

    #[inline]
    fn load(&self) -> u64 {
        self.load(Ordering::Acquire)
    }

    fn store(&self, next: u64) {
        self.store(next, Ordering::Release);
    }
}

impl Lock for std::sync::Mutex<()> {
    fn exclusive<R>(&self, section: impl FnOnce() -> R) -> R {
        // The lock guards no data of its own, so a writer that panicked leaves nothing half done.
        let _guard = self
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        section()
    }
}

impl Signal for watch::Sender<()> {
    type Listener = watch::Receiver<()>;

    fn raise(&self) {
        self.send_replace(());
    }

    fn listen(&self) -> watch::Receiver<()> {
        self.subscribe()
    }
}

impl Listener for watch::Receiver<()> {
    fn settle(&mut self) {
        self.mark_unchanged();
    }

    async fn changed(&mut self) -> bool {
        watch::Receiver::changed(self).await.is_ok()
    }
}
