//! Parts of a line in another style.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The line with these ranges of bytes of its text, which are in order, in this style on top of their own.
pub(crate) fn highlight(
    line: Line<'static>,
    ranges: &[Range<usize>],
    style: Style,
) -> Line<'static> {
    if ranges.is_empty() {
        return line;
    }
    let mut spans = Vec::new();
    let mut begin = 0;
    for span in line.spans {
        let text = span.content.as_ref();
        let mut at = 0;
        for range in ranges {
            let from = range.start.saturating_sub(begin).clamp(at, text.len());
            let to = range.end.saturating_sub(begin).clamp(from, text.len());
            push(&mut spans, &text[at..from], span.style);
            push(&mut spans, &text[from..to], span.style.patch(style));
            at = to;
        }
        push(&mut spans, &text[at..], span.style);
        begin += text.len();
    }
    Line::from(spans)
}

fn push(spans: &mut Vec<Span<'static>>, text: &str, style: Style) {
    if !text.is_empty() {
        spans.push(Span::styled(text.to_owned(), style));
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Stylize;

    use super::*;

    #[test]
    fn ranges_are_highlighted_across_spans() {
        let line = Line::from(vec!["abc".red(), "déf".into()]);
        let style = Style::new().bold();
        let found = highlight(line, &[1..2, 2..4], style);
        let parts: Vec<_> = found
            .spans
            .iter()
            .map(|span| (span.content.as_ref(), span.style))
            .collect();
        let red = Style::new().red();
        assert_eq!(
            parts,
            [
                ("a", red),
                ("b", red.bold()),
                ("c", red.bold()),
                ("d", style),
                ("éf", Style::new()),
            ]
        );
    }
}
