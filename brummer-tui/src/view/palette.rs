//! The palette: a line to type in, and what fits.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use super::overlay::boxed;
use crate::model::{Model, Offer, Palette, overlay_area};
use crate::text::{cut, fit, pan};

/// The width of the box, in columns.
const WIDTH: u16 = 76;

/// The most rows of what fits.
const ROWS: u16 = 14;

/// Draws the palette.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, palette: &Palette) {
    let area = overlay_area(frame.area(), WIDTH, ROWS + 1);
    boxed(model, frame, area, "Do", &note(palette));
    let line = Rect { height: 1, ..area };
    input(model, frame, line, "> ", &palette.input);
    let rows = usize::from(area.height.saturating_sub(1));
    let offset = (palette.selected + 1).saturating_sub(rows);
    let shown = palette.rows.iter().enumerate().skip(offset).take(rows);
    let shown: Vec<_> = shown
        .map(|(index, offer)| {
            let is_selected = index == palette.selected;
            row(model, offer, is_selected, usize::from(area.width))
        })
        .collect();
    let below = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    frame.render_widget(Text::from(shown), below);
}

fn note(palette: &Palette) -> String {
    match palette.rows.len() {
        0 => " nothing fits ".to_owned(),
        count => format!(" {} of {count} · tab completes ", palette.selected + 1),
    }
}

/// A line that is being typed, with the cursor in it.
pub(super) fn input(
    model: &Model,
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    input: &crate::model::Input,
) {
    let room = usize::from(area.width).saturating_sub(1);
    let title = cut(title, room / 2);
    let room = room - title.width();
    // What is before the cursor is seen, as far as there is room.
    let mut begin = 0;
    while input.before()[begin..].width() > room {
        begin += input.before()[begin..]
            .chars()
            .next()
            .map_or(1, char::len_utf8);
    }
    let shown = &input.text()[begin..];
    let column = title.width() + input.before()[begin..].width();
    let line = Line::from(vec![
        Span::styled(title, model.theme.accent()),
        Span::raw(pan(&Line::raw(shown), 0, room).to_string()),
    ]);
    frame.render_widget(line, area);
    if area.width > 0 && area.height > 0 {
        let column = u16::try_from(column)
            .unwrap_or(u16::MAX)
            .min(area.width - 1);
        frame.set_cursor_position(Position::new(area.x + column, area.y));
    }
}

fn row(model: &Model, offer: &Offer, is_selected: bool, width: usize) -> Line<'static> {
    let theme = model.theme;
    let key = match offer.argument {
        None => model.keymap.key_for(offer.action),
        Some(_) => "",
    };
    let bar = if is_selected {
        theme.either("▌", ">")
    } else {
        " "
    };
    let name = fit(
        &offer.text,
        (width / 3).max(12).min(width.saturating_sub(2)),
    );
    let left = width.saturating_sub(2 + name.width() + key.width() + 1);
    let line = Line::from(vec![
        Span::styled(bar, theme.accent()),
        Span::raw(name),
        Span::raw(" "),
        Span::styled(fit(&offer.title, left), theme.quiet()),
        Span::styled(key.to_owned(), theme.accent()),
    ]);
    if is_selected {
        line.patch_style(theme.selected())
    } else {
        line
    }
}
