//! Reading logs through the handle.

use std::sync::Arc;

use super::{Supervisor, unknown};
use crate::changes::Changes;
use crate::error::Error;
use crate::id::ProcessId;
use crate::log::store::LogStore;
use crate::log::{
    Journal, Keeper, LogCursor, LogHistogram, LogPage, LogQuery, LogStorage, LogStorageReport,
    count, histogram, read,
};
use crate::problem::{NewSince, ProblemPage, ProblemQuery};

impl Supervisor {
    /// Reads lines from the logs.
    ///
    /// The writers are held up for no longer than it takes to copy the segment that is being written; a search looks
    /// at shared segments, away from the event loop.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`] if the query names a process that is not there.
    pub async fn logs(&self, query: LogQuery) -> Result<LogPage, Error> {
        self.look(query, read).await
    }

    /// Counts the lines that a query wants; its limit, context and order do not matter.
    ///
    /// # Errors
    /// As [`logs`](Self::logs).
    pub async fn count_logs(&self, query: LogQuery) -> Result<u64, Error> {
        self.look(query, count).await
    }

    /// How many lines of these processes came when, in so many spans (at most [`LogHistogram::MAX_BUCKETS`]) from the oldest line that is
    /// kept to the newest; empty for all processes. It is counted away from the event loop.
    ///
    /// # Errors
    /// As [`logs`](Self::logs).
    pub async fn log_histogram(
        &self,
        processes: &[ProcessId],
        buckets: usize,
    ) -> Result<LogHistogram, Error> {
        let stores = self.stores(processes)?;
        let counted = tokio::task::spawn_blocking(move || histogram(&stores, buckets));
        match counted.await {
            Ok(histogram) => Ok(histogram),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }

    /// The position before the oldest line that the logs of these processes still have; empty for all. Where there
    /// are no lines, the [end](Self::log_end).
    ///
    /// # Errors
    /// As [`logs`](Self::logs).
    pub fn log_start(&self, processes: &[ProcessId]) -> Result<LogCursor, Error> {
        let journal = &self.inner.shared.journal;
        let end = journal.end();
        let stores = self.stores(processes)?;
        let oldest = stores.iter().filter_map(|store| store.oldest()).min();
        Ok(journal.cursor(oldest.map_or(end, |oldest| oldest.min(end))))
    }

    /// Looks at what a query asks for: here, if that is quickly done, else away from the event loop.
    async fn look<T: Send + 'static>(
        &self,
        query: LogQuery,
        look: fn(&Journal, u64, &[Arc<LogStore>], &LogQuery) -> T,
    ) -> Result<T, Error> {
        let journal = Arc::clone(&self.inner.shared.journal);
        let end = journal.end();
        let stores = self.stores(&query.processes)?;
        if !query.is_search() {
            return Ok(look(&journal, end, &stores, &query));
        }
        let search = tokio::task::spawn_blocking(move || look(&journal, end, &stores, &query));
        match search.await {
            Ok(answer) => Ok(answer),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }

    /// Keeps the logs on disk as well, and goes on with the run numbers found there. Call it before the first start; a
    /// second call changes nothing.
    ///
    /// A disk that refuses later is no error: see [`log_storage`](Self::log_storage).
    ///
    /// # Errors
    /// [`Error::LogStorage`] if the directory cannot be made, is a symbolic link, or belongs to somebody else.
    pub fn keep_logs(&self, storage: LogStorage) -> Result<(), Error> {
        let shared = &self.inner.shared;
        if shared.keeper.get().is_some() {
            return Ok(());
        }
        let dir = storage.dir.clone();
        let keeper = Keeper::start(storage, &shared.journal)
            .map_err(|source| Error::LogStorage { dir, source })?;
        // Another call at the same moment was faster, and does the same.
        let _ = shared.keeper.set(keeper);
        Ok(())
    }

    /// How keeping logs on disk goes; none if they are kept in memory only. [`log_changes`](Self::log_changes) tells of
    /// changes.
    pub fn log_storage(&self) -> Option<LogStorageReport> {
        Some(self.inner.shared.keeper.get()?.report())
    }

    /// A signal for new lines, and for open lines that changed and then stayed for a moment.
    pub fn log_changes(&self) -> Changes {
        Changes::new(self.inner.shared.journal.listen())
    }

    /// The position behind the latest line.
    pub fn log_end(&self) -> LogCursor {
        let journal = &self.inner.shared.journal;
        journal.cursor(journal.end())
    }

    /// Tells that a follower has read everything before the cursor. It matters under
    /// [`Overflow::Wait`](crate::Overflow::Wait), where processes wait for that.
    pub fn logs_read_to(&self, cursor: LogCursor) {
        let journal = &self.inner.shared.journal;
        if cursor.epoch == journal.epoch() {
            journal.read_to(cursor.sequence);
        }
    }

    /// The problems that the processes printed.
    pub fn problems(&self, query: &ProblemQuery) -> ProblemPage {
        let is_foreign = match query.new_since {
            Some(NewSince::Cursor(cursor)) => cursor.epoch != self.inner.shared.journal.epoch(),
            Some(NewSince::Time(_) | NewSince::Restart) | None => false,
        };
        if is_foreign {
            let all = ProblemQuery {
                new_since: None,
                ..query.clone()
            };
            return self.inner.shared.problems.query(&all);
        }
        self.inner.shared.problems.query(query)
    }

    pub(super) fn stores(&self, processes: &[ProcessId]) -> Result<Vec<Arc<LogStore>>, Error> {
        if processes.is_empty() {
            return Ok(self
                .inner
                .handles
                .iter()
                .map(|handle| Arc::clone(&handle.log))
                .collect());
        }
        let store = |id: &ProcessId| {
            let handle = self.inner.handles.get(id);
            handle
                .map(|handle| Arc::clone(&handle.log))
                .ok_or_else(|| unknown(id.as_str()))
        };
        processes.iter().map(store).collect()
    }
}
