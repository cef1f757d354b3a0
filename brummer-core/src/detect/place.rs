//! Where in the code something is.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Place {
    /// The file as the program printed it: absolute, or relative to a directory that only the program knows. Not a URL.
    pub file: String,
    /// The line, from 1 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column, from 1 on, in what the program counts: characters, UTF-16 units or bytes. What it counts from 0 is counted from 1 here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// How a program counts columns.
#[derive(Clone, Copy)]
enum Columns {
    FromOne,
    FromZero,
}

impl Columns {
    /// The column as editors count it.
    fn counted_from_one(self, column: u32) -> u32 {
        match self {
            Self::FromOne => column,
            Self::FromZero => column.saturating_add(1),
        }
    }
}

impl Place {
    /// A file as a whole.
    pub(crate) fn file(file: &str) -> Self {
        Self {
            file: path(file).to_owned(),
            line: None,
            column: None,
        }
    }

    /// A line of a file. Zero, which some tools write for a file as a whole, is none.
    pub(crate) fn line(file: &str, line: u32) -> Self {
        Self {
            line: (line > 0).then_some(line),
            ..Self::file(file)
        }
    }

    /// A column of a line of a file. Zero, which some tools write for the line as a whole, is none, and so is a column of no line.
    pub(crate) fn column(file: &str, line: u32, column: u32) -> Self {
        Self {
            column: (line > 0 && column > 0).then_some(column),
            ..Self::line(file, line)
        }
    }

    /// Whether the name of the file ends in one of these, as in "java".
    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        let name = self.file.rsplit_once('.');
        name.is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// All of a text, as `file:line:column` or `file:line`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::parse_with(text, Columns::FromOne)
    }

    /// The same, as written by a program that counts columns from 0.
    pub(crate) fn parse_from_zero(text: &str) -> Option<Self> {
        Self::parse_with(text, Columns::FromZero)
    }

    fn parse_with(text: &str, columns: Columns) -> Option<Self> {
        let (rest, last) = split_number(text)?;
        match split_number(rest) {
            Some((file, line)) if !file.is_empty() => {
                Some(Self::column(file, line, columns.counted_from_one(last)))
            }
            _ if rest.is_empty() => None,
            _ => Some(Self::line(rest, last)),
        }
    }

    /// The start of a text, as `file:line:column:` or `file:line:`, with what comes behind it.
    ///
    /// The file ends at the first colon that a number follows, so that `C:\a.c:3: x` is understood.
    pub(crate) fn leading(text: &str) -> Option<(Self, &str)> {
        Self::leading_with(text, Columns::FromOne)
    }

    /// The same, as written by a program that counts columns from 0.
    pub(crate) fn leading_from_zero(text: &str) -> Option<(Self, &str)> {
        Self::leading_with(text, Columns::FromZero)
    }

    fn leading_with(text: &str, columns: Columns) -> Option<(Self, &str)> {
        let mut from = 0;
        loop {
            let colon = from + memchr::memchr(b':', text.get(from..)?.as_bytes())?;
            let (file, behind) = (text.get(..colon)?, text.get(colon + 1..)?);
            from = colon + 1;
            let Some((line, rest)) = leading_number(behind) else {
                continue;
            };
            if file.trim().is_empty() {
                return None;
            }
            let numbered = rest.strip_prefix(':').and_then(leading_number);
            return Some(match numbered {
                Some((column, rest)) => {
                    let column = columns.counted_from_one(column);
                    (Self::column(file, line, column), rest)
                }
                None => (Self::line(file, line), rest),
            });
        }
    }

    /// The start of a text, as `file(line,column)`, with what comes behind it.
    pub(crate) fn leading_in_parentheses(text: &str) -> Option<(Self, &str)> {
        // A file name may itself hold parentheses, as routes of Next.js do.
        for (open, _) in text.match_indices('(') {
            let Some((line, rest)) = leading_number(&text[open + 1..]) else {
                continue;
            };
            let file = &text[..open];
            if let Some(rest) = rest.strip_prefix(')') {
                return Some((Self::line(file, line), rest));
            }
            if let Some((column, rest)) = rest.strip_prefix(',').and_then(leading_number)
                && let Some(close) = rest.find(')')
            {
                return Some((Self::column(file, line, column), &rest[close + 1..]));
            }
        }
        None
    }
}

/// `file:line:column`, as far as it is known.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

/// A path, where a `file:` URL may stand.
fn path(file: &str) -> &str {
    file.strip_prefix("file://").unwrap_or(file)
}

/// The decimal number at the start of a text, with what comes behind it.
pub(crate) fn leading_number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    Some((number.parse().ok()?, rest))
}

/// A text that ends in `:NUMBER`, taken apart.
fn split_number(text: &str) -> Option<(&str, u32)> {
    let (rest, number) = text.rsplit_once(':')?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((rest, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_text_is_a_place() {
        let check = |text, expected| assert_eq!(Place::parse(text), expected, "{text}");
        check("src/a.ts:3:7", Some(Place::column("src/a.ts", 3, 7)));
        check("file:///a/b.js:3", Some(Place::line("/a/b.js", 3)));
        check("C:\\a.c:3:1", Some(Place::column("C:\\a.c", 3, 1)));
        check("src/a.ts", None);
        check(":3", None);
        check("a:99999999999", None);
        check("a.js:3:0", Some(Place::line("a.js", 3)));
        check("a.js:0:0", Some(Place::file("a.js")));
        check("a.js:0:7", Some(Place::file("a.js")));
    }

    #[test]
    fn columns_are_counted_from_one() {
        let parse = Place::parse_from_zero;
        assert_eq!(parse("a.js:3:0"), Some(Place::column("a.js", 3, 1)));
        assert_eq!(parse("a.js:3"), Some(Place::line("a.js", 3)));
        assert_eq!(
            Place::leading_from_zero("a.js:3:0: x"),
            Some((Place::column("a.js", 3, 1), ": x"))
        );
    }

    #[test]
    fn a_place_begins_a_text() {
        let check = |text, expected| assert_eq!(Place::leading(text), expected, "{text}");
        check(
            "a.c:3:7: error: x",
            Some((Place::column("a.c", 3, 7), ": error: x")),
        );
        check("C:\\a.c:3: x", Some((Place::line("C:\\a.c", 3), ": x")));
        check("a: b", None);
        check(":3:4: b", None);
    }

    #[test]
    fn a_place_may_stand_in_parentheses() {
        let check = |text, expected| assert_eq!(Place::leading_in_parentheses(text), expected);
        check(
            "app/(home)/a.ts(3,7): x",
            Some((Place::column("app/(home)/a.ts", 3, 7), ": x")),
        );
        check("A.cs(3): x", Some((Place::line("A.cs", 3), ": x")));
        check("f(x): y", None);
    }
}
