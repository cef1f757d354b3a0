//! Colours and symbols: what each thing looks like, decided in one place.

use brummer_core::Status;
use ratatui::style::{Color, Modifier, Style};

use crate::text::Colors;

/// The colours are those of the terminal's own palette, so that they fit light and dark backgrounds alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// The terminal's palette.
    Colored,
    /// No colours at all; weight and reversed text instead.
    Plain,
}

impl Theme {
    /// What becomes of the colours that programs print.
    pub(crate) fn log_colors(self) -> Colors {
        match self {
            Self::Colored => Colors::Kept,
            Self::Plain => Colors::Dropped,
        }
    }

    /// What is active: the focus, keys that can be pressed.
    pub(crate) fn accent(self) -> Style {
        self.color(Color::Cyan).bold()
    }

    /// What is there, and not in the foreground: rules, hints, scripts that do not run.
    pub(crate) fn quiet(self) -> Style {
        match self {
            Self::Colored => Style::new().fg(Color::DarkGray),
            Self::Plain => Style::new().add_modifier(Modifier::DIM),
        }
    }

    /// What went wrong.
    pub(crate) fn error(self) -> Style {
        self.color(Color::Red)
    }

    /// What one should know.
    pub(crate) fn warning(self) -> Style {
        self.color(Color::Yellow)
    }

    /// The row that the keys act on. With colours, the bar beside it says so too.
    pub(crate) fn selected(self) -> Style {
        match self {
            Self::Colored => Style::new().add_modifier(Modifier::BOLD),
            Self::Plain => Style::new()
                .add_modifier(Modifier::REVERSED)
                .remove_modifier(Modifier::DIM),
        }
    }

    /// The symbol and the word of a status.
    pub(crate) fn status(self, status: Status) -> Style {
        match status {
            Status::Running | Status::Success => self.color(Color::Green),
            Status::Starting | Status::Restarting | Status::Stopping => self.color(Color::Yellow),
            Status::Failed => self.error(),
            Status::Pending | Status::Stopped => self.quiet(),
        }
    }

    fn color(self, color: Color) -> Style {
        match self {
            Self::Colored => Style::new().fg(color),
            Self::Plain => Style::new(),
        }
    }
}

/// The status as a symbol of one column, different for each, so that colour is not needed to tell them apart.
pub(crate) fn symbol(status: Status) -> &'static str {
    match status {
        Status::Pending => "○",
        Status::Starting => "◔",
        Status::Running => "●",
        Status::Stopping => "◑",
        Status::Restarting => "↻",
        Status::Stopped => "■",
        Status::Failed => "✗",
        Status::Success => "✓",
    }
}
