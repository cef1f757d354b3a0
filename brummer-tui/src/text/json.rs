//! JSON over several lines.

use serde::de::IgnoredAny;

/// How much a level is indented.
const INDENT: &str = "  ";

/// JSON over several lines, if the text ends with an object or an array that has something in it; what is before it is a line of
/// its own. Names stay in their order, and numbers as they were written.
pub(crate) fn spread(text: &str) -> Option<String> {
    let begin = text.find(['{', '['])?;
    let (before, json) = text.split_at(begin);
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let mut out = before.trim_end().to_owned();
    if !out.is_empty() {
        out.push('\n');
    }
    let mut depth = 0;
    let mut in_string = false;
    let mut is_escaped = false;
    let mut parts = json.chars().filter(|c| !c.is_control()).peekable();
    while let Some(c) = parts.next() {
        if in_string {
            out.push(c);
            in_string = is_escaped || c != '"';
            is_escaped = c == '\\' && !is_escaped;
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                while parts.next_if(|c| c.is_whitespace()).is_some() {}
                if let Some(end) = parts.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    break_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                break_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                break_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                in_string = true;
                out.push(c);
            }
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out[before.len().min(out.len())..]
        .contains('\n')
        .then_some(out)
}

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(INDENT, depth));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(spread(text).as_deref(), expected);
    }

    #[test]
    fn an_object_is_spread_over_lines_in_its_order() {
        let expected = "{\n  \"b\": \"x{,\\\"y\",\n  \"a\": [\n    1.50,\n    {}\n  ]\n}";
        check(r#"{"b": "x{,\"y", "a":[1.50,{ }]}"#, Some(expected));
    }

    #[test]
    fn what_is_before_it_is_a_line_of_its_own() {
        check(r#"web: {"a":1}"#, Some("web:\n{\n  \"a\": 1\n}"));
    }

    #[test]
    fn what_has_no_parts_is_left_as_it_is() {
        for text in ["", "{}", "x []", "{a: 1}", "[1] [2]", "plain"] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn what_is_spread_is_the_same_json(text in "[\\[{\",:}\\] a1\\\\]{0,30}") {
            if let Some(spread) = spread(&text) {
                let json = &text[text.find(['{', '[']).unwrap()..];
                let json: serde_json::Value = serde_json::from_str(json).unwrap();
                let again = &spread[spread.find(['{', '[']).unwrap()..];
                prop_assert_eq!(serde_json::from_str::<serde_json::Value>(again).unwrap(), json);
            }
        }
    }
}
