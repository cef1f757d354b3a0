//! Text that the user is typing, and what it is for.

use super::{Input, Palette};
use crate::keymap::Action;

/// What is being typed.
#[derive(Debug)]
pub(crate) enum Entry {
    /// Something to do, in the palette.
    Palette(Palette),
    /// A line for something, in the footer.
    Line(LineEntry),
}

/// A line that is typed in the footer.
#[derive(Debug)]
pub(crate) struct LineEntry {
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// What was typed so far.
    pub(crate) input: Input,
    /// What is wrong with it so far.
    pub(crate) wrong: Option<String>,
}

/// What a line is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To find it in the log; whether as a regular expression.
    Find {
        /// Whether it is a regular expression.
        is_regex: bool,
    },
    /// To show only rows of the view with it.
    SearchRows,
    /// To be the argument of an action.
    Argument(Action),
    /// To be arguments of this script.
    ArgumentsOf(String),
}

impl LineEntry {
    /// Nothing typed so far.
    pub(crate) fn new(purpose: Purpose) -> Self {
        Self::with(purpose, "")
    }

    /// This typed so far.
    pub(crate) fn with(purpose: Purpose, text: &str) -> Self {
        Self {
            purpose,
            input: Input::new(text),
            wrong: None,
        }
    }

    /// What stands before it.
    pub(crate) fn title(&self) -> String {
        match &self.purpose {
            Purpose::Find { is_regex: false } => "find: ".to_owned(),
            Purpose::Find { is_regex: true } => "find regex: ".to_owned(),
            Purpose::SearchRows => "search: ".to_owned(),
            Purpose::Argument(action) => format!("{}: ", action.info().name),
            Purpose::ArgumentsOf(script) => format!("{script} "),
        }
    }
}

impl Entry {
    /// The text that is being typed.
    pub(crate) fn input(&mut self) -> &mut Input {
        match self {
            Self::Palette(palette) => &mut palette.input,
            Self::Line(line) => &mut line.input,
        }
    }
}
