//! What all logs of a supervisor share: the order of arrival, the budget, and the change signal.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Notify, watch};

use super::store::LogStore;
use super::{LogCursor, Numbers};
use crate::id::InstanceId;

/// What happens when the logs would grow beyond their budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overflow {
    /// The oldest lines of the largest log are evicted, and counted. A quiet process keeps its history.
    #[default]
    Evict,
    /// Nothing is read from the processes until a follower has read on
    /// ([`Supervisor::logs_read_to`](crate::Supervisor::logs_read_to)): they wait, as before a paused terminal, and no
    /// line is lost. For programs that print every line.
    Wait,
}

/// What all logs of a supervisor share.
pub(crate) struct Journal {
    epoch: InstanceId,
    /// The most bytes that all logs may take together.
    limit: usize,
    overflow: Overflow,
    /// Bytes that all logs take.
    used: AtomicUsize,
    numbers: Numbers,
    /// The line up to which the logs are on disk; the largest number where nobody writes them.
    kept: AtomicU64,
    /// How often a capture began or ended to wait for the follower.
    waits: AtomicU64,
    read_on: Notify,
    changed: watch::Sender<()>,
    stores: Mutex<Vec<Weak<LogStore>>>,
}

impl Journal {
    pub(crate) fn new(epoch: InstanceId, limit: usize, overflow: Overflow) -> Arc<Self> {
        Arc::new(Self {
            epoch,
            limit,
            overflow,
            used: AtomicUsize::new(0),
            numbers: Numbers::default(),
            kept: AtomicU64::new(u64::MAX),
            waits: AtomicU64::new(0),
            read_on: Notify::new(),
            changed: watch::Sender::new(()),
            stores: Mutex::default(),
        })
    }

    pub(crate) fn epoch(&self) -> InstanceId {
        self.epoch
    }

    /// The position behind every line that a store has numbered so far.
    ///
    /// A reader that loads it first, and then takes each store's lock, finds every line before it: numbers
    /// are given out under the lock of the store.
    pub(crate) fn end(&self) -> u64 {
        self.numbers.end()
    }

    /// Numbers for the next `count` lines. The caller holds its store's lock.
    pub(super) fn number(&self, count: u64) -> u64 {
        self.numbers.take(count)
    }

    /// Where numbers come from, for what is no line.
    pub(crate) fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    pub(super) fn enrol(&self, store: &Arc<LogStore>) {
        self.stores().push(Arc::downgrade(store));
    }

    /// A cursor at this position.
    pub(crate) fn cursor(&self, sequence: u64) -> LogCursor {
        LogCursor {
            epoch: self.epoch,
            sequence,
        }
    }

    /// Wakes readers that wait for more.
    pub(crate) fn announce(&self) {
        self.changed.send_replace(());
    }

    pub(crate) fn listen(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    pub(super) fn charge(&self, bytes: usize) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn release(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
        if self.overflow == Overflow::Wait && bytes > 0 {
            self.read_on.notify_waiters();
        }
    }

    /// Bytes that all logs take.
    pub(crate) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Evicts from the largest logs until the budget holds. The caller holds no store's lock.
    pub(super) fn relieve(&self) {
        while self.overflow == Overflow::Evict && self.used() > self.limit {
            let largest = self
                .stores()
                .iter()
                .filter_map(Weak::upgrade)
                .max_by_key(|store| store.bytes());
            // Between the count and the look, a store may have gone with all its bytes.
            let Some(store) = largest else { return };
            store.evict_oldest();
        }
    }

    /// Returns when there is room to read more from a process: at once, or under [`Overflow::Wait`] when the follower
    /// has read on.
    pub(crate) async fn room(&self) {
        if self.overflow == Overflow::Evict {
            return;
        }
        loop {
            let read_on = self.read_on.notified();
            tokio::pin!(read_on);
            read_on.as_mut().enable();
            if self.used() <= self.limit {
                return;
            }
            self.waits.fetch_add(1, Ordering::SeqCst);
            read_on.await;
            // Whoever set a bound meanwhile must see that there was a pause until now.
            self.waits.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Whether processes are not read from at the moment, because the follower has not read on.
    pub(crate) fn is_full(&self) -> bool {
        self.overflow == Overflow::Wait && self.used() > self.limit
    }

    /// Changes whenever a capture begins or ends to wait for the follower.
    pub(crate) fn waits(&self) -> u64 {
        self.waits.load(Ordering::SeqCst)
    }

    /// Lets go of what the follower has read, and lets the processes go on.
    pub(crate) fn read_to(&self, sequence: u64) {
        if self.overflow == Overflow::Evict {
            return;
        }
        if self.used() > self.limit / 2 {
            self.drop_before(sequence.min(self.kept.load(Ordering::SeqCst)));
        }
        // A slow disk loses lines; it does not hold up processes.
        if self.used() > self.limit {
            self.drop_before(sequence);
        }
    }

    /// Tells that every line before this one is on disk.
    pub(super) fn kept_to(&self, sequence: u64) {
        self.kept.store(sequence, Ordering::SeqCst);
    }

    /// The logs of all processes.
    pub(super) fn all(&self) -> Vec<Arc<LogStore>> {
        self.stores().iter().filter_map(Weak::upgrade).collect()
    }

    fn drop_before(&self, sequence: u64) {
        for store in self.all() {
            store.drop_before(sequence);
        }
    }

    fn stores(&self) -> std::sync::MutexGuard<'_, Vec<Weak<LogStore>>> {
        // A list of weak pointers is whole after every step of its own.
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        stores.retain(|store| store.strong_count() > 0);
        stores
    }
}
