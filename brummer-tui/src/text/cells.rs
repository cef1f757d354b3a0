//! Cuts and wraps lines by the columns that they take on screen. What comes out is safe to draw, whatever comes in.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::ansi::reorders;

/// The rows that the line takes at this width, at least one. It is broken at columns, not at words, as terminals do, so
/// that what is copied is what was printed.
pub(crate) fn wrap(line: &Line<'_>, width: usize) -> Vec<Line<'static>> {
    let mut rows = Vec::new();
    let mut row = Row::default();
    for cluster in line.styled_graphemes(Style::new()) {
        let columns = cluster.symbol.width();
        if columns > width {
            continue;
        }
        if row.width + columns > width {
            rows.push(std::mem::take(&mut row).line());
        }
        row.push(cluster.symbol, cluster.style, columns);
    }
    rows.push(row.line());
    rows
}

/// The part of the line that is seen through a window of this width, `skipped` columns from its start.
pub(crate) fn pan(line: &Line<'_>, skipped: usize, width: usize) -> Line<'static> {
    let mut row = Row::default();
    let mut column = 0;
    for cluster in line.styled_graphemes(Style::new()) {
        let columns = cluster.symbol.width();
        let behind = column + columns;
        if behind > skipped + width {
            break;
        }
        if column >= skipped {
            row.push(cluster.symbol, cluster.style, columns);
        } else if behind > skipped {
            // Half of a wide character is a blank.
            row.push(" ", cluster.style, 1);
        }
        column = behind;
    }
    row.line()
}

/// The text in at most this many columns, with `…` for what was cut off.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let line = Line::raw(text);
    match width {
        0 => String::new(),
        _ if text.width() <= width => pan(&line, 0, width).to_string(),
        _ => format!("{}…", pan(&line, 0, width - 1)),
    }
}

/// The text cut or filled with blanks to exactly this many columns.
pub(crate) fn fit(text: &str, width: usize) -> String {
    let mut text = cut(text, width);
    let missing = width - text.width().min(width);
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// A line that is being put together.
#[derive(Default)]
struct Row {
    spans: Vec<Span<'static>>,
    width: usize,
}

impl Row {
    fn push(&mut self, symbol: &str, style: Style, columns: usize) {
        // Control characters do not get here: ratatui makes no clusters of them.
        if symbol.chars().any(reorders) {
            return;
        }
        self.width += columns;
        match self.spans.last_mut() {
            // What has no column of its own goes with what is before it, whose style it has to take.
            Some(last) if last.style == style || columns == 0 => {
                last.content.to_mut().push_str(symbol);
            }
            // In a cell of its own it would make the row narrower than the screen.
            None if columns == 0 => {}
            Some(_) | None => self.spans.push(Span::styled(symbol.to_owned(), style)),
        }
    }

    fn line(self) -> Line<'static> {
        Line::from(self.spans)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Stylize;

    use super::*;

    #[track_caller]
    fn check_wrap(text: &str, width: usize, expected: &[&str]) {
        let rows = wrap(&Line::raw(text), width);
        let texts: Vec<_> = rows.iter().map(Line::to_string).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_line_is_wrapped_at_the_last_column() {
        check_wrap("", 4, &[""]);
        check_wrap("abcd", 4, &["abcd"]);
        check_wrap("abcdef", 4, &["abcd", "ef"]);
    }

    #[test]
    fn a_wide_character_is_not_torn_apart() {
        check_wrap("a漢字", 3, &["a漢", "字"]);
        check_wrap("漢字", 1, &[""]);
    }

    #[test]
    fn what_has_no_column_never_begins_a_row_or_a_style() {
        check_wrap("\u{3164}", 4, &[""]);
        check_wrap("abcd\u{3164}", 4, &["abcd\u{3164}"]);
        assert_eq!(pan(&Line::raw("a\u{3164}b"), 1, 4).to_string(), "b");
        let line = Line::from(vec!["a".red(), "\u{3164}".into()]);
        assert_eq!(wrap(&line, 4)[0].spans.len(), 1);
    }

    #[test]
    fn styles_go_on_in_the_next_row() {
        let line = Line::from(vec!["ab".red(), "cd".into()]);
        let rows = wrap(&line, 1);
        assert_eq!(
            (rows.len(), rows[1].spans[0].style),
            (4, Style::new().red())
        );
    }

    #[test]
    fn panning_shows_a_window_of_the_line() {
        let line = Line::raw("a漢bc");
        assert_eq!(pan(&line, 0, 2).to_string(), "a");
        assert_eq!(pan(&line, 1, 3).to_string(), "漢b");
        assert_eq!(pan(&line, 2, 9).to_string(), " bc");
        assert_eq!(pan(&line, 99, 9).to_string(), "");
    }

    #[test]
    fn text_that_was_cut_says_so() {
        assert_eq!(cut("worker", 6), "worker");
        assert_eq!(cut("worker", 4), "wor…");
        assert_eq!(cut("漢字", 3), "漢…");
        assert_eq!(cut("worker", 0), "");
        assert_eq!(cut("a\u{202e}\n\u{1b}b", 9), "ab");
        assert_eq!(fit("漢字", 4) + "|", "漢字|");
        assert_eq!(fit("漢字", 2) + "|", "… |");
    }
}
