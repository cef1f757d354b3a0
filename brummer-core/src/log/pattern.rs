//! Search patterns.

mod colors;
mod line;

use std::fmt;
use std::io;
use std::ops::Range;

use borsh::{BorshDeserialize, BorshSerialize};
use regex::bytes::{Regex, RegexBuilder};

use super::LogLine;
use super::escape::without_escapes;
use crate::error::Error;
use crate::remote::wire;

/// The largest compiled pattern, in bytes.
const MAX_COMPILED: usize = 1024 * 1024;

/// A search pattern, matched against each line's text without escape sequences.
#[derive(Clone)]
pub struct LogPattern {
    /// Invariant: it never matches across a line feed, and `^` and `$` are the ends of a line.
    regex: Regex,
    /// Finds candidates in coloured text, where that narrows it down.
    in_colors: Option<Regex>,
    sense: Sense,
}

/// Which letters are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// Lower case finds both cases; an upper-case letter makes the search exact.
    #[default]
    Smart,
    /// As written.
    Exact,
    /// Upper and lower case are the same.
    Ignore,
}

/// Which lines a pattern wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Sense {
    /// Those in which it is found.
    Found,
    /// Those in which it is not found.
    NotFound,
}

impl LogPattern {
    /// The text as it is, in [smart case](Case::Smart).
    ///
    /// # Errors
    /// [`Error::InvalidPattern`] if it is too long to be compiled to less than 1 MiB.
    pub fn literal(text: &str) -> Result<Self, Error> {
        Self::literal_in(text, Case::Smart)
    }

    /// The text as it is.
    ///
    /// # Errors
    /// As [`literal`](Self::literal).
    pub fn literal_in(text: &str, case: Case) -> Result<Self, Error> {
        let exact = case.is_exact(text.chars());
        Self::build(text, &regex::escape(text), exact)
    }

    /// A regular expression in the syntax of the `regex` crate (linear time, no look-around), in
    /// [smart case](Case::Smart).
    ///
    /// # Errors
    /// [`Error::InvalidPattern`] if it is not one, or would compile to more than 1 MiB.
    pub fn regex(pattern: &str) -> Result<Self, Error> {
        Self::regex_in(pattern, Case::Smart)
    }

    /// A regular expression.
    ///
    /// # Errors
    /// As [`regex`](Self::regex).
    pub fn regex_in(pattern: &str, case: Case) -> Result<Self, Error> {
        // The letter of a class such as `\S` says nothing about case.
        let mut escaped = false;
        let letters = pattern.chars().filter(|&c| {
            let is_class = std::mem::take(&mut escaped);
            escaped = c == '\\' && !is_class;
            !is_class
        });
        let exact = case.is_exact(letters);
        Self::build(pattern, pattern, exact)
    }

    /// What any of the patterns finds; none for no patterns.
    ///
    /// # Errors
    /// [`Error::InvalidPattern`] if all together compile to more than 1 MiB.
    pub fn any_of(patterns: &[Self]) -> Result<Option<Self>, Error> {
        if let [] | [_] = patterns {
            return Ok(patterns.first().cloned());
        }
        let each: Vec<_> = patterns
            .iter()
            .map(|pattern| format!("(?:{})", pattern.regex.as_str()))
            .collect();
        let all = each.join("|");
        compile(&all, &all).map(Some)
    }

    /// The lines that the pattern does not want.
    #[must_use]
    pub fn inverted(self) -> Self {
        let sense = match self.sense {
            Sense::Found => Sense::NotFound,
            Sense::NotFound => Sense::Found,
        };
        Self { sense, ..self }
    }

    fn build(shown: &str, pattern: &str, exact: bool) -> Result<Self, Error> {
        let within_a_line =
            line::confine(pattern, exact).map_err(|error| invalid(shown, &error))?;
        compile(shown, &within_a_line)
    }

    /// Whether it wants a line.
    pub fn matches(&self, line: &LogLine) -> bool {
        self.is_match(&line.bytes)
    }

    /// Where it is found in a text without escape sequences, whichever lines it wants, as ranges of bytes at boundaries of
    /// characters. At most `most` of them; empty ones are left out.
    pub fn spans(&self, text: &str, most: usize) -> Vec<Range<usize>> {
        self.regex
            .find_iter(text.as_bytes())
            .map(|found| found.range())
            .filter(|range| !range.is_empty())
            .filter(|range| text.is_char_boundary(range.start) && text.is_char_boundary(range.end))
            .take(most)
            .collect()
    }

    pub(crate) fn is_match(&self, bytes: &[u8]) -> bool {
        self.is_found(bytes) == (self.sense == Sense::Found)
    }

    /// Whether it is found in a line, whichever lines it wants.
    pub(super) fn is_found(&self, line: &[u8]) -> bool {
        self.regex.is_match(&without_escapes(line))
    }

    pub(super) fn sense(&self) -> Sense {
        self.sense
    }

    /// The end of the first match in these lines at or behind `at`, or an earlier offset in the same line.
    pub(super) fn find(&self, lines: &[u8], at: usize) -> Option<usize> {
        self.regex.shortest_match_at(lines, at)
    }

    /// What finds at least the lines in which the pattern is found, in text with colours and no other escape sequences;
    /// it answers as [`find`](Self::find) does. None if all of them would have to be looked at.
    pub(super) fn find_candidate(&self) -> Option<impl Fn(&[u8], usize) -> Option<usize>> {
        let regex = self.in_colors.as_ref()?;
        Some(|lines: &[u8], at| regex.shortest_match_at(lines, at))
    }
}

/// Its expression, which already says which letters are the same, and its sense.
impl BorshSerialize for LogPattern {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        (self.regex.as_str(), self.sense).serialize(writer)
    }
}

/// It is confined to a line once more, so that the invariant holds whoever sent it.
impl BorshDeserialize for LogPattern {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let (text, sense) = <(String, Sense)>::deserialize_reader(reader)?;
        let built = Self::build(&text, &text, true);
        let pattern = built.map_err(|error| wire::invalid(error.to_string()))?;
        Ok(Self { sense, ..pattern })
    }
}

impl Case {
    fn is_exact(self, mut letters: impl Iterator<Item = char>) -> bool {
        match self {
            Self::Smart => letters.any(char::is_uppercase),
            Self::Exact => true,
            Self::Ignore => false,
        }
    }
}

impl fmt::Debug for LogPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogPattern({:?} {})", self.sense, self.regex.as_str())
    }
}

fn compile(shown: &str, pattern: &str) -> Result<LogPattern, Error> {
    let build = |pattern: &str| RegexBuilder::new(pattern).size_limit(MAX_COMPILED).build();
    Ok(LogPattern {
        regex: build(pattern).map_err(|error| invalid(shown, &error))?,
        // One that grows too large is done without.
        in_colors: colors::through(pattern).and_then(|pattern| build(&pattern).ok()),
        sense: Sense::Found,
    })
}

fn invalid(shown: &str, error: &dyn fmt::Display) -> Error {
    Error::InvalidPattern {
        pattern: shown.chars().take(200).collect(),
        // The library draws the error over several lines; its last line says what is wrong.
        reason: error
            .to_string()
            .lines()
            .last()
            .unwrap_or_default()
            .trim()
            .to_owned(),
    }
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
        check(LogPattern::regex(r"\Serror"), "xERROR", true);
    }

    #[test]
    fn case_can_be_forced() {
        check(LogPattern::literal_in("error", Case::Exact), "ERROR", false);
        check(LogPattern::literal_in("ERROR", Case::Ignore), "error", true);
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
    fn matches_are_told_by_their_bytes() {
        let pattern = LogPattern::regex("é|b*").unwrap();
        assert_eq!(pattern.spans("aébb b", 9), [1..3, 3..5, 6..7]);
        assert_eq!(pattern.inverted().spans("bab", 1).len(), 1);
    }

    #[test]
    fn an_inverted_pattern_wants_the_other_lines() {
        let inverted = || LogPattern::literal("ping").map(LogPattern::inverted);
        check(inverted(), "ping", false);
        check(inverted(), "error", true);
    }

    #[test]
    fn any_of_several_patterns_is_found_each_in_its_case() {
        let patterns = [
            LogPattern::literal("warn").unwrap(),
            LogPattern::literal("Error").unwrap(),
        ];
        let any = || LogPattern::any_of(&patterns).map(Option::unwrap);
        check(any(), "WARN", true);
        check(any(), "Error", true);
        check(any(), "error", false);
        assert!(LogPattern::any_of(&[]).unwrap().is_none());
    }

    #[test]
    fn a_broken_expression_is_an_error_that_says_why() {
        let error = LogPattern::regex("(").unwrap_err().to_string();
        assert!(error.contains("unclosed group"), "{error}");
        let error = LogPattern::regex("a{99999}{9}").unwrap_err().to_string();
        assert!(error.contains("exceeds"), "{error}");
    }
}
