//! What lies on top of the panes: the keys, or all messages.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Kind, Model, overlay_area};
use crate::keymap::{self, Place};
use crate::text::{fit, wrap};
use crate::theme::Theme;

/// An open overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overlay {
    /// What it is about.
    pub(crate) topic: Topic,
    /// How many rows are above the first one that is shown.
    pub(crate) scrolled: usize,
}

/// What an overlay is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// All keys.
    Help,
    /// All messages.
    Messages,
}

impl Topic {
    /// The title of the overlay.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Help => "Keys",
            Self::Messages => "Messages",
        }
    }

    /// Where the rows of the overlay go on a screen of this area.
    pub(crate) fn area(self, model: &Model, screen: Rect) -> Rect {
        let width = match self {
            Self::Help => 60,
            Self::Messages => 100,
        };
        let widest = overlay_area(screen, width, u16::MAX);
        let rows = self.rows(model, usize::from(widest.width)).len();
        overlay_area(screen, width, u16::try_from(rows).unwrap_or(u16::MAX))
    }

    /// The rows of the overlay at this width.
    pub(crate) fn rows(self, model: &Model, width: usize) -> Vec<Line<'static>> {
        match self {
            Self::Help => help(model.theme),
            Self::Messages => messages(model, width),
        }
    }
}

/// The key table, by place, and the mouse.
fn help(theme: Theme) -> Vec<Line<'static>> {
    let sections = [
        (Place::Panes, "Everywhere"),
        (Place::List, "In the list"),
        (Place::Log, "In the log"),
        (Place::Leaving, "While leaving"),
    ];
    let mut rows = Vec::new();
    for (place, title) in sections {
        if !rows.is_empty() {
            rows.push(Line::default());
        }
        rows.push(Line::styled(title, theme.quiet()));
        for binding in keymap::BINDINGS.iter().filter(|row| row.place == place) {
            rows.push(row(theme, &binding.keys.join(" "), binding.title));
        }
    }
    rows.push(Line::default());
    rows.push(Line::styled("Mouse", theme.quiet()));
    for (what, title) in [
        (
            "wheel",
            "scroll the log, or go through the list, where it is",
        ),
        ("click", "select a process, or go to the log"),
    ] {
        rows.push(row(theme, what, title));
    }
    rows
}

fn row(theme: Theme, keys: &str, title: &'static str) -> Line<'static> {
    Line::from(vec![
        Span::styled(fit(keys, 10), theme.accent()),
        Span::raw(title),
    ])
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
