//! Reading logs through the handle.

use std::sync::Arc;

use super::{Backend, Local, Supervisor, unknown};
use crate::changes::Changes;
use crate::error::Error;
use crate::id::ProcessId;
use crate::log::store::LogStore;
use crate::log::{
    Journal, Keeper, LogCursor, LogHistogram, LogPage, LogQuery, LogStorage, LogStorageReport,
    count, histogram, read,
};
use crate::problem::{NewSince, ProblemPage, ProblemQuery};
use crate::remote::Ask;

impl Supervisor {
    /// Reads lines from the logs.
    ///
    /// The writers are held up for no longer than it takes to copy the segment that is being written; a search looks
    /// at shared segments, away from the event loop.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`] if the query names a process that is not there.
    pub async fn logs(&self, query: LogQuery) -> Result<LogPage, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.look(query, read).await,
            Backend::There(remote) => remote.ask(Ask::Logs(query)).await,
        }
    }

    /// Counts the lines that a query wants; its limit, context and order do not matter.
    ///
    /// # Errors
    /// As [`logs`](Self::logs).
    pub async fn count_logs(&self, query: LogQuery) -> Result<u64, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.look(query, count).await,
            Backend::There(remote) => remote.ask(Ask::CountLogs(query)).await,
        }
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
        match &self.inner.backend {
            Backend::Here(local) => local.log_histogram(processes, buckets).await,
            Backend::There(remote) => {
                let processes = processes.to_vec();
                remote.ask(Ask::LogHistogram { processes, buckets }).await
            }
        }
    }

    /// The position before the oldest line that the logs of these processes still have; empty for all. Where there
    /// are no lines, the [end](Self::log_end).
    ///
    /// # Errors
    /// As [`logs`](Self::logs).
    pub async fn log_start(&self, processes: &[ProcessId]) -> Result<LogCursor, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.log_start(processes),
            Backend::There(remote) => remote.ask(Ask::LogStart(processes.to_vec())).await,
        }
    }

    /// Keeps the logs on disk as well, and goes on with the run numbers found there. Call it before the first start; a
    /// second call changes nothing.
    ///
    /// A disk that refuses later is no error: see [`log_storage`](Self::log_storage).
    ///
    /// # Errors
    /// [`Error::LogStorage`] if the directory cannot be made, is a symbolic link, or belongs to somebody else;
    /// [`Error::HostOnly`] if this handle is connected to another process's supervisor.
    pub fn keep_logs(&self, storage: LogStorage) -> Result<(), Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.keep_logs(storage),
            Backend::There(_) => Err(Error::HostOnly {
                what: "keep logs on disk",
            }),
        }
    }

    /// How keeping logs on disk goes; none if they are kept in memory only. [`log_changes`](Self::log_changes) tells of
    /// changes.
    pub fn log_storage(&self) -> Option<LogStorageReport> {
        match &self.inner.backend {
            Backend::Here(local) => Some(local.shared.keeper.get()?.report()),
            Backend::There(remote) => remote.log_storage(),
        }
    }

    /// A signal for new lines, and for open lines that changed and then stayed for a moment.
    pub fn log_changes(&self) -> Changes {
        match &self.inner.backend {
            Backend::Here(local) => Changes::new(local.shared.journal.listen()),
            Backend::There(remote) => remote.log_changes(),
        }
    }

    /// The position behind the latest line. Of another process's supervisor: behind the latest that this one was told of, which is
    /// everything that an answer, an event or a revision spoke of.
    pub fn log_end(&self) -> LogCursor {
        match &self.inner.backend {
            Backend::Here(local) => {
                let journal = &local.shared.journal;
                journal.cursor(journal.end())
            }
            Backend::There(remote) => remote.log_end(),
        }
    }

    /// Tells that a follower has read everything before the cursor. It matters under
    /// [`Overflow::Wait`](crate::Overflow::Wait), where processes wait for that; a supervisor of another process waits for its host alone, since
    /// others may not have read it.
    pub fn logs_read_to(&self, cursor: LogCursor) {
        if let Backend::Here(local) = &self.inner.backend
            && cursor.epoch == local.shared.journal.epoch()
        {
            local.shared.journal.read_to(cursor.sequence);
        }
    }

    /// The problems that the processes printed.
    ///
    /// # Errors
    /// [`Error::Disconnected`] if they are those of another process, and it cannot be asked.
    pub async fn problems(&self, query: &ProblemQuery) -> Result<ProblemPage, Error> {
        match &self.inner.backend {
            Backend::Here(local) => Ok(local.problems(query)),
            Backend::There(remote) => remote.ask(Ask::Problems(query.clone())).await,
        }
    }
}

impl Local {
    /// Looks at what a query asks for: here, if that is quickly done, else away from the event loop.
    async fn look<T: Send + 'static>(
        &self,
        query: LogQuery,
        look: fn(&Journal, u64, &[Arc<LogStore>], &LogQuery) -> T,
    ) -> Result<T, Error> {
        let journal = Arc::clone(&self.shared.journal);
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

    async fn log_histogram(
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

    fn log_start(&self, processes: &[ProcessId]) -> Result<LogCursor, Error> {
        let journal = &self.shared.journal;
        let end = journal.end();
        let stores = self.stores(processes)?;
        let oldest = stores.iter().filter_map(|store| store.oldest()).min();
        Ok(journal.cursor(oldest.map_or(end, |oldest| oldest.min(end))))
    }

    fn keep_logs(&self, storage: LogStorage) -> Result<(), Error> {
        let shared = &self.shared;
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

    pub(super) fn problems(&self, query: &ProblemQuery) -> ProblemPage {
        let is_foreign = match query.new_since {
            Some(NewSince::Cursor(cursor)) => cursor.epoch != self.shared.journal.epoch(),
            Some(NewSince::Time(_) | NewSince::Restart) | None => false,
        };
        if is_foreign {
            let all = ProblemQuery {
                new_since: None,
                ..query.clone()
            };
            return self.shared.problems.query(&all);
        }
        self.shared.problems.query(query)
    }

    pub(super) fn stores(&self, processes: &[ProcessId]) -> Result<Vec<Arc<LogStore>>, Error> {
        if processes.is_empty() {
            return Ok(self
                .handles
                .iter()
                .map(|handle| Arc::clone(&handle.log))
                .collect());
        }
        let store = |id: &ProcessId| {
            let handle = self.handles.get(id);
            handle
                .map(|handle| Arc::clone(&handle.log))
                .ok_or_else(|| unknown(id.as_str()))
        };
        processes.iter().map(store).collect()
    }
}
