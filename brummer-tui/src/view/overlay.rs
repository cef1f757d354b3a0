//! A box on top of the panes.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::symbols::border::{ROUNDED, Set};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Block, Clear};

use crate::model::{Model, Overlay};
use crate::text::cut;

/// A border of ASCII characters.
const ASCII: Set<'static> = Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Draws an overlay.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, overlay: &Overlay) {
    let area = overlay.topic.area(model, frame.area());
    let rows = overlay.topic.rows(model, usize::from(area.width));
    let count = rows.len();
    let shown: Vec<_> = rows
        .into_iter()
        .skip(overlay.scrolled)
        .take(usize::from(area.height))
        .collect();
    let below = count.saturating_sub(overlay.scrolled + shown.len());
    let note = match below {
        0 => String::new(),
        _ => format!(" {} {below} more ", model.theme.either("▼", "v")),
    };
    boxed(
        model,
        frame,
        area,
        &cut(overlay.topic.title(), usize::from(area.width)),
        &note,
    );
    frame.render_widget(Text::from(shown), area);
}

/// Clears the area with room around it, and draws a border there.
pub(super) fn boxed(model: &Model, frame: &mut Frame<'_>, area: Rect, title: &str, note: &str) {
    let around = area.outer(Margin::new(2, 1)).intersection(frame.area());
    frame.render_widget(Clear, around);
    let block = Block::bordered()
        .border_set(if model.theme.ascii { ASCII } else { ROUNDED })
        .border_style(model.theme.quiet())
        .title(Line::styled(format!(" {title} "), model.theme.accent()))
        .title_bottom(Line::styled(note.to_owned(), model.theme.quiet()).right_aligned());
    frame.render_widget(block, around);
}
