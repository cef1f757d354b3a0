//! The log of one process: from chunks of bytes to lines in segments.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use jiff::Timestamp;

use super::journal::Journal;
use super::segment::{ActiveSegment, Batch, Segment};
use super::{Annotate, LineRef, MAX_LINE_BYTES, OpenLine, Stream};
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

#[derive(Default)]
struct Ring {
    sealed: VecDeque<Arc<Segment>>,
    /// Invariant: the sum of the sizes of `sealed`.
    sealed_bytes: usize,
    active: ActiveSegment,
    open: [Open; 2],
    last_run: Option<Run>,
    evicted: u64,
    evicted_to: u64,
}

/// The unfinished line of a stream.
#[derive(Default)]
struct Open {
    run: Option<Run>,
    /// Invariant: at most `MAX_LINE_BYTES`; without `\n`; a `\r` only at the end, where what comes next decides on it.
    bytes: Vec<u8>,
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
        // A writer that panicked half-way leaves at worst a line without its end.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for LogStore {
    fn drop(&mut self) {
        self.journal.release(self.bytes());
    }
}

impl Ring {
    fn feed(&mut self, pen: &mut Pen<'_, impl Annotate>, chunk: &[u8]) -> Fed {
        self.end_line_of_other_run(pen);
        self.last_run = self.last_run.max(Some(pen.source.run));
        let Some(last) = memchr::memrchr(b'\n', chunk) else {
            return self.extend_open(pen, chunk);
        };
        let (lines, rest) = chunk.split_at(last + 1);
        let open = &self.open[slot(pen.source.stream)].bytes;
        let first_end = memchr::memchr(b'\n', lines).unwrap_or(last);
        let ordinary = open.len() + first_end <= MAX_LINE_BYTES
            && memchr::memchr(b'\r', lines).is_none()
            && open.last() != Some(&b'\r');
        if ordinary {
            self.append(pen, lines);
        } else {
            self.append_by_line(pen, lines);
        }
        self.extend_open(pen, rest);
        Fed::Lines
    }

    /// Completes what an earlier run, whose pipe may still be open, left unfinished.
    fn end_line_of_other_run(&mut self, pen: &mut Pen<'_, impl Annotate>) {
        let open = &mut self.open[slot(pen.source.stream)];
        let Some(run) = open
            .run
            .replace(pen.source.run)
            .filter(|&run| run != pen.source.run)
        else {
            return;
        };
        let bytes = std::mem::take(&mut open.bytes);
        let text = shown(&bytes);
        if !text.is_empty() {
            let written = pen.source.run;
            pen.source.run = run;
            self.complete(pen, &[(text, false)]);
            pen.source.run = written;
        }
    }

    /// The hot path: the open line and whole lines without carriage returns, copied in one piece.
    fn append(&mut self, pen: &mut Pen<'_, impl Annotate>, lines: &[u8]) {
        self.make_room(self.open[slot(pen.source.stream)].bytes.len() + lines.len());
        let Self { active, open, .. } = self;
        let open = &mut open[slot(pen.source.stream)].bytes;
        let start = active.text.len();
        let first_line = active.index.len();
        active.text.extend_from_slice(open);
        active.text.extend_from_slice(lines);
        open.clear();
        for end in memchr::memchr_iter(b'\n', &active.text[start..]) {
            active.index.push(start + end, false);
        }
        pen.close_batch(active, first_line);
    }

    /// Lines with carriage returns, or too long.
    fn append_by_line(&mut self, pen: &mut Pen<'_, impl Annotate>, lines: &[u8]) {
        for line in lines.split_inclusive(|&byte| byte == b'\n') {
            let mut bytes = std::mem::take(&mut self.open[slot(pen.source.stream)].bytes);
            bytes.extend_from_slice(line.strip_suffix(b"\n").unwrap_or(line));
            let mut pieces: Vec<_> = shown(&bytes)
                .chunks(MAX_LINE_BYTES)
                .map(|piece| (piece, true))
                .collect();
            match pieces.last_mut() {
                Some((_, split)) => *split = false,
                None => pieces.push((b"", false)),
            }
            self.complete(pen, &pieces);
        }
    }

    /// Adds bytes without a newline to the open line.
    fn extend_open(&mut self, pen: &mut Pen<'_, impl Annotate>, bytes: &[u8]) -> Fed {
        if bytes.is_empty() {
            return Fed::OpenLine;
        }
        let open = &mut self.open[slot(pen.source.stream)];
        open.bytes.extend_from_slice(bytes);
        rewrite(&mut open.bytes);
        if open.bytes.len() <= MAX_LINE_BYTES {
            return Fed::OpenLine;
        }
        let mut bytes = std::mem::take(&mut open.bytes);
        let whole = (bytes.len() - 1) / MAX_LINE_BYTES * MAX_LINE_BYTES;
        let pieces: Vec<_> = bytes[..whole]
            .chunks(MAX_LINE_BYTES)
            .map(|piece| (piece, true))
            .collect();
        self.complete(pen, &pieces);
        bytes.drain(..whole);
        self.open[slot(pen.source.stream)].bytes = bytes;
        Fed::Lines
    }

    /// Stores complete lines, each with whether it was split behind.
    fn complete(&mut self, pen: &mut Pen<'_, impl Annotate>, lines: &[(&[u8], bool)]) {
        for &(line, split) in lines {
            self.make_room(line.len() + 1);
            let first_line = self.active.index.len();
            self.active.text.extend_from_slice(line);
            self.active.index.push(self.active.text.len(), split);
            self.active.text.push(b'\n');
            pen.close_batch(&mut self.active, first_line);
        }
    }

    /// Seals the active segment if it has no room for so many more bytes.
    fn make_room(&mut self, more: usize) {
        if self.active.is_full_for(more) {
            let segment = self.active.seal();
            self.sealed_bytes += segment.bytes();
            self.sealed.push_back(Arc::new(segment));
        }
    }

    fn evict_oldest(&mut self) {
        let oldest = match self.sealed.pop_front() {
            Some(segment) => {
                self.sealed_bytes -= segment.bytes();
                segment
            }
            None => Arc::new(self.active.seal()),
        };
        self.evicted += oldest.index.len() as u64;
        self.evicted_to = self
            .evicted_to
            .max(oldest.index.end_sequence().unwrap_or(0));
    }

    fn oldest_ends_at(&self) -> Option<u64> {
        match self.sealed.front() {
            Some(segment) => segment.index.end_sequence(),
            None => self.active.index.end_sequence(),
        }
    }

    fn bytes(&self) -> usize {
        self.sealed_bytes + self.active.bytes()
    }
}

/// Numbers lines and has them looked at.
struct Pen<'a, A> {
    journal: &'a Journal,
    source: Source,
    annotate: &'a mut A,
}

impl<'a, A: Annotate> Pen<'a, A> {
    fn new(journal: &'a Journal, source: Source, annotate: &'a mut A) -> Self {
        Self {
            journal,
            source,
            annotate,
        }
    }

    /// Numbers the lines that were pushed since `first_line`.
    fn close_batch(&mut self, active: &mut ActiveSegment, first_line: usize) {
        let Source { run, stream, time } = self.source;
        let lines = first_line..active.index.len();
        let first_sequence = self.journal.number(lines.len() as u64);
        for (position, sequence) in lines.zip(first_sequence..) {
            let (span, split) = active.index.span(position);
            let level = self.annotate.line(LineRef {
                sequence,
                run,
                stream,
                time,
                bytes: &active.text[span],
                split,
            });
            if let Some(level) = level {
                active.index.set_level(position, level);
            }
        }
        let first_line = u32::try_from(first_line).expect("a segment holds fewer than 2³² lines");
        active.index.close_batch(Batch {
            first_line,
            first_sequence,
            time,
            run,
            stream,
        });
    }
}

/// How much of what was read is taken in at once: if there is a choice, whole lines.
fn chunk_length(bytes: &[u8]) -> usize {
    if bytes.len() <= CHUNK_BYTES {
        return bytes.len();
    }
    memchr::memrchr(b'\n', &bytes[..CHUNK_BYTES]).map_or(CHUNK_BYTES, |newline| newline + 1)
}

fn slot(stream: Stream) -> usize {
    match stream {
        Stream::Stdout => 0,
        Stream::Stderr => 1,
    }
}

/// What a terminal would show of a line with carriage returns: what came behind the last one that had something behind.
pub(crate) fn shown(line: &[u8]) -> &[u8] {
    &line[shown_range(line)]
}

fn shown_range(line: &[u8]) -> Range<usize> {
    let end = line
        .iter()
        .rposition(|&byte| byte != b'\r')
        .map_or(0, |last| last + 1);
    let start = memchr::memrchr(b'\r', &line[..end]).map_or(0, |at| at + 1);
    start..end
}

/// Forgets what a carriage return lets the line write over, and keeps one at the end.
fn rewrite(open: &mut Vec<u8>) {
    let Some(last) = memchr::memrchr(b'\r', open) else {
        return;
    };
    let kept = shown_range(open);
    let undecided = last >= kept.end;
    open.truncate(kept.end);
    open.drain(..kept.start);
    if undecided {
        open.push(b'\r');
    }
}

#[cfg(test)]
mod tests;
