//! A piece of a log: contiguous text with an index of its lines.

use std::ops::Range;

use bytes::Bytes;
use jiff::Timestamp;

use super::{Level, Stream};
use crate::id::Run;

/// The text of a sealed segment, in bytes: large enough that a search runs over long slices, small enough that
/// eviction takes little at once.
pub(super) const SEGMENT_BYTES: usize = 256 * 1024;

/// Lines that were read from a pipe in one step, and so share time, stream and run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Batch {
    /// The index of its first line in the segment.
    pub(super) first_line: u32,
    /// The sequence number of its first line; the others follow without gaps.
    pub(super) first_sequence: u64,
    pub(super) time: Timestamp,
    pub(super) run: Run,
    pub(super) stream: Stream,
}

/// The index of the lines in a text in which each line is followed by `\n`.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    ends: Vec<End>,
    /// Invariant: not empty if `ends` is not, ascending in both fields.
    batches: Vec<Batch>,
}

/// Where a line ends in the text, without its `\n`, with what else is known of it in four spare bits.
///
/// A segment is far smaller than 2²⁸ bytes.
#[derive(Clone, Copy, Debug)]
struct End(u32);

/// One line of a segment.
pub(super) struct Entry {
    pub(super) sequence: u64,
    pub(super) time: Timestamp,
    pub(super) run: Run,
    pub(super) stream: Stream,
    pub(super) level: Option<Level>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) split: bool,
}

impl End {
    /// The lowest bit is set if the line was split there; the three above are 0, or 1 and the rank of the level.
    const SPARE_BITS: u32 = 4;

    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounded by the size of a segment"
    )]
    fn new(end: usize, split: bool) -> Self {
        Self((end as u32) << Self::SPARE_BITS | u32::from(split))
    }

    fn offset(self) -> usize {
        (self.0 >> Self::SPARE_BITS) as usize
    }

    fn split(self) -> bool {
        self.0 & 1 == 1
    }

    fn level(self) -> Option<Level> {
        let rank = (self.0 >> 1 & 0b111) as usize;
        Level::ALL.get(rank.wrapping_sub(1)).copied()
    }

    /// The same with a level. It must have none yet.
    fn with_level(self, level: Level) -> Self {
        Self(self.0 | (level as u32 + 1) << 1)
    }

    /// The same in the text from `start` on.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounded by the size of a segment"
    )]
    fn from(self, start: usize) -> Self {
        Self(self.0 - ((start as u32) << Self::SPARE_BITS))
    }
}

impl Index {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Describes the lines that were pushed since `batch.first_line`.
    pub(super) fn close_batch(&mut self, batch: Batch) {
        // What one read has brought is fed in pieces.
        let goes_on = |last: &Batch| {
            let between = u64::from(batch.first_line - last.first_line);
            last.first_sequence + between == batch.first_sequence
                && (last.time, last.run, last.stream) == (batch.time, batch.run, batch.stream)
        };
        if !self.batches.last().is_some_and(goes_on) {
            self.batches.push(batch);
        }
    }

    /// Adds a line; a `close_batch` must follow.
    pub(super) fn push(&mut self, end: usize, split: bool) {
        self.ends.push(End::new(end, split));
    }

    /// Says how serious the line at this position is, which nobody has said before.
    pub(super) fn set_level(&mut self, position: usize, level: Level) {
        let end = &mut self.ends[position];
        *end = end.with_level(level);
    }

    /// Where the line at this position stands in the text, and whether it was split. The position must be less
    /// than `len`.
    pub(super) fn span(&self, position: usize) -> (Range<usize>, bool) {
        let start = match position {
            0 => 0,
            _ => self.ends[position - 1].offset() + 1,
        };
        let end = self.ends[position];
        (start..end.offset(), end.split())
    }

    /// The sequence number behind the last line.
    pub(super) fn end_sequence(&self) -> Option<u64> {
        let last = self.batches.last()?;
        Some(last.first_sequence + (self.len() - last.first_line as usize) as u64)
    }

    /// The bytes that the index itself takes.
    pub(super) fn bytes(&self) -> usize {
        self.ends.len() * size_of::<End>() + self.batches.len() * size_of::<Batch>()
    }

    /// The line at this position. The position must be less than `len`.
    pub(super) fn entry(&self, position: usize) -> Entry {
        let batch = &self.batches[self.batch_of(position)];
        let (span, split) = self.span(position);
        Entry {
            sequence: batch.first_sequence + (position - batch.first_line as usize) as u64,
            time: batch.time,
            run: batch.run,
            stream: batch.stream,
            level: self.ends[position].level(),
            start: span.start,
            end: span.end,
            split,
        }
    }

    /// The position of the first line whose sequence number is not less than `sequence`; `len` if there is none.
    pub(super) fn position(&self, sequence: u64) -> usize {
        let after = self
            .batches
            .partition_point(|batch| batch.first_sequence <= sequence);
        let Some(n) = after.checked_sub(1) else {
            return 0;
        };
        let batch = &self.batches[n];
        let end = match self.batches.get(after) {
            Some(next) => next.first_line as usize,
            None => self.len(),
        };
        let offset = usize::try_from(sequence - batch.first_sequence).unwrap_or(usize::MAX);
        (batch.first_line as usize).saturating_add(offset).min(end)
    }

    /// The index of the lines from this one on, in the text from `start` on.
    fn from(&self, position: usize, start: usize) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "bounded by the size of a segment"
        )]
        let skipped = position as u32;
        let ends = self.ends[position..]
            .iter()
            .map(|end| end.from(start))
            .collect();
        let batches = self.batches[self.batch_of(position)..].iter().map(|batch| {
            let cut = skipped.saturating_sub(batch.first_line);
            Batch {
                first_line: batch.first_line.saturating_sub(skipped),
                first_sequence: batch.first_sequence + u64::from(cut),
                ..*batch
            }
        });
        Self {
            ends,
            batches: batches.collect(),
        }
    }

    fn batch_of(&self, position: usize) -> usize {
        self.batches
            .partition_point(|batch| batch.first_line as usize <= position)
            - 1
    }
}

/// A finished segment, shared with readers.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) text: Bytes,
    pub(super) index: Index,
}

impl Segment {
    /// The memory that goes with it, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.index.bytes()
    }
}

/// The segment that is being written.
#[derive(Debug, Default)]
pub(super) struct ActiveSegment {
    pub(super) text: Vec<u8>,
    pub(super) index: Index,
}

impl ActiveSegment {
    pub(super) fn is_full_for(&self, more: usize) -> bool {
        !self.text.is_empty() && self.text.len() + more > SEGMENT_BYTES
    }

    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.index.bytes()
    }

    /// What is there from this line on, as a segment of its own.
    pub(super) fn copy_from(&self, position: usize) -> Segment {
        let start = self.index.entry(position).start;
        Segment {
            text: Bytes::copy_from_slice(&self.text[start..]),
            index: self.index.from(position, start),
        }
    }

    /// Ends the segment and begins an empty one.
    pub(super) fn seal(&mut self) -> Segment {
        let Self { text, index } = std::mem::take(self);
        Segment {
            text: text.into(),
            index,
        }
    }
}
