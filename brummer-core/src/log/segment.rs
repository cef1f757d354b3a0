//! A piece of a log: contiguous text with an index of its lines.

use std::ops::Range;
use std::sync::OnceLock;

use bytes::Bytes;
use jiff::Timestamp;

use super::escape::Escapes;
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

/// Lines that came together, by their positions.
pub(super) struct Together {
    pub(super) time: Timestamp,
    pub(super) first_sequence: u64,
    pub(super) lines: Range<usize>,
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

    /// The sequence number of the line at this position. The position must be less than `len`.
    pub(super) fn sequence(&self, position: usize) -> u64 {
        let batch = &self.batches[self.batch_of(position)];
        batch.first_sequence + (position - batch.first_line as usize) as u64
    }

    /// How serious the line at this position is. The position must be less than `len`.
    pub(super) fn level(&self, position: usize) -> Option<Level> {
        self.ends[position].level()
    }

    /// The position of the line with this offset of the text, or with the end of line there; it must not be before
    /// `from`.
    pub(super) fn line_at(&self, offset: usize, from: usize) -> usize {
        from + self.ends[from..].partition_point(|end| end.offset() < offset)
    }

    /// The lines that came together, the oldest first.
    pub(super) fn together(&self) -> impl Iterator<Item = Together> {
        let ends = self
            .batches
            .iter()
            .skip(1)
            .map(|next| next.first_line as usize);
        let ends = ends.chain([self.len()]);
        self.batches.iter().zip(ends).map(|(batch, end)| Together {
            time: batch.time,
            first_sequence: batch.first_sequence,
            lines: batch.first_line as usize..end,
        })
    }

    /// The sequence number of the first line.
    pub(super) fn first_sequence(&self) -> Option<u64> {
        Some(self.batches.first()?.first_sequence)
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

    /// The index of these lines, in the text from `start` on. The part must not be empty.
    fn cut(&self, part: Range<usize>, start: usize) -> Self {
        // Both fit, see `End`.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "bounded by the size of a segment"
        )]
        let skipped = part.start as u32;
        let batches = self.batch_of(part.start)..=self.batch_of(part.end - 1);
        let batches = self.batches[batches].iter().map(|batch| {
            let cut = skipped.saturating_sub(batch.first_line);
            Batch {
                first_line: batch.first_line.saturating_sub(skipped),
                first_sequence: batch.first_sequence + u64::from(cut),
                ..*batch
            }
        });
        Self {
            batches: batches.collect(),
            ends: self.ends[part].iter().map(|end| end.from(start)).collect(),
        }
    }

    /// What shares time, stream and run, ascending.
    pub(super) fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// The lines of the batch at this place among the batches.
    pub(super) fn lines_of(&self, batch: usize) -> Range<usize> {
        let end = self.batches.get(batch + 1);
        let end = end.map_or(self.len(), |next| next.first_line as usize);
        self.batches[batch].first_line as usize..end
    }

    /// The ends of the lines with their spare bits, for files.
    pub(super) fn raw_ends(&self) -> impl Iterator<Item = u32> {
        self.ends.iter().map(|end| end.0)
    }

    /// The index out of a file, if it is one of this text.
    pub(super) fn from_raw(ends: Vec<u32>, batches: Vec<Batch>, text: &[u8]) -> Option<Self> {
        let ends: Vec<End> = ends.into_iter().map(End).collect();
        let ascend = ends.is_sorted_by(|one, next| one.offset() < next.offset());
        let last = ends.last()?.offset();
        let fit = last + 1 == text.len() && ends.iter().all(|end| text[end.offset()] == b'\n');
        let first = batches.first()?.first_line == 0;
        let batches_ascend = batches.is_sorted_by(|one, next| {
            let lines = u64::from(next.first_line.saturating_sub(one.first_line));
            lines > 0 && next.first_sequence >= one.first_sequence.saturating_add(lines)
        });
        let within = (batches.last()?.first_line as usize) < ends.len();
        let numbered = batches.last()?.first_sequence < u64::MAX / 2;
        (ascend && fit && first && batches_ascend && within && numbered)
            .then_some(Self { ends, batches })
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
    /// Found out by the first search.
    escapes: OnceLock<Escapes>,
}

impl Segment {
    pub(super) fn new(text: Bytes, index: Index) -> Self {
        Self {
            text,
            index,
            escapes: OnceLock::new(),
        }
    }

    /// What escape sequences its text has.
    pub(super) fn escapes(&self) -> Escapes {
        *self.escapes.get_or_init(|| Escapes::of(&self.text))
    }

    /// The memory that goes with it, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.index.bytes()
    }

    /// The text of these lines, each with its `\n`, and their index. The part must not be empty.
    pub(super) fn slice(&self, part: Range<usize>) -> (&[u8], Index) {
        let start = self.index.span(part.start).0.start;
        let end = self.index.span(part.end - 1).0.end;
        (&self.text[start..=end], self.index.cut(part, start))
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

    /// Makes room for so many more bytes. It doubles, but not beyond a whole segment, so that what a segment takes is what
    /// it is counted for.
    pub(super) fn reserve(&mut self, more: usize) {
        let needed = self.text.len() + more;
        if needed > self.text.capacity() {
            let capacity = (2 * self.text.capacity()).min(SEGMENT_BYTES).max(needed);
            self.text.reserve_exact(capacity - self.text.len());
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.index.bytes()
    }

    /// What is there from this line on, as a segment of its own.
    pub(super) fn copy_from(&self, position: usize) -> Segment {
        let start = self.index.entry(position).start;
        Segment::new(
            Bytes::copy_from_slice(&self.text[start..]),
            self.index.cut(position..self.index.len(), start),
        )
    }

    /// Adds lines of a batch of another segment, numbered from `first_sequence` on.
    pub(super) fn append(&mut self, from: &Segment, batch: usize, first_sequence: u64) {
        let lines = from.index.lines_of(batch);
        let first_line = self.index.len();
        for line in lines {
            let (span, split) = from.index.span(line);
            self.text.extend_from_slice(&from.text[span]);
            self.index.push(self.text.len(), split);
            if let Some(level) = from.index.level(line) {
                self.index.set_level(self.index.len() - 1, level);
            }
            self.text.push(b'\n');
        }
        self.index.close_batch(Batch {
            first_line: u32::try_from(first_line).expect("a segment holds fewer than 2³² lines"),
            first_sequence,
            ..from.index.batches[batch]
        });
    }

    /// Ends the segment and begins an empty one.
    pub(super) fn seal(&mut self) -> Segment {
        let Self { text, mut index } = std::mem::take(self);
        index.ends.shrink_to_fit();
        index.batches.shrink_to_fit();
        Segment::new(text.into(), index)
    }
}
