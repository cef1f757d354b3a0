//! Reading logs through the handle.

use std::sync::Arc;

use super::{Supervisor, unknown};
use crate::changes::Changes;
use crate::error::Error;
use crate::log::store::LogStore;
use crate::log::{LogCursor, LogPage, LogQuery, read};
use crate::problem::{ProblemPage, ProblemQuery};

impl Supervisor {
    /// Reads lines from the logs.
    ///
    /// The writers are held up for no longer than it takes to copy the segment that is being written; a search looks
    /// at shared segments, away from the event loop.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`] if the query names a process that is not there.
    pub async fn logs(&self, query: LogQuery) -> Result<LogPage, Error> {
        let journal = Arc::clone(&self.inner.shared.journal);
        let end = journal.end();
        let stores = self.stores(&query)?;
        if query.pattern.is_none() {
            return Ok(read(&journal, end, &stores, &query));
        }
        let search = tokio::task::spawn_blocking(move || read(&journal, end, &stores, &query));
        match search.await {
            Ok(page) => Ok(page),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
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
        self.inner.shared.problems.query(query)
    }

    fn stores(&self, query: &LogQuery) -> Result<Vec<Arc<LogStore>>, Error> {
        if query.processes.is_empty() {
            return Ok(self
                .inner
                .handles
                .iter()
                .map(|handle| Arc::clone(&handle.log))
                .collect());
        }
        let store = |id: &crate::id::ProcessId| {
            let handle = self.inner.handles.get(id);
            handle
                .map(|handle| Arc::clone(&handle.log))
                .ok_or_else(|| unknown(id.as_str()))
        };
        query.processes.iter().map(store).collect()
    }
}
