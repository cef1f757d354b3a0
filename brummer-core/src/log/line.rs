//! Lines and pages of a log, as readers get them.

use std::borrow::Cow;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use super::escape::without_escapes;
use super::{Level, LogCursor};
use crate::detect::structured;
use crate::id::{ProcessId, Run};

/// Which pipe a line came from.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// One complete line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The number of the line in the order of arrival over all processes; it never changes.
    pub sequence: u64,
    /// When the line was read from the pipe.
    pub time: Timestamp,
    /// The process that printed it.
    pub process: ProcessId,
    /// The run that printed it.
    pub run: Run,
    /// The pipe it came through.
    pub stream: Stream,
    /// How serious it is, where that could be told.
    pub level: Option<Level>,
    /// The bytes as they came, without the line ending; possibly not UTF-8, possibly with escape sequences.
    pub bytes: Bytes,
    /// Whether the line goes on in the next one of this stream, because it was longer than
    /// [`MAX_LINE_BYTES`](super::MAX_LINE_BYTES).
    pub split: bool,
}

impl LogLine {
    /// The text without escape sequences and other control characters; invalid UTF-8 becomes `U+FFFD`.
    pub fn text(&self) -> Cow<'_, str> {
        plain(&self.bytes)
    }

    /// A structured line (JSON, logfmt) as a person reads it: the message, then the fields that matter; none for any other line.
    pub fn compact(&self) -> Option<String> {
        let text = self.text();
        structured(&text).map(|line| line.compact())
    }
}

/// The unfinished line of a stream.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct OpenLine {
    /// The process that prints it.
    pub process: ProcessId,
    /// The run that prints it.
    pub run: Run,
    /// The pipe it comes through.
    pub stream: Stream,
    /// What is there so far: after a carriage return, what came behind it.
    pub bytes: Bytes,
}

impl OpenLine {
    /// The text without escape sequences and other control characters; invalid UTF-8 becomes `U+FFFD`.
    pub fn text(&self) -> Cow<'_, str> {
        plain(&self.bytes)
    }
}

/// An answer to a [`LogQuery`](super::LogQuery).
#[derive(Clone, Debug)]
pub struct LogPage {
    /// The lines, in the order of arrival or the reverse of it, as the query says.
    pub lines: Vec<LogLine>,
    /// The open lines of the processes asked for, at the moment of the read; empty where older lines were asked for.
    pub open: Vec<OpenLine>,
    /// The numbers of those lines that are there as context only, ascending. They do not count for the cursors, so
    /// they may come again as lines of the next page.
    pub context: Vec<u64>,
    /// Where to read on: behind the last line of the page, or behind all that were looked at.
    pub next: LogCursor,
    /// Where to read back from: before the first line of the page.
    pub previous: LogCursor,
    /// What the page lacks that the cursor asked for.
    pub gap: LogGap,
    /// Whether there are more lines in the direction of the read than the limit let through.
    pub more: bool,
    /// How many those are: exactly, if fewer than [`LogQuery::MAX_COUNTED`](super::LogQuery::MAX_COUNTED), else that
    /// many or more.
    pub left_out: u64,
    /// How many lines the processes asked for have lost to the budget since they were added.
    pub evicted: u64,
}

impl LogPage {
    /// Whether a line is there only because a line near it was asked for.
    pub fn is_context(&self, line: &LogLine) -> bool {
        self.context.binary_search(&line.sequence).is_ok()
    }
}

/// What was lost between the cursor of a query and the first line of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum LogGap {
    /// Nothing.
    None,
    /// Lines were evicted to stay within the budget: this many since the process was added, where some of them
    /// lay behind the cursor.
    Evicted(u64),
    /// The cursor is of another instance, so what lay between cannot be known.
    OtherInstance,
}

/// Text for people and searches out of bytes from a program.
///
/// Escape sequences and control characters are dropped; a tab stays. Patterns are matched against the same text with its control characters.
pub(super) fn plain(bytes: &[u8]) -> Cow<'_, str> {
    // Most lines have neither, and are handed out as they are. The controls beyond ASCII begin with `0xc2`, as a few other characters do.
    if !bytes
        .iter()
        .any(|&byte| byte < b' ' && byte != b'\t' || matches!(byte, 0x7f | 0xc2))
    {
        return String::from_utf8_lossy(bytes);
    }
    let bytes = without_escapes(bytes);
    let text = String::from_utf8_lossy(&bytes);
    let kept = text.chars().filter(|&c| c == '\t' || !c.is_control());
    Cow::Owned(kept.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(plain(bytes), expected);
    }

    #[test]
    fn text_is_without_escape_sequences_and_control_characters() {
        check(b"plain\ttext", "plain\ttext");
        check(b"\x1b[31mred\x1b[0m", "red");
        check(b"\x1b]8;;http://x\x07link\x1b]8;;\x07", "link");
        check(b"nul\0 bell\x07", "nul bell");
        check("\u{9b}31mred \u{ab}\u{b7}\u{bb}".as_bytes(), "31mred «·»");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        check(b"caf\xe9", "caf\u{fffd}");
        check(b"nul\0 caf\xe9", "nul caf\u{fffd}");
        check(b"1\x1bfil\x9b\xe5(", "1il\u{fffd}(");
        check("\u{1b}[1mé漢\u{1b}[0m".as_bytes(), "é漢");
    }
}
