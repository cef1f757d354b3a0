//! The lines of one process: sealed segments, the one that is being written, and the open lines.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;

use super::Fed;
use super::pen::Pen;
use crate::id::Run;
use crate::log::segment::{ActiveSegment, Segment};
use crate::log::{Annotate, MAX_LINE_BYTES, Stream};

/// What the lock of a log protects.
#[derive(Default)]
pub(super) struct Ring {
    pub(super) sealed: VecDeque<Arc<Segment>>,
    /// Invariant: the sum of the sizes of `sealed`.
    sealed_bytes: usize,
    pub(super) active: ActiveSegment,
    pub(super) open: [Open; 2],
    pub(super) last_run: Option<Run>,
    /// When the last run that printed something did so last, also without ending a line.
    pub(super) heard: Option<(Run, Timestamp)>,
    pub(super) evicted: u64,
    pub(super) evicted_to: u64,
}

/// The unfinished line of a stream.
#[derive(Default)]
pub(super) struct Open {
    pub(super) run: Option<Run>,
    /// Invariant: at most `MAX_LINE_BYTES`; without `\n`. Behind that at most one `\r`, where what comes next decides on it.
    pub(super) bytes: Vec<u8>,
}

impl Ring {
    pub(super) fn feed(&mut self, pen: &mut Pen<'_, impl Annotate>, chunk: &[u8]) -> Fed {
        self.end_line_of_other_run(pen);
        self.last_run = self.last_run.max(Some(pen.source.run));
        self.heard = self.heard.max(Some((pen.source.run, pen.source.time)));
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
            self.extend_open(pen, line.strip_suffix(b"\n").unwrap_or(line));
            let bytes = std::mem::take(&mut self.open[slot(pen.source.stream)].bytes);
            self.complete(pen, &[(shown(&bytes), false)]);
        }
    }

    /// Adds bytes without a newline to the open line.
    fn extend_open(&mut self, pen: &mut Pen<'_, impl Annotate>, bytes: &[u8]) -> Fed {
        let mut fed = Fed::OpenLine;
        for (text, returned) in between_returns(bytes) {
            if !text.is_empty() && self.write(pen, text) == Fed::Lines {
                fed = Fed::Lines;
            }
            let open = &mut self.open[slot(pen.source.stream)].bytes;
            if returned && open.last().is_some_and(|&byte| byte != b'\r') {
                open.push(b'\r');
            }
        }
        fed
    }

    /// Adds text without a carriage return to the open line, over it if one came before. The bound of a line completes a piece of it, which
    /// nothing writes over any more, so that lines do not depend on how chunks are cut.
    fn write(&mut self, pen: &mut Pen<'_, impl Annotate>, text: &[u8]) -> Fed {
        let open = &mut self.open[slot(pen.source.stream)].bytes;
        if open.last() == Some(&b'\r') {
            open.clear();
        }
        open.extend_from_slice(text);
        if open.len() <= MAX_LINE_BYTES {
            return Fed::OpenLine;
        }
        let mut bytes = std::mem::take(open);
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
    pub(super) fn complete(&mut self, pen: &mut Pen<'_, impl Annotate>, lines: &[(&[u8], bool)]) {
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
        self.active.reserve(more);
    }

    pub(super) fn evict_oldest(&mut self) {
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

    pub(super) fn oldest_ends_at(&self) -> Option<u64> {
        match self.sealed.front() {
            Some(segment) => segment.index.end_sequence(),
            None => self.active.index.end_sequence(),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.sealed_bytes + self.active.bytes()
    }
}

/// The place of a stream's open line.
pub(super) fn slot(stream: Stream) -> usize {
    match stream {
        Stream::Stdout => 0,
        Stream::Stderr => 1,
    }
}

/// What a terminal would show of a line with carriage returns: what came behind the last one that had something behind.
pub(crate) fn shown(line: &[u8]) -> &[u8] {
    let end = line
        .iter()
        .rposition(|&byte| byte != b'\r')
        .map_or(0, |last| last + 1);
    let start = memchr::memrchr(b'\r', &line[..end]).map_or(0, |at| at + 1);
    &line[start..end]
}

/// The texts between carriage returns, each with whether one comes behind it.
pub(crate) fn between_returns(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], bool)> {
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\r', bytes);
        let (text, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        let is_last = rest.is_empty();
        bytes = rest.get(1..).unwrap_or_default();
        (!text.is_empty() || !is_last).then_some((text, !is_last))
    })
}
