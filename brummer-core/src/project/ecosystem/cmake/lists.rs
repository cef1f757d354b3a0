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

/// The calls of a file, in order. What is none is read over.
pub(super) fn calls(text: &str) -> Vec<Call<'_>> {
    let mut calls = Vec::new();
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
                let args;
                (args, at) = arguments(text, at + blanks + 1);
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
    calls
}

/// The words up to the closing bracket, and the offset behind that.
fn arguments(text: &str, mut at: usize) -> (Vec<&str>, usize) {
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
                    break;
                }
                continue;
            }
            '"' => quoted(text, at + 1),
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '#');
                let length = text[at..].find(ends).unwrap_or(text.len() - at);
                (&text[at..at + length], at + length)
            }
        };
        if args.len() < MAX_ARGS {
            args.push(word);
        }
        at = end;
    }
    (args, at)
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
    let end = match rest.strip_prefix("#[[") {
        Some(inside) => inside.find("]]").map(|end| end + 5),
        None => rest.find('\n'),
    };
    at + end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let shown = calls(text);
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
            "# project(a)\n#[[ project(b)\n ]] project(c)",
            &["project c"],
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "([a(\")#\\[\\]\\\\ \né]|.){0,60}") {
            calls(&text);
        }
    }
}
