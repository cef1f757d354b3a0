//! What a reader asks of the logs.

use std::borrow::Cow;
use std::fmt;

use regex::bytes::{Regex, RegexBuilder};

use super::{LogCursor, LogLine, Stream};
use crate::error::Error;
use crate::id::ProcessId;

/// A question to the logs. `LogQuery::default()` asks for the latest hundred lines of all processes.
#[derive(Clone, Debug)]
pub struct LogQuery {
    /// The processes to read; empty for all.
    pub processes: Vec<ProcessId>,
    /// Which part of the logs.
    pub range: LogRange,
    /// The most lines to return; 1 to [`LogQuery::MAX_LIMIT`], and clamped to that.
    pub limit: usize,
    /// Only lines of this stream.
    pub stream: Option<Stream>,
    /// Only lines that match.
    pub pattern: Option<LogPattern>,
}

impl LogQuery {
    /// The most lines of one page.
    pub const MAX_LIMIT: usize = 100_000;

    /// The latest `limit` lines of one process.
    pub fn tail(process: &ProcessId, limit: usize) -> Self {
        Self {
            processes: vec![process.clone()],
            limit,
            ..Self::default()
        }
    }

    /// Whether no line is left out for what it says or where it came from.
    pub(crate) fn takes_every_line(&self) -> bool {
        self.stream.is_none() && self.pattern.is_none()
    }

    /// Whether a line is one that was asked for, as far as its text and stream tell.
    pub(crate) fn wants(&self, stream: Stream, bytes: &[u8]) -> bool {
        self.stream.is_none_or(|wanted| wanted == stream)
            && self
                .pattern
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(bytes))
    }
}

impl Default for LogQuery {
    fn default() -> Self {
        Self {
            processes: Vec::new(),
            range: LogRange::Tail,
            limit: 100,
            stream: None,
            pattern: None,
        }
    }
}

/// Which part of the logs a query reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogRange {
    /// The latest lines.
    Tail,
    /// The first lines behind the cursor.
    After(LogCursor),
    /// The last lines before the cursor.
    Before(LogCursor),
}

/// A search pattern, matched against the text without escape sequences.
#[derive(Clone)]
pub struct LogPattern(Regex);

impl LogPattern {
    /// The text as it is. Lower case finds both cases; an upper-case letter makes the search exact.
    pub fn literal(text: &str) -> Result<Self, Error> {
        Self::build(text, &regex::escape(text))
    }

    /// A regular expression in the syntax of the `regex` crate (linear time, no look-around). Lower case finds both
    /// cases; an upper-case letter makes the search exact.
    ///
    /// # Errors
    /// [`Error::InvalidPattern`] if it is not one, or would compile to more than 1 MiB.
    pub fn regex(pattern: &str) -> Result<Self, Error> {
        Self::build(pattern, pattern)
    }

    fn build(shown: &str, pattern: &str) -> Result<Self, Error> {
        RegexBuilder::new(pattern)
            .case_insensitive(!shown.chars().any(char::is_uppercase))
            .size_limit(1024 * 1024)
            .build()
            .map(Self)
            .map_err(|error| Error::InvalidPattern {
                pattern: shown.chars().take(200).collect(),
                // The library draws the error over several lines; its last line says what is wrong.
                reason: error
                    .to_string()
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
            })
    }

    /// Whether a line matches.
    pub fn matches(&self, line: &LogLine) -> bool {
        self.is_match(&line.bytes)
    }

    pub(crate) fn is_match(&self, bytes: &[u8]) -> bool {
        self.0.is_match(&without_escapes(bytes))
    }
}

impl fmt::Debug for LogPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogPattern({})", self.0.as_str())
    }
}

fn without_escapes(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(0x1b, bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(anstream::adapter::strip_bytes(bytes).into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: Result<LogPattern, Error>, text: &str, expected: bool) {
        assert_eq!(pattern.unwrap().is_match(text.as_bytes()), expected);
    }

    #[test]
    fn lower_case_finds_both_cases_and_upper_case_is_exact() {
        check(LogPattern::literal("error"), "An ERROR", true);
        check(LogPattern::literal("Error"), "an error", false);
    }

    #[test]
    fn a_literal_is_not_a_regular_expression() {
        check(LogPattern::literal("a.c"), "abc", false);
        check(LogPattern::regex("a.c"), "abc", true);
    }

    #[test]
    fn colours_do_not_break_up_a_match() {
        check(
            LogPattern::literal("ready in"),
            "\u{1b}[1mready\u{1b}[0m in 3 ms",
            true,
        );
    }

    #[test]
    fn a_broken_expression_is_an_error_that_says_why() {
        let error = LogPattern::regex("(").unwrap_err().to_string();
        assert!(error.contains("unclosed group"), "{error}");
    }
}
