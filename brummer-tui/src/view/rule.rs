//! The lines between things.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::theme::Theme;

/// A rule with a title near its left end and a note near its right end, which fit together.
pub(super) fn draw(
    theme: Theme,
    frame: &mut Frame<'_>,
    area: Rect,
    title: Vec<Span<'static>>,
    note: Vec<Span<'static>>,
) {
    let line = |count: usize| Span::styled(theme.either("─", "-").repeat(count), theme.quiet());
    let title = framed(title);
    let note = framed(note);
    let taken = title.width() + note.width() + 2;
    let between = usize::from(area.width).saturating_sub(taken);
    let mut row = vec![line(1)];
    row.extend(title.spans);
    row.push(line(between));
    row.extend(note.spans);
    row.push(line(1));
    frame.render_widget(Line::from(row), area);
}

/// The text with a blank on either side, or nothing.
fn framed(spans: Vec<Span<'static>>) -> Line<'static> {
    let mut line = Line::from(spans);
    if line.width() > 0 {
        line.spans.insert(0, Span::raw(" "));
        line.push_span(" ");
    }
    line
}

/// The line between list and log, which hangs from their rules.
pub(super) fn divide(theme: Theme, frame: &mut Frame<'_>, area: Rect) {
    for y in area.rows().map(|row| row.y) {
        let symbol = if y == area.y {
            theme.either("┬", "+")
        } else {
            theme.either("│", "|")
        };
        let cell = Rect::new(area.x, y, 1, 1);
        frame.render_widget(Span::styled(symbol, theme.quiet()), cell);
    }
}
