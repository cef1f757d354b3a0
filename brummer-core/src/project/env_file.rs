//! `.env` files: the variables with which a project's programs are started.

use std::collections::BTreeMap;

/// The most variables of one file.
const MAX_VARIABLES: usize = 1_000;

/// The variables of a file, as foreman and dotenv read them: `NAME=value`, quotes around the value, `export` before it.
///
/// In double quotes `\n` is a line feed, and both kinds of quotes may go over several lines. What is none of this is
/// read over.
pub(super) fn variables(text: &str) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    let mut rest = text;
    // A quote that does not end is looked for once.
    let mut unclosed: Vec<char> = Vec::new();
    while !rest.is_empty() && variables.len() < MAX_VARIABLES {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim_end();
        if !is_name(name) {
            continue;
        }
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = match quote {
            Some(quote) => match inside(&value[1..], quote) {
                Some((inside, _)) => inside,
                None if unclosed.contains(&quote) => plain(value),
                None => {
                    if let Some((more, end)) = inside(after, quote) {
                        rest = after[end..].split_once('\n').map_or("", |(_, rest)| rest);
                        format!("{}\n{more}", unescaped(&value[1..], quote))
                    } else {
                        unclosed.push(quote);
                        plain(value)
                    }
                }
            },
            None => plain(value),
        };
        variables.insert(name.to_owned(), value);
    }
    variables
}

/// Whether this can be the name of a variable.
pub(super) fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What stands before the closing quote, and the offset behind that.
fn inside(text: &str, quote: char) -> Option<(String, usize)> {
    let mut is_escaped = false;
    let end = text.char_indices().find(|(_, c)| {
        let ends = *c == quote && !is_escaped;
        is_escaped = quote == '"' && *c == '\\' && !is_escaped;
        ends
    });
    let (end, _) = end?;
    Some((unescaped(&text[..end], quote), end + 1))
}

fn unescaped(text: &str, quote: char) -> String {
    if quote == '\'' || !text.contains('\\') {
        return text.to_owned();
    }
    let mut value = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next)) => {
                chars.next();
                match next {
                    'n' => value.push('\n'),
                    'r' => value.push('\r'),
                    't' => value.push('\t'),
                    '"' | '\\' | '$' => value.push(next),
                    other => value.extend(['\\', other]),
                }
            }
            (c, _) => value.push(c),
        }
    }
    value
}

/// A value without quotes, up to a comment.
fn plain(value: &str) -> String {
    let end = [" #", "\t#"].iter().filter_map(|mark| value.find(mark));
    let end = end.min().unwrap_or(value.len());
    let value = if value.starts_with('#') { "" } else { value };
    value.get(..end).unwrap_or_default().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let variables = variables(text);
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(variables, expected);
    }

    #[test]
    fn a_variable_is_a_line() {
        check(
            "A=1\r\n\nexport B = x y\n# C=1\nD=\n",
            &[("A", "1"), ("B", "x y"), ("D", "")],
        );
    }

    #[test]
    fn quotes_keep_what_is_inside_of_them() {
        check(r#"A="a # \"b\"\n" # c"#, &[("A", "a # \"b\"\n")]);
        check(r"A='a\n' x", &[("A", r"a\n")]);
    }

    #[test]
    fn a_comment_ends_a_value_without_quotes() {
        check(
            "A=http://x/#y # z\nB=#x",
            &[("A", "http://x/#y"), ("B", "")],
        );
    }

    #[test]
    fn quotes_may_go_over_several_lines() {
        check("A=\"1\n2\n3\" x\nB=4", &[("A", "1\n2\n3"), ("B", "4")]);
    }

    #[test]
    fn quotes_that_do_not_end_cost_no_other_line() {
        check("A=\"1\nB=2\nC='3", &[("A", "\"1"), ("B", "2"), ("C", "'3")]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "([A-C=\"'\\\\# \n\t]|export|é|.){0,60}") {
            for name in variables(&text).keys() {
                prop_assert!(is_name(name));
            }
        }
    }
}
