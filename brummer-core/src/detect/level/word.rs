//! Words that may name a level, judged by what stands around them.

use super::around::{Count, Word};
use super::line::Line;
use super::mark;
use super::search::WORDS;
use crate::detect::sieve::Within;
use crate::log::Level;

const NOTHING: Verdict = Verdict::Nothing;
const ERROR: Verdict = Verdict::Level(Level::Error);

/// What a word is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// `error`, `errors`.
    Error,
    /// `warn`, `warning`, `warnings`.
    Warning,
    /// `failed`, `failing`, `failure`, …
    Failure,
    /// A name that ends in `Error`, `Exception` or `Warning`.
    Type(Level),
    /// `Exception`.
    Exception,
    /// `Traceback`.
    Traceback,
    /// `panicked`.
    Panicked,
    /// A word that is nothing but the name of a level.
    Tag(Level),
}

/// The level that the words of a line tell. The first that tells decides.
pub(super) fn level(line: Line<'_>, within: Within) -> Option<Level> {
    // A long line is cut.
    if within.first >= line.bytes().len() || mark::is_quotation(line) {
        return None;
    }
    let mut perhaps = None;
    let mut at = within.first;
    loop {
        let (start, end) = line.word(at);
        match judge(line, start, end) {
            Verdict::Level(level) => return Some(level),
            Verdict::Perhaps(level) => perhaps = Some(level),
            Verdict::Nothing => {}
        }
        // No piece begins inside the end of another one that is not a part of its word.
        let next = end.max(at + 1);
        if next > within.last {
            return perhaps;
        }
        match WORDS.next(line.bytes(), next) {
            Some(found) => at = found.start,
            None => return perhaps,
        }
    }
}

/// What a word tells of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The level.
    Level(Level),
    /// The level, unless a word behind it tells more: a count of warnings may stand before one of errors.
    Perhaps(Level),
    /// Nothing.
    Nothing,
}

/// What the word from `start` to `end` tells of its line.
fn judge(line: Line<'_>, start: usize, end: usize) -> Verdict {
    let text = &line.bytes()[start..end];
    let Some(sense) = sense(text) else {
        return NOTHING;
    };
    let word = Word {
        line,
        start,
        end,
        text,
    };
    if word.is_part_of_a_name(sense) {
        return NOTHING;
    }
    match sense {
        Sense::Error => word.error(),
        Sense::Warning => word.warning(),
        Sense::Failure => word.failure(),
        Sense::Type(level) => word.type_name(level),
        Sense::Exception => word.exception(),
        Sense::Traceback => told(line.from(end).starts_with(b" (most recent"), Level::Error),
        Sense::Panicked => told(line.from(end).starts_with(b" at"), Level::Error),
        Sense::Tag(level) => told(word.is_tag() || word.is_fatal_error(level), level),
    }
}

fn told(told: bool, level: Level) -> Verdict {
    if told { Verdict::Level(level) } else { NOTHING }
}

fn sense(text: &[u8]) -> Option<Sense> {
    let sense = match text {
        b"error" | b"Error" | b"ERROR" | b"errors" | b"Errors" | b"ERRORS" => Sense::Error,
        b"ERR" | b"ERRO" | b"SEVERE" => Sense::Tag(Level::Error),
        b"warn" | b"Warn" | b"WARN" | b"warning" | b"Warning" | b"WARNING" | b"warnings"
        | b"Warnings" | b"WARNINGS" => Sense::Warning,
        b"WRN" => Sense::Tag(Level::Warn),
        b"fail" | b"Fail" | b"FAIL" | b"failed" | b"Failed" | b"FAILED" | b"failing"
        | b"Failing" | b"failure" | b"Failure" | b"FAILURE" | b"failures" | b"Failures"
        | b"FAILURES" => Sense::Failure,
        b"fatal" | b"Fatal" | b"FATAL" | b"CRIT" | b"crit" | b"critical" | b"Critical"
        | b"CRITICAL" | b"emerg" | b"alert" | b"panic" | b"PANIC" => Sense::Tag(Level::Fatal),
        b"INFO" | b"info" | b"Info" | b"INF" | b"NOTICE" | b"notice" | b"LOG" | b"SUCCESS" => {
            Sense::Tag(Level::Info)
        }
        b"DEBUG" | b"debug" | b"DEBG" | b"dbug" => Sense::Tag(Level::Debug),
        b"TRACE" | b"trace" => Sense::Tag(Level::Trace),
        b"Exception" | b"exception" => Sense::Exception,
        b"Traceback" => Sense::Traceback,
        b"panicked" => Sense::Panicked,
        _ if !text[0].is_ascii_uppercase() => return None,
        _ if text.ends_with(b"Error") || text.ends_with(b"Exception") => Sense::Type(Level::Error),
        _ if text.ends_with(b"Warning") => Sense::Type(Level::Warn),
        _ => return None,
    };
    Some(sense)
}

impl Word<'_> {
    fn error(&self) -> Verdict {
        match self.count() {
            Some(Count::Zero) => return NOTHING,
            Some(Count::Some) => return ERROR,
            None => {}
        }
        if self.is_denied() {
            return NOTHING;
        }
        let plural = self
            .text
            .last()
            .is_some_and(|last| last.eq_ignore_ascii_case(&b's'));
        let told = if plural {
            self.is_upper()
                || self.text[0] == b'E' && self.begins() && self.next() == b' '
                || ["because of", "due to", "with"]
                    .iter()
                    .any(|before| self.before().trim_ascii_end().ends_with(before.as_bytes()))
        } else {
            self.is_tag()
                || self.next() == b':'
                || self.next() == b'['
                || self.is_followed_by_code()
                || self.is_statement()
                || self.is_kind_of_error()
        };
        told_error(told)
    }

    fn warning(&self) -> Verdict {
        let warn = Verdict::Level(Level::Warn);
        match self.count() {
            Some(Count::Zero) => return NOTHING,
            Some(Count::Some) => return Verdict::Perhaps(Level::Warn),
            None => {}
        }
        if self.is_denied() {
            return NOTHING;
        }
        let told = self.is_tag()
            || (self.next() == b':' || self.next() == b'!') && !self.text.ends_with(b"s")
            || self.next() == b'[' && self.begins()
            || self.is_followed_by_code();
        if told { warn } else { NOTHING }
    }

    fn failure(&self) -> Verdict {
        match self.count() {
            Some(Count::Zero) => return NOTHING,
            Some(Count::Some) => return ERROR,
            None => {}
        }
        if self.is_denied() || self.before_is(&["never", "not", "previously", "last"]) {
            return NOTHING;
        }
        let behind = self.line.from(self.end);
        let follows = |texts: &[&str]| texts.iter().any(|text| behind.starts_with(text.as_bytes()));
        let told = match self.text {
            b"FAIL" | b"FAILED" | b"FAILURE" | b"FAILURES" => true,
            b"failed" | b"Failed" => {
                self.line.ends(self.end)
                    || follows(&[
                        " to ", ":", " with", " in ", " after", ".", "!", " due", " because", " (",
                        " on ", " while", ",", " at ", " for ", " -", " Tests",
                    ]) && !follows(&[".."])
                    || self.text[0] == b'F' && self.begins() && follows(&[" "])
            }
            b"failure" | b"Failure" => {
                follows(&[":"])
                    || self.line.ends(self.end) && !self.before_is(&["on", "of", "after"])
            }
            b"fail" => self.is_tag(),
            _ => false,
        };
        told_error(told)
    }

    /// `TypeError: …`, `java.lang.IllegalStateException: …`, `KeyError` alone in its line.
    fn type_name(&self, level: Level) -> Verdict {
        if self.before_is(&["except", "catch", "raises", "throws", "class", "new"]) {
            return NOTHING;
        }
        let behind = self.line.from(self.end);
        let ends = self.line.ends(self.end);
        let is_told = self.next() == b':' && (ends || matches!(behind, [b':'] | [b':', b' ', ..]))
            || behind.starts_with(b" [")
            || ends && self.begins_qualified()
            // `undefined method (NoMethodError)`, as Ruby ends the line.
            || self.last() == b'(' && self.next() == b')' && self.line.ends(self.end + 1);
        told(is_told, level)
    }

    fn exception(&self) -> Verdict {
        let is_told = self.begins()
            && (self.next() == b':'
                || self.behind_is(&["in", "on", "while", "occurred", "thrown", "caught"]))
            || self.before_is(&["unhandled", "uncaught", "fatal"])
            || self.behind_is(&["occurred"]);
        told_error(is_told)
    }
}

fn told_error(is_told: bool) -> Verdict {
    told(is_told, Level::Error)
}
