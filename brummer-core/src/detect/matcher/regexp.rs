//! Regular expressions of JavaScript, for an engine that takes linear time.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

/// The most memory that one expression may be compiled to, in bytes.
const SIZE: usize = 256 * 1024;

/// The longest expression, in bytes.
const LENGTH: usize = 8 * 1024;

/// Why an expression cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unusable {
    /// The part that is to blame, as a range of bytes of the expression.
    pub(super) part: Range<usize>,
    /// What it is.
    pub(super) what: String,
    /// What else helps.
    pub(super) note: Option<String>,
}

impl Unusable {
    fn new(part: Range<usize>, what: impl Into<String>) -> Self {
        Self {
            part,
            what: what.into(),
            note: None,
        }
    }

    /// What only an engine that tries again and again can do.
    fn backtracks(part: Range<usize>, what: &str) -> Self {
        Self {
            note: Some(
                "expressions are run in time that is linear in the length of a line, whatever it holds; that rules out look-around \
                 and back references"
                    .to_owned(),
            ),
            ..Self::new(part, what)
        }
    }
}

/// Compiles an expression without flags, as `new RegExp(text)` of JavaScript does.
pub(super) fn compile(text: &str) -> Result<Regex, Unusable> {
    if text.len() > LENGTH {
        let what = format!("an expression may have {LENGTH} bytes");
        return Err(Unusable::new(0..text.len(), what));
    }
    let translated = Translator::new(text).translate()?;
    let built = RegexBuilder::new(&translated)
        .size_limit(SIZE)
        .dfa_size_limit(4 * SIZE)
        .build();
    built.map_err(|error| {
        let what = match error {
            regex::Error::CompiledTooBig(_) => {
                "it takes too much memory; repeat smaller parts".to_owned()
            }
            // The last line says it, below the expression with a caret.
            error => {
                let text = error.to_string();
                let said = text.lines().last().unwrap_or_default();
                said.strip_prefix("error: ").unwrap_or(said).to_owned()
            }
        };
        Unusable::new(0..text.len(), what)
    })
}

/// Writes an expression of JavaScript as one of the crate `regex`, which has the same syntax but for some corners.
struct Translator<'a> {
    text: &'a str,
    at: usize,
    out: String,
}

impl<'a> Translator<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            out: String::with_capacity(text.len() + 16),
        }
    }

    fn translate(mut self) -> Result<String, Unusable> {
        while let Some(c) = self.next() {
            match c {
                '\\' => self.escape(Within::Expression)?,
                '[' => self.class()?,
                '(' => self.group()?,
                // A brace that is no repetition is a brace.
                '{' if !is_repetition(self.rest()) => self.out.push_str("\\{"),
                c => self.out.push(c),
            }
        }
        Ok(self.out)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn takes(&mut self, text: &str) -> bool {
        let is_there = self.rest().starts_with(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    /// What stands behind `(`.
    fn group(&mut self) -> Result<(), Unusable> {
        let start = self.at - 1;
        self.out.push('(');
        if !self.takes("?") {
            return Ok(());
        }
        for (sign, what) in [
            ("<=", "this looks behind"),
            ("<!", "this looks behind"),
            ("=", "this looks ahead"),
            ("!", "this looks ahead"),
        ] {
            if self.takes(sign) {
                return Err(Unusable::backtracks(start..self.at, what));
            }
        }
        let rest = self.rest();
        let is_flags = |c: char| matches!(c, 'i' | 'm' | 's' | '-');
        let flags = rest.trim_start_matches(is_flags);
        if rest.starts_with('<') || flags.starts_with(':') {
            self.out.push('?');
            return Ok(());
        }
        Err(Unusable::new(
            start..self.at,
            "JavaScript knows no such group",
        ))
    }

    /// What stands behind `[`.
    fn class(&mut self) -> Result<(), Unusable> {
        let start = self.at - 1;
        let is_negated = self.takes("^");
        if self.takes("]") {
            // No character, and any.
            self.out
                .push_str(if is_negated { "[\\s\\S]" } else { "[^\\s\\S]" });
            return Ok(());
        }
        self.out.push_str(if is_negated { "[^" } else { "[" });
        while let Some(c) = self.next() {
            match c {
                ']' => {
                    self.out.push(']');
                    return Ok(());
                }
                '\\' => self.escape(Within::Class)?,
                // Classes are not nested, and there are no operators in them.
                '[' | '&' | '~' => self.out.extend(['\\', c]),
                '-' if self.rest().starts_with('-') => self.out.push_str("\\-"),
                c => self.out.push(c),
            }
        }
        Err(Unusable::new(start..self.at, "this `[` has no `]`"))
    }

    /// What stands behind `\`.
    fn escape(&mut self, within: Within) -> Result<(), Unusable> {
        let start = self.at - 1;
        let Some(c) = self.next() else {
            return Err(Unusable::new(start..self.at, "nothing stands behind `\\`"));
        };
        match (c, within) {
            ('d', _) => self.out.push_str("[0-9]"),
            ('D', _) => self.out.push_str("[^0-9]"),
            ('w', _) => self.out.push_str("[0-9A-Za-z_]"),
            ('W', _) => self.out.push_str("[^0-9A-Za-z_]"),
            ('b', Within::Class) => self.out.push_str("\\x08"),
            ('b', Within::Expression) => self.out.push_str("(?-u:\\b)"),
            ('B', Within::Expression) | ('s' | 'S' | 'f' | 'n' | 'r' | 't' | 'v', _) => {
                self.out.extend(['\\', c]);
            }
            ('0', _) => self.out.push_str("\\x00"),
            ('1'..='9', _) => {
                let what = "this refers back to what a group matched";
                return Err(Unusable::backtracks(start..self.at, what));
            }
            ('k', Within::Expression) if self.rest().starts_with('<') => {
                let what = "this refers back to what a group matched";
                return Err(Unusable::backtracks(start..self.at, what));
            }
            ('x', _) if self.digits(2) => {}
            ('u', _) if self.digits(4) => {}
            ('c', _) if self.rest().starts_with(|c: char| c.is_ascii_alphabetic()) => {
                let letter = self.next().unwrap_or_default();
                self.literal(char::from(letter as u8 & 0x1f));
            }
            (c, _) => self.literal(c),
        }
        Ok(())
    }

    /// A character by that many hexadecimal digits, if they are there.
    fn digits(&mut self, count: usize) -> bool {
        let Some(digits) = self.rest().get(..count) else {
            return false;
        };
        let code = u32::from_str_radix(digits, 16).ok();
        let is_code = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        // Half of a pair of UTF-16 stands for no character.
        let Some(c) = code.filter(|_| is_code).and_then(char::from_u32) else {
            return false;
        };
        self.at += count;
        self.literal(c);
        true
    }

    fn literal(&mut self, c: char) {
        self.out
            .push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }
}

/// Where an escape stands.
#[derive(Clone, Copy)]
enum Within {
    Expression,
    Class,
}

/// Whether `3}`, `3,}` or `3,5}` stands there.
fn is_repetition(text: &str) -> bool {
    let Some((inner, _)) = text.split_once('}') else {
        return false;
    };
    let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(expression: &str, text: &str, expected: Option<&str>) {
        let regex = compile(expression).unwrap();
        let found = regex.find(text).map(|found| found.as_str());
        assert_eq!(found, expected, "{expression}");
    }

    #[track_caller]
    fn check_unusable(expression: &str, part: &str, what: &str) {
        let unusable = compile(expression).unwrap_err();
        assert_eq!(&expression[unusable.part], part);
        assert!(unusable.what.contains(what), "{}", unusable.what);
    }

    #[test]
    fn expressions_mean_what_they_mean_in_javascript() {
        check(r"^(\w+)\/(\d+)$", "ab/12", Some("ab/12"));
        check(r"\d", "\u{0663}", None);
        check(r"\w+", "\u{e9}a", Some("a"));
        check("[[x]+", "a[x", Some("[x"));
        check("[a&&b]+", "&&", Some("&&"));
        check("[+--]", "-", Some("-"));
        check("a{", "a{", Some("a{"));
        check("{x}", "{x}", Some("{x}"));
        check("a{2,}", "aaa", Some("aaa"));
        check("[^]", "x", Some("x"));
        check("[]", "x", None);
        check(r"[\]\-\d]+", "]-1", Some("]-1"));
        check(r"\x41\u0042\e\cA", "ABe\u{1}", Some("ABe\u{1}"));
        check(r"(?<file>a)(?:b)", "ab", Some("ab"));
        check(r"(?i:A)", "a", Some("a"));
        check(r"\bx", "é x", Some("x"));
    }

    #[test]
    fn what_needs_to_go_back_is_refused() {
        check_unusable("a(?=b)", "(?=", "ahead");
        check_unusable("a(?!b)", "(?!", "ahead");
        check_unusable("(?<=a)b", "(?<=", "behind");
        check_unusable("(?<!a)b", "(?<!", "behind");
        check_unusable(r"(a)\1", r"\1", "back");
        check_unusable(r"(?<x>a)\k<x>", r"\k", "back");
        assert!(compile(r"(a)\1").unwrap_err().note.is_some());
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        check_unusable("(a", "(a", "unclosed group");
        check_unusable("[a", "[a", "no `]`");
        check_unusable("a\\", "\\", "behind");
        check_unusable("(?P<x>a)", "(?", "no such group");
        check_unusable("(a{1000}){1000}", "(a{1000}){1000}", "too much memory");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in r"[\\\[\]\(\)\{\}\?\*\+\^\$\|\-&~0-9a-zé<=!:,/ ]{0,24}") {
            if let Err(unusable) = compile(&text) {
                prop_assert!(text.get(unusable.part).is_some());
            }
        }
    }
}
