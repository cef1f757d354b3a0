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
}

/// For lines that nobody looks at: none has a level.
impl Annotate for () {
    fn line(&mut self, _: LineRef<'_>) -> Option<Level> {
        None
    }
}

/// A line that has just been completed, where it stands in the log.
#[derive(Clone, Copy, Debug)]
#[expect(dead_code, reason = "read by those that understand lines")]
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
