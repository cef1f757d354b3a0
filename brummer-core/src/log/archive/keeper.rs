//! Follows the logs in memory and writes them to disk, on a thread of its own.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::time::timeout;

use super::block;

use super::file::Writer;
use super::{LogStorage, LogStorageReport, runs};
use crate::directory::Directory;
use crate::id::{ProcessId, Run};
use crate::log::Journal;
use crate::log::store::{Part, View};

/// How long lines gather before they are written.
const PACE: Duration = Duration::from_millis(20);

/// After so many bytes at once it goes on without a rest: more is on its way.
const BUSY: usize = 1024 * 1024;

/// How long it rests after the disk refused.
const REST: Duration = Duration::from_secs(5);

/// How long the end of a program waits for the last lines.
const LAST_WRITE: Duration = Duration::from_secs(2);

/// The handle to the thread, which writes what is left and ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Keeper {
    dir: Directory,
    report: Arc<Mutex<LogStorageReport>>,
    stop: watch::Sender<bool>,
    /// Becomes true when everything is written.
    done: watch::Receiver<bool>,
}

impl Keeper {
    /// Keeps, from now on, what is in the logs of the journal.
    ///
    /// # Errors
    /// If the directory cannot be made or must not be used, or a thread cannot be started.
    pub(crate) fn start(storage: LogStorage, journal: &Arc<Journal>) -> io::Result<Self> {
        let storage = LogStorage {
            max_bytes: storage.max_bytes.max(LogStorage::MIN_BYTES),
            ..storage
        };
        let report = Arc::new(Mutex::new(LogStorageReport::default()));
        let (stop, stopped) = watch::channel(false);
        let (finished, done) = watch::channel(false);
        let dir = Directory::create(&storage.dir)?;
        let follower = Follower {
            writer: Writer::new(Directory::open(&storage.dir)?, storage, journal.epoch()),
            journal: Arc::clone(journal),
            report: Arc::clone(&report),
            cursor: 0,
            ahead: HashMap::new(),
            runs: HashMap::new(),
            buf: Vec::new(),
        };
        let runtime = Builder::new_current_thread().enable_time().build()?;
        journal.kept_to(0);
        let started = thread::Builder::new()
            .name("log storage".to_owned())
            .spawn(move || {
                follower.run(&runtime, stopped);
                // Whoever waited may have given up.
                let _ = finished.send(true);
            });
        if let Err(error) = started {
            journal.kept_to(u64::MAX);
            return Err(error);
        }
        Ok(Self {
            dir,
            report,
            stop,
            done,
        })
    }

    /// How it goes.
    pub(crate) fn report(&self) -> LogStorageReport {
        lock(&self.report).clone()
    }

    /// The number of the next run of a process, after `last`. Where the disk refuses, the numbers go on in memory.
    pub(crate) fn next_run(&self, process: &ProcessId, last: Option<Run>) -> Run {
        runs::next(&self.dir, process, last).unwrap_or_else(|_| last.map_or(Run::FIRST, Run::next))
    }

    /// Writes what is left, and returns when that is done or takes too long.
    pub(crate) async fn finish(&self) {
        self.stop.send_replace(true);
        let mut done = self.done.clone();
        // If the disk hangs, the program ends all the same.
        let _ = timeout(LAST_WRITE, done.wait_for(|done| *done)).await;
    }
}

struct Follower {
    writer: Writer,
    journal: Arc<Journal>,
    report: Arc<Mutex<LogStorageReport>>,
    /// The first line that has not been looked at.
    cursor: u64,
    /// The first line of a process that is not written, where a round that failed came that far.
    ahead: HashMap<ProcessId, u64>,
    /// The last run of each process that a file tells of.
    runs: HashMap<ProcessId, Run>,
    buf: Vec<u8>,
}

impl Follower {
    fn run(mut self, runtime: &Runtime, mut stop: watch::Receiver<bool>) {
        let mut changes = self.journal.listen();
        changes.mark_changed();
        self.writer.prune();
        loop {
            let ends = runtime.block_on(async {
                tokio::select! {
                    // An error means that the handle is gone.
                    _ = stop.wait_for(|stop| *stop) => true,
                    _ = changes.changed() => false,
                }
            });
            let written = self.round();
            self.tell(written.as_ref().err());
            if ends {
                break;
            }
            let rest = match written {
                Ok(bytes) if bytes >= BUSY => continue,
                Ok(_) => PACE,
                Err(_) => {
                    changes.mark_changed();
                    REST
                }
            };
            runtime.block_on(async {
                let _ = timeout(rest, stop.wait_for(|stop| *stop)).await;
            });
        }
        self.journal.kept_to(u64::MAX);
    }

    /// Writes what has come since the last round, and says how many bytes that took.
    fn round(&mut self) -> io::Result<usize> {
        let end = self.journal.end();
        let part = Part {
            from: self.cursor,
            to: end,
            last: usize::MAX,
        };
        let (mut lost, mut bytes) = (0, 0);
        for store in self.journal.all() {
            let view = store.view(part);
            lost += view
                .evicted
                .min(view.evicted_to.saturating_sub(self.cursor));
            bytes += self.write(&view, part)?;
        }
        if lost > 0 {
            lock(&self.report).lost += lost;
        }
        self.cursor = end;
        self.ahead.clear();
        self.journal.kept_to(end);
        Ok(bytes)
    }

    fn write(&mut self, view: &View, part: Part) -> io::Result<usize> {
        let mut bytes = 0;
        if let Some(run) = view.last_run
            && self.runs.get(&view.process) != Some(&run)
        {
            self.buf.clear();
            block::run(&mut self.buf, &view.process, run);
            self.writer.append(&self.buf)?;
            self.runs.insert(view.process.clone(), run);
        }
        let ahead = self.ahead.get(&view.process).copied();
        let from = ahead.unwrap_or(part.from);
        for segment in &view.segments {
            let lines = segment.index.position(from)..segment.index.position(part.to);
            if lines.is_empty() {
                continue;
            }
            self.buf.clear();
            let last = segment.index.sequence(lines.end - 1);
            block::lines(&mut self.buf, &view.process, segment, lines);
            self.writer.append(&self.buf)?;
            self.ahead.insert(view.process.clone(), last + 1);
            bytes += self.buf.len();
        }
        Ok(bytes)
    }

    /// Says in the report how it went, and wakes who may want to know.
    fn tell(&self, error: Option<&io::Error>) {
        let failure = error.map(ToString::to_string);
        if failure.is_some() {
            // Nobody waits for a disk that refuses.
            self.journal.kept_to(u64::MAX);
        }
        let mut report = lock(&self.report);
        if report.failure != failure {
            report.failure = failure;
            drop(report);
            self.journal.announce();
        }
    }
}

fn lock(report: &Mutex<LogStorageReport>) -> std::sync::MutexGuard<'_, LogStorageReport> {
    // Every step leaves it whole.
    report.lock().unwrap_or_else(PoisonError::into_inner)
}
