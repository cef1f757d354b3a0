//! Words that may name a level, judged by what stands around them.

use super::line::Line;
use super::mark;
use super::search::WORDS;
use crate::log::Level;

const NOTHING: Verdict = Verdict::Nothing;
const ERROR: Verdict = Verdict::Level(Level::Error);

/// What a word is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
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
pub(super) fn level(line: Line<'_>) -> Option<Level> {
    let mut found = WORDS.next(line.bytes(), 0)?;
    if mark::is_quotation(line) {
        return None;
    }
    let mut perhaps = None;
    loop {
        let (start, end) = line.word(found.start);
        match judge(line, start, end) {
            Verdict::Level(level) => return Some(level),
            Verdict::Perhaps(level) => perhaps = Some(level),
            Verdict::Nothing => {}
        }
        match WORDS.next(line.bytes(), end.max(found.end)) {
            Some(next) => found = next,
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

/// A word in its line.
struct Word<'a> {
    line: Line<'a>,
    start: usize,
    end: usize,
    text: &'a [u8],
}

impl Word<'_> {
    /// Whether signs tie the word to its neighbours, as in paths, options, identifiers and quoted names.
    fn is_part_of_a_name(&self, sense: Sense) -> bool {
        let (last, next) = (self.line.last(self.start), self.line.at(self.end));
        let behind = self.line.at(self.end + 1);
        let tied_before = match last {
            b'.' => !matches!(sense, Sense::Type(_)) && !self.is_console(),
            b'/' | b'\\' | b'-' | b'@' | b'&' | b'?' | b'+' | b'%' => true,
            b'=' => !self.is_level_field(),
            b'"' | b'\'' | b'`' => next == last,
            _ => false,
        };
        let tied_behind = match next {
            b'/' | b'\\' | b'-' | b'=' | b'@' => true,
            b'(' => !self.line.from(self.end).starts_with(b"(s)"),
            b'.' => behind.is_ascii_alphanumeric(),
            b':' => behind == b':',
            _ => false,
        };
        tied_before || tied_behind
    }

    fn error(&self) -> Verdict {
        if let Some(verdict) = self.count(ERROR) {
            return verdict;
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
        if let Some(verdict) = self.count(Verdict::Perhaps(Level::Warn)) {
            return verdict;
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
        if let Some(verdict) = self.count(ERROR) {
            return verdict;
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

    /// `2 errors`: what a count says, if there is one. None of them is said as `0`, `no` or behind a colon.
    fn count(&self, some: Verdict) -> Option<Verdict> {
        let before = self.line.word_before(self.start);
        if !before.is_empty() && before.iter().all(u8::is_ascii_digit) {
            let zero = before.iter().all(|digit| *digit == b'0');
            // `3:18  error` is a place.
            let is_place = self.is_behind_place();
            return match (is_place, zero) {
                (true, _) => None,
                (false, true) => Some(NOTHING),
                (false, false) => Some(some),
            };
        }
        if !matches!(self.next(), b':') {
            return None;
        }
        let value = self.line.from(self.end + 1).trim_ascii_start();
        let digits = value
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let is_number = digits > 0
            && value
                .get(digits)
                .is_none_or(|byte| matches!(byte, b' ' | b',' | b';' | b'.' | b')'));
        if is_number && !self.is_upper() {
            let zero = value[..digits].iter().all(|digit| *digit == b'0');
            return Some(if zero { NOTHING } else { some });
        }
        let nothing = [
            "null",
            "none",
            "None",
            "nil",
            "false",
            "undefined",
            "[]",
            "{}",
            "[Getter",
            "''",
            "\"\"",
        ];
        let is_nothing = value.trim_ascii_end() == b"["
            || nothing
                .iter()
                .any(|word| value.starts_with(word.as_bytes()));
        is_nothing.then_some(NOTHING)
    }

    /// Whether what stands before says that there is none, or speaks of them in general.
    fn is_denied(&self) -> bool {
        self.before_is(&[
            "no", "zero", "without", "any", "if", "on", "for", "handle", "handles", "handling",
            "ignore", "ignored", "ignoring", "never", "or",
        ]) || self.line.bytes().trim_ascii_end().ends_with(b"(ignored)")
    }

    /// Whether the word stands as the name of a level does: in brackets, in a column, before a colon, in capitals.
    fn is_tag(&self) -> bool {
        let (last, next) = (self.last(), self.next());
        let padded = self.line.from(self.end).trim_ascii_start();
        let bracketed = match last {
            b'[' => padded.starts_with(b"]"),
            b'<' => next == b'>',
            b'|' => padded.starts_with(b"|"),
            // `[core:error]`
            b':' => next == b']',
            _ => false,
        };
        if bracketed || self.is_level_field() || self.is_console() {
            return true;
        }
        let at_start = self.start == self.line.indent();
        let before = self.before();
        let spaced = self.line.from(self.end).starts_with(b"  ");
        let column = spaced && (at_start || before.ends_with(b"  ") || self.is_behind_place());
        if self.is_upper() && self.text.len() > 2 {
            let apart = matches!(last, 0 | b' ' | b'\t' | b'[' | b'(' | b'|' | b':' | b'-');
            let closed = matches!(
                next,
                0 | b' ' | b'\t' | b']' | b')' | b'|' | b':' | b'!' | b','
            );
            return apart
                && closed
                && (next == b':' || column || !self.line.is_in_sentence(self.start));
        }
        column
            || next == b':' && self.begins() && (at_start || before.ends_with(b" "))
            || at_start && next == b']'
            || before.trim_ascii() == b"npm" && self.line.indent() == 0
    }

    /// `level=error`, where the rest of the line is not structured.
    fn is_level_field(&self) -> bool {
        let before = self.before();
        ["level=", "lvl=", "severity="]
            .iter()
            .any(|key| before.ends_with(key.as_bytes()))
    }

    /// `console.error` alone in its line, as Jest heads what a test printed.
    fn is_console(&self) -> bool {
        self.before().trim_ascii_start() == b"console." && self.line.ends(self.end)
    }

    /// `3:18  error`, as linters print a list.
    fn is_behind_place(&self) -> bool {
        let before = self.before().trim_ascii_end();
        let mut column = before.iter().rev().skip_while(|byte| byte.is_ascii_digit());
        before.last().is_some_and(u8::is_ascii_digit)
            && column.next() == Some(&b':')
            && column.next().is_some_and(u8::is_ascii_digit)
    }

    /// `error TS2322: …`, `warning C4996: …`
    fn is_followed_by_code(&self) -> bool {
        let code = self.line.word_behind(self.end);
        let letters = code
            .iter()
            .take_while(|byte| byte.is_ascii_uppercase())
            .count();
        (1..=10).contains(&letters)
            && code.len() > letters
            && code[letters..].iter().all(u8::is_ascii_digit)
    }

    /// `Error while reading …`, `error during build:`
    fn is_statement(&self) -> bool {
        if !self.begins() || self.next() != b' ' {
            return false;
        }
        let behind = self.line.word_behind(self.end);
        let upper = self.text[0] == b'E';
        let topic = [
            "handler",
            "handling",
            "handlers",
            "page",
            "pages",
            "log",
            "logs",
            "boundary",
            "message",
            "messages",
            "code",
            "codes",
            "count",
            "report",
            "reports",
            "reporting",
            "reporter",
            "tracking",
            "rate",
            "budget",
            "templates",
            "types",
            "tests",
            "free",
            "cases",
            "path",
            "paths",
            "module",
        ];
        if topic.iter().any(|topic| behind == topic.as_bytes()) {
            return false;
        }
        let tells = [
            "while",
            "during",
            "in",
            "at",
            "on",
            "when",
            "from",
            "occurred",
            "occured",
            "was",
            "executing",
            "running",
        ];
        upper && behind.first().is_some_and(u8::is_ascii_alphanumeric)
            || tells.iter().any(|tell| behind == tell.as_bytes())
            || behind.ends_with(b"ing") && behind.len() > 4
    }

    /// `an error occurred`, `Syntax error in …`, `internal server error`
    fn is_kind_of_error(&self) -> bool {
        if self.behind_is(&["occurred", "occured"]) {
            return true;
        }
        let kinds = [
            "syntax",
            "server",
            "runtime",
            "fatal",
            "unexpected",
            "unknown",
            "unhandled",
            "uncaught",
            "build",
            "parse",
            "parsing",
            "compile",
            "compilation",
            "compiler",
            "connection",
            "network",
            "internal",
            "type",
            "import",
            "resolution",
            "linker",
            "io",
            "read",
            "write",
            "validation",
        ];
        let stops = self.line.ends(self.end) || matches!(self.next(), b'.' | b',' | b'!');
        self.before_is(&kinds)
            && (stops
                || self.behind_is(&[
                    "in", "on", "at", "near", "while", "during", "from", "when", "before",
                ]))
    }

    /// `fatal error: …`, `Fatal: …`
    fn is_fatal_error(&self, level: Level) -> bool {
        let fatal = level == Level::Fatal && self.text.len() > 4;
        fatal
            && (self.next() == b':' && self.begins()
                || self.text.eq_ignore_ascii_case(b"fatal")
                    && self.behind_is(&["error", "exception"]))
    }

    fn before(&self) -> &[u8] {
        self.line.before(self.start)
    }

    fn begins(&self) -> bool {
        self.line.begins(self.start)
    }

    /// Whether a statement begins with the name that the word ends: `java.lang.NullPointerException`.
    fn begins_qualified(&self) -> bool {
        let before = self.before();
        let name = before
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$'));
        self.line.begins(self.start - name.count())
    }

    fn last(&self) -> u8 {
        self.line.last(self.start)
    }

    fn next(&self) -> u8 {
        self.line.at(self.end)
    }

    fn is_upper(&self) -> bool {
        self.text.iter().all(u8::is_ascii_uppercase)
    }

    fn before_is(&self, words: &[&str]) -> bool {
        is_any(self.line.word_before(self.start), words)
    }

    fn behind_is(&self, words: &[&str]) -> bool {
        self.next() == b' ' && is_any(self.line.word_behind(self.end), words)
    }
}

fn told_error(is_told: bool) -> Verdict {
    told(is_told, Level::Error)
}

fn is_any(word: &[u8], words: &[&str]) -> bool {
    words
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}
