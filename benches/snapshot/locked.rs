//! The old way: each process behind a lock with one getter per field, and the list of them behind another.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use brummer_core::{ProcessSnapshot, Status};
use dashmap::DashMap;
use jiff::Timestamp;

use crate::fields::{Fields, State};

/// A process whose state is read by four getters that lock, one after the other.
pub(crate) struct LockedProcess {
    id: String,
    name: String,
    script: String,
    state: RwLock<State>,
}

impl LockedProcess {
    pub(crate) fn status(&self) -> Status {
        self.state().status
    }

    pub(crate) fn start_time(&self) -> Option<Timestamp> {
        self.state().start_time
    }

    pub(crate) fn end_time(&self) -> Option<Timestamp> {
        self.state().end_time
    }

    pub(crate) fn exit_code(&self) -> Option<i32> {
        self.state().exit_code
    }

    /// All seven fields by the four getters; they may belong to different moments.
    pub(crate) fn by_getters(&self) -> Fields<'_> {
        self.fields(State {
            status: self.status(),
            start_time: self.start_time(),
            end_time: self.end_time(),
            exit_code: self.exit_code(),
        })
    }

    /// All seven fields by one copy of the state under the lock.
    pub(crate) fn by_copy(&self) -> Fields<'_> {
        let state = *self.state();
        self.fields(state)
    }

    pub(crate) fn set(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    fn fields(&self, state: State) -> Fields<'_> {
        Fields {
            id: &self.id,
            name: &self.name,
            script: &self.script,
            state,
        }
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<&ProcessSnapshot> for LockedProcess {
    fn from(process: &ProcessSnapshot) -> Self {
        let fields = Fields::from(process);
        Self {
            id: fields.id.to_owned(),
            name: fields.name.to_owned(),
            script: fields.script.to_owned(),
            state: RwLock::new(fields.state),
        }
    }
}

/// Processes by id.
pub(crate) trait LockedMap: FromIterator<(String, Arc<LockedProcess>)> {
    /// All processes, in any order.
    fn list(&self) -> Vec<Arc<LockedProcess>>;

    /// One process.
    fn process(&self, id: &str) -> Option<Arc<LockedProcess>>;
}

/// A map behind one lock.
pub(crate) struct OneLock(RwLock<HashMap<String, Arc<LockedProcess>>>);

impl FromIterator<(String, Arc<LockedProcess>)> for OneLock {
    fn from_iter<I: IntoIterator<Item = (String, Arc<LockedProcess>)>>(processes: I) -> Self {
        Self(RwLock::new(processes.into_iter().collect()))
    }
}

impl LockedMap for OneLock {
    fn list(&self) -> Vec<Arc<LockedProcess>> {
        let map = self.0.read().unwrap_or_else(PoisonError::into_inner);
        map.values().cloned().collect()
    }

    fn process(&self, id: &str) -> Option<Arc<LockedProcess>> {
        let map = self.0.read().unwrap_or_else(PoisonError::into_inner);
        map.get(id).cloned()
    }
}

/// A map in shards, each behind a lock.
pub(crate) struct Sharded(DashMap<String, Arc<LockedProcess>>);

impl FromIterator<(String, Arc<LockedProcess>)> for Sharded {
    fn from_iter<I: IntoIterator<Item = (String, Arc<LockedProcess>)>>(processes: I) -> Self {
        Self(processes.into_iter().collect())
    }
}

impl LockedMap for Sharded {
    fn list(&self) -> Vec<Arc<LockedProcess>> {
        self.0.iter().map(|process| Arc::clone(&process)).collect()
    }

    fn process(&self, id: &str) -> Option<Arc<LockedProcess>> {
        self.0.get(id).map(|process| Arc::clone(&process))
    }
}
