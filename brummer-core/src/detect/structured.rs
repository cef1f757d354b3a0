//! Lines in which a program says their parts: JSON, logfmt, and a few layouts of text that can be told reliably.
//!
//! A line counts as structured if it has a level or a message where a logging library puts them; other JSON and other
//! pairs are output like any other. What a field is called differs by library: `meaning` knows the names.

mod compact;
mod json;
mod logfmt;
mod meaning;
mod query;
mod text;
mod time;

#[cfg(test)]
mod fixtures;

use std::borrow::Cow;

use jiff::Timestamp;

pub use self::query::FieldQuery;
use crate::log::Level;

/// The most fields of a line; more are left out.
const MAX_FIELDS: usize = 256;

/// What is between the names of a nested field, as in `req.method`.
const SEPARATOR: char = '.';

/// The parts of a line. What it holds may contain control characters, as any text of a program may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Structured<'a> {
    pub(crate) level: Option<Level>,
    /// When the program says that it was; unknown as well if it does not say in which time zone.
    pub(crate) time: Option<Timestamp>,
    pub(crate) message: Cow<'a, str>,
    /// The other fields in the order of the line. Nested ones have names with dots, and elements of lists their index
    /// as the last part. At most 256.
    pub(crate) fields: Vec<Field<'a>>,
}

/// The name and value of a field; the value as text without quotes.
pub(crate) type Field<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The parts of the line, if it is structured. The line is without escape sequences.
///
/// An ordinary line is told by its first word.
pub(crate) fn structured(line: &str) -> Option<Structured<'_>> {
    let line = line.trim_ascii();
    match line.as_bytes().first()? {
        b'{' => meaning::of(json::fields(line)?),
        b'0'..=b'9' | b'[' => text::timed(line),
        b'A'..=b'Z' if line.as_bytes()[1..].starts_with(b", [") => text::ruby(line),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'@' => meaning::of(logfmt::fields(line)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(line: &str, level: &str, message: &str, fields: &[(&str, &str)]) {
        let found = structured(line).unwrap_or_else(|| panic!("not structured: {line}"));
        let all: Vec<(&str, &str)> = found
            .fields
            .iter()
            .map(|(key, value)| (&**key, &**value))
            .collect();
        let said = found.level.map_or("none", Level::as_str);
        assert_eq!((said, &*found.message, &*all), (level, message, fields));
    }

    #[track_caller]
    fn check_ordinary(line: &str) {
        assert_eq!(structured(line), None, "{line}");
    }

    #[test]
    fn nested_fields_have_names_with_dots() {
        check(
            r#"{"level":30,"msg":"x","req":{"method":"GET","headers":{"host":"a"}},"tags":["a",1],"ok":true,"no":null}"#,
            "info",
            "x",
            &[
                ("req.method", "GET"),
                ("req.headers.host", "a"),
                ("tags.0", "a"),
                ("tags.1", "1"),
                ("ok", "true"),
                ("no", "null"),
            ],
        );
    }

    #[test]
    fn logfmt_has_quoted_values_with_escapes() {
        check(
            r#"level=warn msg="a \"b\" c" empty= path=/x?a=b bare n=3"#,
            "warn",
            "a \"b\" c",
            &[
                ("empty", ""),
                ("path", "/x?a=b"),
                ("bare", "true"),
                ("n", "3"),
            ],
        );
    }

    #[test]
    fn a_request_without_level_and_message_is_told_by_its_status() {
        check(
            "method=GET path=/jobs/1 format=json status=500 duration=58.3",
            "error",
            "GET /jobs/1 500",
            &[
                ("method", "GET"),
                ("path", "/jobs/1"),
                ("format", "json"),
                ("status", "500"),
                ("duration", "58.3"),
            ],
        );
    }

    #[test]
    fn output_that_is_no_log_line_is_not_structured() {
        check_ordinary(r#"{"id":1,"name":"x"}"#);
        check_ordinary("{");
        check_ordinary("{ errors: [] }");
        check_ordinary("NODE_ENV=production npm run dev");
        check_ordinary("a=1 b=2");
        check_ordinary("export PATH=x level=3");
        check_ordinary("2026-11-23 something happened");
        check_ordinary("[1/4] resolving packages");
        check_ordinary("12 modules");
        check_ordinary("E, [ is a letter");
        check_ordinary("");
    }

    #[test]
    fn numbers_of_levels_are_those_of_pino_and_of_syslog() {
        check(r#"{"level":50,"msg":"x"}"#, "error", "x", &[]);
        check(r#"{"level":35,"msg":"x"}"#, "info", "x", &[]);
        check(r#"{"level":3,"short_message":"x"}"#, "error", "x", &[]);
    }

    #[test]
    fn a_line_of_ten_megabytes_is_answered() {
        let wide = format!(
            "{{\"level\":30,\"msg\":\"x\"{}}}",
            ",\"k\":1".repeat(1_500_000)
        );
        assert_eq!(structured(&wide).unwrap().fields.len(), MAX_FIELDS - 2);
        structured(&r#"{"a":"#.repeat(2_000_000));
        structured(&format!("msg=x {}", "a=b ".repeat(2_500_000)));
        structured(&format!(
            "2026-11-23T13:03:06Z  INFO a: {}",
            "x =".repeat(3_000_000)
        ));
        structured(&format!(
            "2026-11-23T13:03:06Z  INFO a{}",
            "{a".repeat(3_000_000)
        ));
        structured(&format!(
            "[2026-11-23T13:03:06Z INFO {}",
            "a".repeat(10_000_000)
        ));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            structured(&text);
        }

        #[test]
        fn no_mixture_of_pieces_makes_it_panic(
            pieces in proptest::collection::vec(
                prop_oneof![
                    Just("{"), Just("}"), Just("\"msg\":"), Just("\"x\""), Just(","), Just("level="), Just("info"),
                    Just(" "), Just("="), Just("\""), Just("\\"), Just("2026-11-23T13:03:06Z"), Just("  INFO "),
                    Just(": "), Just("["), Just("]"), Just("\t"), Just("é"), Just("E, ["), Just(" -- "), Just("'"),
                ],
                0..40,
            )
        ) {
            if let Some(found) = structured(&pieces.concat()) {
                found.compact();
            }
        }
    }
}
