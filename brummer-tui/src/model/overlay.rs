//! What lies on top of a view: all messages, or a QR code.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::{Kind, Model, overlay_area};
use crate::editing::FileEdit;
use crate::text::{qr_rows, wrap};
use crate::theme::Theme;

/// An open overlay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Overlay {
    /// What it is about.
    pub(crate) topic: Topic,
    /// How many rows are above the first one that is shown.
    pub(crate) scrolled: usize,
}

/// What an overlay is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// All messages.
    Messages,
    /// An address, as a QR code.
    Qr(String),
    /// What is to be changed in files, if the user wants it.
    Difference(FileEdit, String),
}

impl Topic {
    /// The title of the overlay.
    pub(crate) fn title(&self) -> &str {
        match self {
            Self::Messages => "Messages",
            Self::Qr(address) => address,
            Self::Difference(..) => "Write this? y/n",
        }
    }

    /// Where the rows of the overlay go on a screen of this area.
    pub(crate) fn area(&self, model: &Model, screen: Rect) -> Rect {
        let widest = overlay_area(screen, 100, u16::MAX);
        let rows = self.rows(model, usize::from(widest.width));
        let width = match self {
            Self::Messages | Self::Difference(..) => 100,
            Self::Qr(_) => rows.iter().map(Line::width).max().unwrap_or(0),
        };
        let size = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
        overlay_area(screen, size(width), size(rows.len()))
    }

    /// The rows of the overlay at this width.
    pub(crate) fn rows(&self, model: &Model, width: usize) -> Vec<Line<'static>> {
        match self {
            Self::Messages => messages(model, width),
            Self::Qr(address) => qr(model, address, width),
            Self::Difference(_, text) => difference(model, text, width),
        }
    }
}

/// The code, or why it cannot be shown.
fn qr(model: &Model, address: &str, width: usize) -> Vec<Line<'static>> {
    let rows = qr_rows(address, model.theme.ascii);
    // A part of a code is none.
    let room = usize::from(model.size.height.saturating_sub(4));
    match rows {
        Some(rows) if rows.len() <= room && rows[0].width() <= width => rows,
        Some(rows) => {
            let text = format!(
                "The code needs {} by {} cells; make the window larger.",
                rows[0].width() + 4,
                rows.len() + 4
            );
            wrap(&Line::raw(text), width)
        }
        None => wrap(&Line::raw("The address is too long for a code."), width),
    }
}

/// What is added and what is taken away.
fn difference(model: &Model, text: &str, width: usize) -> Vec<Line<'static>> {
    let rows = text.lines().flat_map(|line| {
        let style = match line.as_bytes().first() {
            Some(b'+') => model.theme.good(),
            Some(b'-') => model.theme.error(),
            _ => model.theme.quiet(),
        };
        let shown = line.replace('\t', "    ").replace(char::is_control, " ");
        wrap(&Line::styled(shown, style), width)
    });
    rows.collect()
}

/// All messages, the latest first.
fn messages(model: &Model, width: usize) -> Vec<Line<'static>> {
    let mut rows: Vec<Line<'static>> = model
        .messages
        .iter()
        .rev()
        .flat_map(|message| {
            let style = message_style(model.theme, message.kind);
            wrap(&Line::styled(message.text.clone(), style), width)
        })
        .collect();
    match model.messages.dropped {
        0 if rows.is_empty() => rows.push(Line::raw("Nothing happened so far.")),
        0 => {}
        dropped => rows.push(Line::styled(
            format!("{dropped} older ones are gone"),
            model.theme.quiet(),
        )),
    }
    rows
}

/// How a message of this kind looks.
pub(crate) fn message_style(theme: Theme, kind: Kind) -> Style {
    match kind {
        Kind::Done => Style::new(),
        Kind::Warning => theme.warning(),
        Kind::Error => theme.error(),
    }
}
