//! What is masked in a text, and with what.

use std::borrow::Cow;
use std::ops::Range;

/// How much longer a text may grow by labels that say what was masked, in bytes.
const MAX_GROWTH: usize = 1_000;

/// The longest label, in bytes.
const MAX_LABEL: usize = 40;

/// What stands for a secret where there is no room to say which. It is hardly longer than the shortest secret.
const BARE: &str = "[masked]";

/// A part of a text that nobody should see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span<'a> {
    pub(super) range: Range<usize>,
    /// What kind of secret it is.
    pub(super) label: Cow<'a, str>,
}

impl<'a> Span<'a> {
    pub(super) fn new(range: Range<usize>, label: impl Into<Cow<'a, str>>) -> Self {
        Self {
            range,
            label: label.into(),
        }
    }
}

/// The text without the spans. Those that overlap are one, named after the first.
pub(super) fn masked<'t>(text: &'t str, mut spans: Vec<Span<'_>>) -> Cow<'t, str> {
    spans.retain(|span| !span.range.is_empty());
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    // Of those that begin at the same place, the longest knows best.
    spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
    let mut out = String::with_capacity(text.len() + MAX_GROWTH);
    let mut done = 0;
    let mut spans = spans.into_iter().peekable();
    while let Some(Span { range, label }) = spans.next() {
        let mut end = range.end;
        while let Some(next) = spans.next_if(|next| next.range.start < end) {
            end = end.max(next.range.end);
        }
        out.push_str(&text[done..range.start]);
        let label = &label[..label.floor_char_boundary(MAX_LABEL)];
        let rest = text.len() - end;
        if out.len() + "[masked: ]".len() + label.len() + rest > text.len() + MAX_GROWTH {
            out.push_str(BARE);
        } else {
            out.push_str("[masked: ");
            out.push_str(label);
            out.push(']');
        }
        done = end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, spans: &[(Range<usize>, &'static str)], expected: &str) {
        let spans = spans
            .iter()
            .map(|(range, label)| Span::new(range.clone(), *label));
        assert_eq!(masked(text, spans.collect()), expected);
    }

    #[test]
    fn spans_that_overlap_are_one() {
        check("abcdef", &[], "abcdef");
        check("abcdef", &[(1..3, "x"), (2..5, "y")], "a[masked: x]f");
        check("abcdef", &[(1..3, "x"), (1..6, "y")], "a[masked: y]");
        check(
            "abcdef",
            &[(3..4, "y"), (0..1, "x")],
            "[masked: x]bc[masked: y]ef",
        );
    }

    #[test]
    fn many_labels_are_short() {
        let text = "secret ".repeat(1_000);
        let spans = (0..1_000).map(|n| Span::new(n * 7..n * 7 + 6, "A_RATHER_LONG_NAME"));
        let text_masked = masked(&text, spans.collect());
        assert!(!text_masked.contains("secret"));
        assert!(
            text_masked.len() <= text.len() + MAX_GROWTH + 1_000 * (BARE.len() - 6),
            "{}",
            text_masked.len()
        );
    }
}
