//! All processes of a project at one revision.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::ProcessSnapshot;
use crate::id::ProcessId;

/// All processes of a project at one revision, in the order in which they were added.
///
/// Two readers that see the same revision see the same project.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectSnapshot {
    revision: u64,
    processes: Arc<[Arc<ProcessSnapshot>]>,
    /// Invariant: maps the id of `processes[n]` to `n`, and nothing else. Shared between revisions, and
    /// rebuilt only when the set of processes changes.
    #[serde(skip)]
    index: Arc<FxHashMap<ProcessId, usize>>,
}

impl ProjectSnapshot {
    /// A project that nobody supervises, made by hand: for what shows projects, and its tests.
    ///
    /// Of several processes with one id, only the last one is found by it.
    pub fn from_processes(revision: u64, processes: Vec<Arc<ProcessSnapshot>>) -> Self {
        Self::indexed(revision, processes.into())
    }

    /// Grows by one with each publication; 0 before the first.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// All processes, in the order in which they were added.
    pub fn processes(&self) -> &[Arc<ProcessSnapshot>] {
        &self.processes
    }

    /// The process with this id.
    pub fn process(&self, id: &str) -> Option<&Arc<ProcessSnapshot>> {
        self.processes.get(*self.index.get(id)?)
    }

    /// Whether some process starts, runs, stops or restarts.
    pub fn is_active(&self) -> bool {
        self.processes.iter().any(|process| {
            let status = process.status();
            !status.is_finished() && status != super::Status::Pending
        })
    }

    /// The next revision, with this process in the place of the one with its id, or else at the end.
    pub(crate) fn with(&self, process: Arc<ProcessSnapshot>) -> Self {
        let revision = self.revision + 1;
        let Some(&position) = self.index.get(process.id()) else {
            let processes = self.processes.iter().cloned().chain([process]).collect();
            return Self::indexed(revision, processes);
        };
        let processes = self
            .processes
            .iter()
            .enumerate()
            .map(|(n, other)| if n == position { &process } else { other })
            .cloned()
            .collect();
        Self {
            revision,
            processes,
            index: Arc::clone(&self.index),
        }
    }

    /// Another revision, with these processes.
    pub(crate) fn replaced(&self, revision: u64, processes: Vec<Arc<ProcessSnapshot>>) -> Self {
        let ids = |processes| <[Arc<ProcessSnapshot>]>::iter(processes).map(|process| process.id());
        if !ids(&self.processes).eq(ids(&processes)) {
            return Self::indexed(revision, processes.into());
        }
        Self {
            revision,
            processes: processes.into(),
            index: Arc::clone(&self.index),
        }
    }

    /// The next revision, without this process.
    pub(crate) fn without(&self, id: &str) -> Self {
        let keep = self
            .processes
            .iter()
            .filter(|process| process.id().as_str() != id);
        Self::indexed(self.revision + 1, keep.cloned().collect())
    }

    fn indexed(revision: u64, processes: Arc<[Arc<ProcessSnapshot>]>) -> Self {
        let index = processes
            .iter()
            .enumerate()
            .map(|(n, process)| (process.id().clone(), n));
        let index = Arc::new(index.collect());
        Self {
            revision,
            processes,
            index,
        }
    }
}
