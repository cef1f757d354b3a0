//! How JavaScript engines print an error, whatever prints it: `TypeError [ERR_X]: message`, then a stack.

use crate::detect::place::leading_number;
use crate::detect::stack::javascript;
use crate::detect::{Frame, Place};

/// The first line of an error.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    /// The type, as in `TypeError`.
    kind: &'a str,
    pub(super) code: Option<&'a str>,
    message: &'a str,
}

impl<'a> Heading<'a> {
    /// A line, or the end of one, that begins with the type of an error: `Error: x`, `TypeError [ERR_X]: x`, `request failed: Error: x`.
    pub(super) fn find(line: &'a str) -> Option<Self> {
        ["Error", "Exception"]
            .into_iter()
            .filter_map(|word| {
                let mut ends = line.match_indices(word).map(|(at, _)| at + word.len());
                ends.find_map(|end| Self::at(line, end))
            })
            .max_by_key(|heading| heading.kind.len() + heading.message.len())
    }

    /// A line that begins with any type of several words: `UnhandledPromiseRejection: x`. Too much to say so where no stack follows.
    pub(super) fn of_any_type(line: &'a str) -> Option<Self> {
        let line = line.trim_start();
        let end = line.find(|c: char| !is_of_name(c)).unwrap_or(line.len());
        let words = line[..end].bytes().filter(u8::is_ascii_uppercase).count();
        Self::at(line, end).filter(|_| words > 1)
    }

    /// The error whose type ends there.
    fn at(line: &'a str, end: usize) -> Option<Self> {
        let (head, rest) = line.split_at_checked(end)?;
        // Most words are no type of an error, which the next character tells.
        if !(rest.is_empty() || rest.starts_with(':') || rest.starts_with(" [")) {
            return None;
        }
        let start = head.rfind(|c: char| !is_of_name(c)).map_or(0, |at| {
            at + head[at..].chars().next().map_or(1, char::len_utf8)
        });
        let kind = &head[start..];
        let is_word = matches!(head[..start].chars().next_back(), None | Some(' ' | '['));
        if !is_word || !kind.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let (code, rest) = match bracketed(rest) {
            // `RangeError [Error]: x`: an error that came from another context.
            Some((code, rest)) => ((code != "Error").then_some(code), rest),
            None => (None, rest),
        };
        let message = match rest.strip_prefix(':') {
            Some(message) => message.strip_prefix(' ')?,
            None if rest.is_empty() => "",
            None => return None,
        };
        Some(Self {
            kind,
            code,
            message,
        })
    }

    pub(super) fn is_syntax_error(&self) -> bool {
        self.kind == "SyntaxError"
    }

    /// `Type: message`.
    pub(super) fn text(&self) -> String {
        if self.message.is_empty() {
            self.kind.to_owned()
        } else {
            format!("{}: {}", self.kind, self.message)
        }
    }
}

/// ` [ERR_X]`, with what comes behind it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    const CODE_BYTES: usize = 64;
    let text = text.strip_prefix(" [")?;
    let end = text
        .bytes()
        .take(CODE_BYTES)
        .position(|byte| byte == b']')?;
    Some((&text[..end], &text[end + 1..]))
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.')
}

/// What Babel says of a file that it cannot parse: `SyntaxError: /app/a.js: Unexpected token (2:15)`. It counts columns from 0 on.
pub(super) fn babel(line: &str) -> Option<(String, Place)> {
    let (file, rest) = line.strip_prefix("SyntaxError: ")?.split_once(": ")?;
    let (message, place) = rest.strip_suffix(')')?.rsplit_once(" (")?;
    let (line, rest) = leading_number(place)?;
    let (column, _) = leading_number(rest.strip_prefix(':')?)?;
    let place = Place::column(file, line, column.saturating_add(1));
    Some((format!("SyntaxError: {message}"), place))
}

/// A frame that only JavaScript engines print so; those of Java look much like it.
pub(super) fn frame(line: &str) -> Option<Frame> {
    let line = line.trim_end().trim_end_matches(" {");
    let line = line.strip_suffix(',').unwrap_or(line);
    let frame = javascript(line)?;
    let has_column = frame
        .place
        .as_ref()
        .is_some_and(|place| place.column.is_some());
    let is_special = ["(<anonymous>)", "(native)"]
        .iter()
        .any(|end| line.ends_with(end))
        || line.contains(" (index ");
    (has_column || is_special).then_some(frame)
}

/// How many spaces a line begins with.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, code: Option<&str>, text: &str) {
        let heading = Heading::find(line).unwrap();
        assert_eq!((heading.code, heading.text().as_str()), (code, text));
    }

    #[test]
    fn a_heading_has_type_code_and_message() {
        check("Error: x: y", None, "Error: x: y");
        check("TypeError [ERR_X]: x", Some("ERR_X"), "TypeError: x");
        check("RangeError [Error]: x", None, "RangeError: x");
        check("request failed: TypeError: x", None, "TypeError: x");
        check("Error: not an Error: x", None, "Error: not an Error: x");
        check("    TypeError", None, "TypeError");
    }

    #[test]
    fn what_only_mentions_an_error_is_no_heading() {
        for line in [
            "no Errors: 0",
            "onError: x",
            "Error handling is on",
            "0 errors",
            "é",
        ] {
            assert_eq!(Heading::find(line), None, "{line}");
        }
        assert_eq!(Heading::of_any_type("Require stack: x"), None);
        assert_eq!(Heading::of_any_type("File: /app/a.js"), None);
        assert!(Heading::of_any_type("NotCapable: x").is_some());
    }

    #[test]
    fn frames_of_java_are_not_taken() {
        assert!(frame("    at main (/app/a.js:3:7)").is_some());
        assert!(frame("    at node:internal/main/run_main_module:33:47 {").is_some());
        assert!(frame("    at new Promise (<anonymous>)").is_some());
        assert!(frame("    at com.app.Main.main(Main.java:3)").is_none());
        assert!(frame("    at 12:00 all is well").is_none());
    }

    #[test]
    fn babel_counts_columns_from_0_on() {
        let expected = (
            "SyntaxError: Unexpected token".to_owned(),
            Place::column("/a.js", 2, 16),
        );
        assert_eq!(
            babel("SyntaxError: /a.js: Unexpected token (2:15)"),
            Some(expected)
        );
        assert_eq!(babel("SyntaxError: Unexpected token"), None);
    }
}
