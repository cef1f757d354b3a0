//! Numbers the lines that were completed, and has them looked at.

use super::Source;
use crate::log::journal::Journal;
use crate::log::segment::{ActiveSegment, Batch};
use crate::log::{Annotate, LineRef};

/// Numbers lines and has them looked at.
pub(super) struct Pen<'a, A> {
    journal: &'a Journal,
    pub(super) source: Source,
    annotate: &'a mut A,
}

impl<'a, A: Annotate> Pen<'a, A> {
    pub(super) fn new(journal: &'a Journal, source: Source, annotate: &'a mut A) -> Self {
        Self {
            journal,
            source,
            annotate,
        }
    }

    /// Numbers the lines that were pushed since `first_line`.
    pub(super) fn close_batch(&mut self, active: &mut ActiveSegment, first_line: usize) {
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
