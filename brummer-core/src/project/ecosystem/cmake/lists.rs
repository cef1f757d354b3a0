//! The calls of a `CMakeLists.txt`: a name, and words in brackets.

/// The most words of a call that are kept.
const MAX_ARGS: usize = 8;

/// A call.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    pub(super) at: usize,
    pub(super) name: &'a str,
    /// Its first words, without quotes.
    pub(super) args: Vec<&'a str>,
}

/// What a file says.
pub(super) struct Calls<'a> {
    /// Its calls, in order.
    pub(super) calls: Vec<Call<'a>>,
    /// Where a call is whose bracket is not closed, or in which a quote is open to the end of the file.
    pub(super) open: Option<usize>,
}

/// The calls of a file. What is none is read over.
pub(super) fn calls(text: &str) -> Calls<'_> {
    let mut calls = Vec::new();
    let mut open = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == '#' {
            at = after_comment(text, at);
        } else if c.is_ascii_alphabetic() || c == '_' {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let length = text[at..].find(|c| !is_name(c)).unwrap_or(text.len() - at);
            let name = &text[at..at + length];
            let start = at;
            at += length;
            let blanks = text[at..].len() - text[at..].trim_start_matches([' ', '\t']).len();
            if text[at + blanks..].starts_with('(') {
                let (args, end) = arguments(text, at + blanks + 1);
                if end.is_none() {
                    open = Some(start);
                }
                at = end.unwrap_or(text.len());
                calls.push(Call {
                    at: start,
                    name,
                    args,
                });
            }
        } else {
            at += c.len_utf8();
        }
    }
    Calls { calls, open }
}

/// The words up to the closing bracket, and the offset behind that if there is one.
fn arguments(text: &str, mut at: usize) -> (Vec<&str>, Option<usize>) {
    let mut args = Vec::new();
    let mut depth = 1_usize;
    while let Some(c) = text[at..].chars().next() {
        let (word, end) = match c {
            '#' => {
                at = after_comment(text, at);
                continue;
            }
            '(' => {
                depth += 1;
                at += 1;
                continue;
            }
            ')' => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return (args, Some(at));
                }
                continue;
            }
            '"' => quoted(text, at + 1),
            '[' if let Some(end) = after_brackets(&text[at..]) => (&text[at..at + end], at + end),
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            _ => {
                let length = unquoted(&text[at..]);
                (&text[at..at + length], at + length)
            }
        };
        if args.len() < MAX_ARGS {
            args.push(word);
        }
        at = end;
    }
    (args, None)
}

/// The length of a word without quotes; a backslash takes the next sign along.
fn unquoted(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.find(|c: char| {
        let ends = c.is_whitespace() || matches!(c, '(' | ')' | '"' | '#');
        let is_end = ends && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(text.len())
}

/// The text up to the closing quote, and the offset behind that.
fn quoted(text: &str, start: usize) -> (&str, usize) {
    let mut is_escaped = false;
    for (at, c) in text[start..].char_indices() {
        if c == '"' && !is_escaped {
            return (&text[start..start + at], start + at + 1);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    (&text[start..], text.len())
}

/// The offset behind a comment: to the end of the line, or in brackets (`#[[ … ]]`).
fn after_comment(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let end = match after_brackets(&rest[1..]) {
        Some(end) => Some(end + 1),
        None => rest.find('\n'),
    };
    at + end.unwrap_or(rest.len())
}

/// The length of text that begins with a text in brackets: `[[ … ]]`, `[=[ … ]=]`.
fn after_brackets(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('[')?;
    let signs = inside.len() - inside.trim_start_matches('=').len();
    let inside = inside[signs..].strip_prefix('[')?;
    let close = format!("]{}]", "=".repeat(signs));
    let end = inside.find(&close)?;
    Some(text.len() - inside.len() + end + close.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let shown = calls(text).calls;
        let shown = shown
            .iter()
            .map(|call| format!("{} {}", call.name, call.args.join("|")));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_call_is_a_name_with_words() {
        check(
            "project(a)\nadd_executable (b\n  \"c d\" e.c # f)\n  ${G})",
            &["project a", "add_executable b|c d|e.c|${G}"],
        );
        check("if((a) AND (b))\nendif()", &["if a|AND|b", "endif "]);
    }

    #[test]
    fn comments_are_read_over() {
        check(
            "# project(a)\n#[[ project(b)\n ]] project(c) #[=[ ]] project(d) ]=] f()",
            &["project c", "f "],
        );
    }

    #[test]
    fn what_is_not_closed_is_known_by_its_call() {
        assert_eq!(calls("a()\n b(c").open, Some(5));
        assert_eq!(calls("a(\"x)\n").open, Some(0));
        let closed = ["a([[ ( ]] [=[ \" ]=])", "a(\\( \\\")", "if((a))", "a(#(\n)"];
        for text in closed {
            assert_eq!(calls(text).open, None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "([a(\")#\\[\\]\\\\ \né]|.){0,60}") {
            calls(&text);
        }
    }
}
