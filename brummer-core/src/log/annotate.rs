//! What a log is told of its lines by those that understand them.

use jiff::Timestamp;

use super::{Level, Stream};
use crate::id::Run;

/// Looks at each line when it is completed, once and in order, and says how serious it is.
///
/// It is called while the writer holds the lock of the log, so it must not wait, and what it does
/// for a line delays every reader of that log.
pub(crate) trait Annotate {
    /// Takes note of a line that has just been completed.
    fn line(&mut self, line: LineRef<'_>) -> Option<Level>;

    /// Whether lines of this stream are understood only when the next one has come: [`settle`](Self::settle) is to be called when none comes for a moment.
    fn is_open(&self, _stream: Stream) -> bool {
        false
    }

    /// Takes the lines of this stream for all that there are: nothing came for a moment, or nothing will. `sequence` is the number of the
    /// next line.
    fn settle(&mut self, _stream: Stream, _time: Timestamp, _sequence: u64) {}
}

/// For lines that nobody looks at: none has a level.
impl Annotate for () {
    fn line(&mut self, _: LineRef<'_>) -> Option<Level> {
        None
    }
}

/// A line that has just been completed, where it stands in the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineRef<'a> {
    /// The number that it has got.
    pub(crate) sequence: u64,
    /// The run that printed it: one earlier than that of the bytes that were fed, where those ended its line.
    pub(crate) run: Run,
    /// The pipe it came through.
    pub(crate) stream: Stream,
    /// When its end was read from the pipe.
    pub(crate) time: Timestamp,
    /// The bytes as they came, without the line ending; possibly not UTF-8, possibly with escape sequences.
    pub(crate) bytes: &'a [u8],
    /// Whether the line goes on in the next one of this stream.
    pub(crate) split: bool,
}
