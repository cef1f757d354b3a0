//! The log of one process: from chunks of bytes to lines in segments.

mod pen;
mod ring;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};

use self::pen::Pen;
use self::ring::{Open, Ring, slot};
pub(crate) use self::ring::{between_returns, shown};
use super::journal::Journal;
use super::segment::Segment;
use super::{Annotate, OpenLine, Stream};
use crate::id::{ProcessId, Run};

/// The most bytes that are taken in under one hold of the lock, so that readers wait for tens of microseconds at most,
/// also while each line is looked at.
const CHUNK_BYTES: usize = 8 * 1024;

/// The log of one process. One writer per stream feeds it; readers take a [`View`] and look at that.
pub(crate) struct LogStore {
    process: ProcessId,
    journal: Arc<Journal>,
    ring: Mutex<Ring>,
    /// A copy of `Ring::bytes` for those that look for the largest log.
    bytes: AtomicUsize,
}

/// What a chunk changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fed {
    /// At least one line was completed.
    Lines,
    /// Only the open line changed.
    OpenLine,
}

/// Where the bytes of a chunk come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    pub(crate) run: Run,
    pub(crate) stream: Stream,
    /// When the chunk was read.
    pub(crate) time: Timestamp,
}

/// The part of a log that a reader looks at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The first line of interest.
    pub(super) from: u64,
    /// The line behind the last one of interest.
    pub(super) to: u64,
    /// How many of the lines before `to` are of interest at most; of the others only how many there are.
    pub(super) last: usize,
}

/// What a reader takes out under the lock, to look at in its own time.
#[derive(Clone)]
pub(super) struct View {
    pub(super) process: ProcessId,
    pub(super) segments: Vec<Arc<Segment>>,
    pub(super) open: Vec<OpenLine>,
    /// How many lines of the part are not in the segments, because more were not of interest.
    pub(super) skipped: usize,
    /// The last run that began.
    pub(super) last_run: Option<Run>,
    /// How many lines were evicted.
    pub(super) evicted: u64,
    /// The sequence number behind the last evicted line.
    pub(super) evicted_to: u64,
}

impl LogStore {
    pub(crate) fn new(process: ProcessId, journal: &Arc<Journal>) -> Arc<Self> {
        let store = Arc::new(Self {
            process,
            journal: Arc::clone(journal),
            ring: Mutex::default(),
            bytes: AtomicUsize::new(0),
        });
        journal.enrol(&store);
        store
    }

    /// Takes note that a run begins, which may never print anything.
    pub(crate) fn begin(&self, run: Run) {
        self.ring().last_run = Some(run);
    }

    /// When this run printed something last, if it has done so and no later one has.
    pub(crate) fn heard(&self, run: Run) -> Option<Timestamp> {
        let heard = self.ring().heard;
        heard.filter(|(of, _)| *of == run).map(|(_, time)| time)
    }

    /// Takes in what was read from a pipe; each line that it completes is shown to `annotate`.
    pub(crate) fn feed(&self, source: Source, bytes: &[u8], annotate: &mut impl Annotate) -> Fed {
        let mut fed = Fed::OpenLine;
        let mut rest = bytes;
        while !rest.is_empty() {
            let (chunk, behind) = rest.split_at(chunk_length(rest));
            rest = behind;
            let mut ring = self.ring();
            let mut pen = Pen::new(&self.journal, source, annotate);
            if ring.feed(&mut pen, chunk) == Fed::Lines {
                fed = Fed::Lines;
            }
            self.settle(&ring);
            // A reader that waits is next: by the time it wakes, the lock would be taken for the next chunk, and so on to the end of a flood.
            MutexGuard::unlock_fair(ring);
        }
        self.journal.relieve();
        fed
    }

    /// Completes the open line of a stream that has ended.
    pub(crate) fn finish(&self, source: Source, annotate: &mut impl Annotate) {
        let mut ring = self.ring();
        if ring.open[slot(source.stream)].run != Some(source.run) {
            return;
        }
        let open = std::mem::take(&mut ring.open[slot(source.stream)]);
        let text = shown(&open.bytes);
        if !text.is_empty() {
            let mut pen = Pen::new(&self.journal, source, annotate);
            ring.complete(&mut pen, &[(text, false)]);
        }
        self.settle(&ring);
    }

    /// What the log has of a span. Of the segment that is being written only that part is copied.
    pub(super) fn view(&self, part: Part) -> View {
        let ring = self.ring();
        let in_part = |segment: &&Arc<Segment>| segment.index.end_sequence() > Some(part.from);
        let mut segments: Vec<_> = ring.sealed.iter().filter(in_part).cloned().collect();
        let active = &ring.active.index;
        let first_in_part = active.position(part.from);
        let first = first_in_part.max(active.position(part.to).saturating_sub(part.last));
        if first < active.len() {
            segments.push(Arc::new(ring.active.copy_from(first)));
        }
        let open = [Stream::Stdout, Stream::Stderr]
            .into_iter()
            .filter_map(|stream| {
                let Open { run, bytes } = &ring.open[slot(stream)];
                let text = shown(bytes);
                let run = run.filter(|_| !text.is_empty())?;
                let bytes = Bytes::copy_from_slice(text);
                Some(OpenLine {
                    process: self.process.clone(),
                    run,
                    stream,
                    bytes,
                })
            });
        View {
            process: self.process.clone(),
            open: open.collect(),
            segments,
            skipped: first - first_in_part,
            last_run: ring.last_run,
            evicted: ring.evicted,
            evicted_to: ring.evicted_to,
        }
    }

    /// The number of the oldest line.
    pub(crate) fn oldest(&self) -> Option<u64> {
        let ring = self.ring();
        match ring.sealed.front() {
            Some(segment) => segment.index.first_sequence(),
            None => ring.active.index.first_sequence(),
        }
    }

    /// The memory that the lines take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Evicts the oldest segment.
    pub(super) fn evict_oldest(&self) {
        let mut ring = self.ring();
        ring.evict_oldest();
        self.settle(&ring);
    }

    /// Drops all segments that end before this line.
    pub(super) fn drop_before(&self, sequence: u64) {
        let mut ring = self.ring();
        while ring.oldest_ends_at().is_some_and(|end| end <= sequence) {
            ring.evict_oldest();
        }
        self.settle(&ring);
    }

    /// Tells the journal what changed in size.
    fn settle(&self, ring: &Ring) {
        let now = ring.bytes();
        // Only holders of the lock write this.
        let before = self.bytes.swap(now, Ordering::Relaxed);
        if now > before {
            self.journal.charge(now - before);
        } else {
            self.journal.release(before - now);
        }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        // It is not poisoned: a writer that panicked half-way leaves at worst a line without its end.
        self.ring.lock()
    }
}

impl Drop for LogStore {
    fn drop(&mut self) {
        self.journal.release(self.bytes());
    }
}

/// How much of what was read is taken in at once: if there is a choice, whole lines.
fn chunk_length(bytes: &[u8]) -> usize {
    if bytes.len() <= CHUNK_BYTES {
        return bytes.len();
    }
    memchr::memrchr(b'\n', &bytes[..CHUNK_BYTES]).map_or(CHUNK_BYTES, |newline| newline + 1)
}

#[cfg(test)]
mod tests;
