//! Keeps a pattern within one line, so that many lines can be searched at once.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{
    Capture, Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind,
    Look, Repetition,
};

/// The pattern in a form that never matches a line feed, in which the ends of the text are those of a line and case
/// is spelled out.
pub(super) fn confine(pattern: &str, exact: bool) -> Result<String, Box<regex_syntax::Error>> {
    let hir = ParserBuilder::new()
        .case_insensitive(!exact)
        .multi_line(true)
        .utf8(false)
        .build()
        .parse(pattern)?;
    Ok(within_a_line(hir).to_string())
}

/// It recurses no deeper than the parser allows groups to be nested.
fn within_a_line(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        // No line has one.
        HirKind::Literal(literal) if literal.0.contains(&b'\n') => Hir::fail(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(without_line_feed(class)),
        HirKind::Look(Look::Start) => Hir::look(Look::StartLF),
        HirKind::Look(Look::End) => Hir::look(Look::EndLF),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(within_a_line(*repetition.sub)),
            ..repetition
        }),
        HirKind::Capture(capture) => Hir::capture(Capture {
            sub: Box::new(within_a_line(*capture.sub)),
            ..capture
        }),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(within_a_line).collect()),
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.into_iter().map(within_a_line).collect())
        }
    }
}

fn without_line_feed(class: Class) -> Class {
    match class {
        Class::Unicode(mut class) => {
            class.difference(&ClassUnicode::new([ClassUnicodeRange::new('\n', '\n')]));
            Class::Unicode(class)
        }
        Class::Bytes(mut class) => {
            class.difference(&ClassBytes::new([ClassBytesRange::new(b'\n', b'\n')]));
            Class::Bytes(class)
        }
    }
}

#[cfg(test)]
mod tests {
    use regex::bytes::Regex;

    use super::*;

    /// The first match in a text of several lines.
    #[track_caller]
    fn check(pattern: &str, text: &str, expected: Option<&str>) {
        let regex = Regex::new(&confine(pattern, true).unwrap()).unwrap();
        let found = regex.find(text.as_bytes());
        let found = found.map(|found| std::str::from_utf8(found.as_bytes()).unwrap());
        assert_eq!(found, expected);
    }

    #[test]
    fn a_match_stays_within_its_line() {
        check(r"a\s*b", "a\nb a b", Some("a b"));
        check("a[^x]*", "ab\nc", Some("ab"));
        check("(?s)a.*", "ab\nc", Some("ab"));
        check(r"a\nb", "a\nb", None);
        check(r"(?-u:[^x])+", "ab\nc", Some("ab"));
    }

    #[test]
    fn anchors_are_those_of_a_line() {
        check("^b$", "a\nb\nc", Some("b"));
        check(r"\Ab\z", "a\nb\nc", Some("b"));
        check(r"(?-m)^c$", "a\nb\nc", Some("c"));
    }

    #[test]
    fn everything_else_means_what_it_meant() {
        check(r"(\d+) (?:ms|s)\b", "x 12 msx 34 ms", Some("34 ms"));
        check("ä|ö{2}", "öö", Some("öö"));
        check(r"\bcafé\b", "a café", Some("café"));
    }
}
