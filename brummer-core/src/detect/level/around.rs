//! A word in its line, and what the signs and words around it make of it.

use super::line::Line;
use super::word::Sense;
use crate::log::Level;

/// A word in its line.
pub(super) struct Word<'a> {
    pub(super) line: Line<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'a [u8],
}

/// How many of something a line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Zero,
    Some,
}

impl Word<'_> {
    /// Whether signs tie the word to its neighbours, as in paths, options, identifiers and quoted names.
    pub(super) fn is_part_of_a_name(&self, sense: Sense) -> bool {
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

    /// `2 errors`: what a count says, if there is one. None of them is said as `0`, `no` or behind a colon.
    pub(super) fn count(&self) -> Option<Count> {
        let before = self.line.word_before(self.start);
        if !before.is_empty() && before.iter().all(u8::is_ascii_digit) {
            let zero = before.iter().all(|digit| *digit == b'0');
            // `3:18  error` is a place.
            let is_place = self.is_behind_place();
            return match (is_place, zero) {
                (true, _) => None,
                (false, true) => Some(Count::Zero),
                (false, false) => Some(Count::Some),
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
            return Some(if zero { Count::Zero } else { Count::Some });
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
        is_nothing.then_some(Count::Zero)
    }

    /// Whether what stands before says that there is none, or speaks of them in general.
    pub(super) fn is_denied(&self) -> bool {
        self.before_is(&[
            "no", "zero", "without", "any", "if", "on", "for", "handle", "handles", "handling",
            "ignore", "ignored", "ignoring", "never", "or",
        ]) || self.line.bytes().trim_ascii_end().ends_with(b"(ignored)")
    }

    /// Whether the word stands as the name of a level does: in brackets, in a column, before a colon, in capitals.
    pub(super) fn is_tag(&self) -> bool {
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
    pub(super) fn is_level_field(&self) -> bool {
        let before = self.before();
        ["level=", "lvl=", "severity="]
            .iter()
            .any(|key| before.ends_with(key.as_bytes()))
    }

    /// `console.error` alone in its line, as Jest heads what a test printed.
    pub(super) fn is_console(&self) -> bool {
        self.before().trim_ascii_start() == b"console." && self.line.ends(self.end)
    }

    /// `3:18  error`, as linters print a list.
    pub(super) fn is_behind_place(&self) -> bool {
        let before = self.before().trim_ascii_end();
        let mut column = before.iter().rev().skip_while(|byte| byte.is_ascii_digit());
        before.last().is_some_and(u8::is_ascii_digit)
            && column.next() == Some(&b':')
            && column.next().is_some_and(u8::is_ascii_digit)
    }

    /// `error TS2322: …`, `warning C4996: …`
    pub(super) fn is_followed_by_code(&self) -> bool {
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
    pub(super) fn is_statement(&self) -> bool {
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
    pub(super) fn is_kind_of_error(&self) -> bool {
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
    pub(super) fn is_fatal_error(&self, level: Level) -> bool {
        let fatal = level == Level::Fatal && self.text.len() > 4;
        fatal
            && (self.next() == b':' && self.begins()
                || self.text.eq_ignore_ascii_case(b"fatal")
                    && self.behind_is(&["error", "exception"]))
    }

    pub(super) fn before(&self) -> &[u8] {
        self.line.before(self.start)
    }

    pub(super) fn begins(&self) -> bool {
        self.line.begins(self.start)
    }

    /// Whether a statement begins with the name that the word ends: `java.lang.NullPointerException`.
    pub(super) fn begins_qualified(&self) -> bool {
        let before = self.before();
        let name = before
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$'));
        self.line.begins(self.start - name.count())
    }

    pub(super) fn last(&self) -> u8 {
        self.line.last(self.start)
    }

    pub(super) fn next(&self) -> u8 {
        self.line.at(self.end)
    }

    pub(super) fn is_upper(&self) -> bool {
        self.text.iter().all(u8::is_ascii_uppercase)
    }

    pub(super) fn before_is(&self, words: &[&str]) -> bool {
        is_any(self.line.word_before(self.start), words)
    }

    pub(super) fn behind_is(&self, words: &[&str]) -> bool {
        self.next() == b' ' && is_any(self.line.word_behind(self.end), words)
    }
}

fn is_any(word: &[u8], words: &[&str]) -> bool {
    words
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}
