//! Doors for the fuzz targets to what is inside. There are none in any other build.

pub mod wire;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::detect::{FieldQuery, ServerUrl};
use crate::id::{InstanceId, ProcessId, Run};
use crate::log::store::{LogStore, Source};
use crate::log::{Journal, Level, LogPage, LogQuery, Overflow, Stream};

/// The log of one process, without the process.
pub struct Log {
    journal: Arc<Journal>,
    store: Arc<LogStore>,
}

impl Log {
    /// An empty log that keeps this many bytes.
    pub fn new(process: &ProcessId, bytes: usize) -> Self {
        let journal = Journal::new(InstanceId::random(), bytes, Overflow::Evict);
        let store = LogStore::new(process.clone(), &journal);
        Self { journal, store }
    }

    /// Takes in what was read from stdout.
    pub fn feed(&self, bytes: &[u8]) {
        self.store.feed(stdout(), bytes, &mut ());
    }

    /// Completes the open line.
    pub fn finish(&self) {
        self.store.finish(stdout(), &mut ());
    }

    /// What a reader gets.
    pub fn read(&self, query: &LogQuery) -> LogPage {
        let stores = [Arc::clone(&self.store)];
        crate::log::read(&self.journal, self.journal.end(), &stores, query)
    }
}

fn stdout() -> Source {
    Source {
        run: Run::FIRST,
        stream: Stream::Stdout,
        time: Timestamp::UNIX_EPOCH,
    }
}

/// The text of a line that patterns are matched against.
pub fn searched(line: &[u8]) -> Cow<'_, [u8]> {
    crate::log::without_escapes(line)
}

/// How serious a line without structure is.
pub fn level(line: &str) -> Option<Level> {
    crate::detect::level(line, crate::detect::sift(line.as_bytes()))
}

/// The addresses in a line.
pub fn urls(line: &str) -> impl Iterator<Item = ServerUrl> {
    crate::detect::urls(line).filter(|_| crate::detect::may_have_urls(line))
}

/// The compact form of a structured line, and whether its fields hold what is asked.
pub fn structured(line: &str, query: Option<&FieldQuery>) -> Option<(String, bool)> {
    let line = crate::detect::structured(line)?;
    let holds = query.is_some_and(|query| query.matches(&line));
    Some((line.compact(), holds))
}

/// The words that formats wait for.
pub fn words() -> impl Iterator<Item = &'static str> {
    crate::detect::triggers()
}
