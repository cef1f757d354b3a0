//! Errors as a person reads them: what, where, the source line with a caret, and what was expected.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::origin::shown_path;

/// How many errors of one file are kept; of more, only the number is.
const MAX_KEPT: usize = 20;

/// Everything that is wrong in the configuration, of all files and variables at once.
#[derive(Debug, thiserror::Error)]
#[error("{}", Report(self))]
pub struct ConfigErrors {
    kept: Vec<Diagnostic>,
    dropped: usize,
}

impl ConfigErrors {
    /// The single errors, in the order of the layers and then of the text; there is at least one.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.kept
    }

    /// What front ends find wrong in the parts that only they understand; nothing is a success.
    ///
    /// # Errors
    /// All of them, as one.
    pub fn check_all(diagnostics: Vec<Diagnostic>) -> Result<(), Self> {
        let mut errors = Self::none();
        for diagnostic in diagnostics {
            errors.push(|| diagnostic);
        }
        errors.sort();
        errors.check()
    }

    /// Nothing wrong so far; such a value does not leave this module.
    pub(super) fn none() -> Self {
        Self {
            kept: Vec::new(),
            dropped: 0,
        }
    }

    /// Adds an error, which is made only if it is kept: to find its place takes the time of its line.
    pub(super) fn push(&mut self, error: impl FnOnce() -> Diagnostic) {
        if self.kept.len() < MAX_KEPT {
            self.kept.push(error());
        } else {
            self.dropped += 1;
        }
    }

    /// Puts the errors of one file into the order of its text.
    pub(super) fn sort(&mut self) {
        self.kept.sort_by_key(|error| error.place.position());
    }

    /// Adds the errors of a stronger layer.
    pub(super) fn append(&mut self, other: Self) {
        self.kept.extend(other.kept);
        self.dropped += other.dropped;
    }

    /// Nothing to report is a success.
    pub(super) fn check(self) -> Result<(), Self> {
        if self.kept.is_empty() {
            Ok(())
        } else {
            Err(self)
        }
    }
}

/// One error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, in one line.
    pub title: String,
    /// Where it is.
    pub place: Place,
    /// What stands at the caret: what was probably meant, or what was expected.
    pub label: String,
    /// What else helps, a line each.
    pub notes: Vec<String>,
}

/// Where an error is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file as a whole.
    File(Arc<Path>),
    /// A part of a line of a file.
    Spot(Spot),
    /// An environment variable.
    Variable(String),
}

impl Place {
    /// Line and column, where there are any: what errors of one file are sorted by.
    fn position(&self) -> Option<(usize, usize)> {
        match self {
            Self::Spot(spot) => Some((spot.line, spot.column)),
            Self::File(_) | Self::Variable(_) => None,
        }
    }
}

/// A part of a line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: Arc<Path>,
    /// The line, from 1.
    pub line: usize,
    /// The column of the first character, from 1, in characters.
    pub column: usize,
    /// The part of the line that is shown, without control characters.
    pub excerpt: String,
    /// The characters before the caret in `excerpt`.
    pub indent: usize,
    /// How many characters the caret underlines, at least 1.
    pub width: usize,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.title)?;
        let gutter = match &self.place {
            Place::File(file) => {
                write!(f, "\n  --> {}", shown_path(file))?;
                2
            }
            Place::Spot(spot) => spot.write(f, &self.label)?,
            Place::Variable(name) => {
                write!(f, "\n  --> environment variable {}", visible(name))?;
                2
            }
        };
        // Without a caret to stand at, the label is one more note.
        let label = match &self.place {
            Place::Spot(_) => None,
            Place::File(_) | Place::Variable(_) => Some(&self.label),
        };
        let notes = label.into_iter().chain(&self.notes);
        for note in notes.filter(|note| !note.is_empty()) {
            write!(f, "\n{:gutter$} = {note}", "")?;
        }
        Ok(())
    }
}

impl Spot {
    /// Writes place, excerpt and caret; returns the width of the gutter, in columns.
    fn write(&self, f: &mut fmt::Formatter<'_>, label: &str) -> Result<usize, fmt::Error> {
        let Self { line, column, .. } = self;
        let gutter = line.to_string().len().max(2);
        write!(f, "\n{:gutter$}--> {}", "", shown_path(&self.file))?;
        write!(f, ":{line}:{column}\n{:gutter$} |", "")?;
        write!(f, "\n{line:gutter$} | {}", self.excerpt.trim_end())?;
        let (indent, carets) = (self.indent, "^".repeat(self.width));
        let caret = format!("{:indent$}{carets} {label}", "");
        write!(f, "\n{:gutter$} | {}", "", caret.trim_end())?;
        Ok(gutter)
    }
}

/// The printed form of all errors.
struct Report<'a>(&'a ConfigErrors);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.kept.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{diagnostic}")?;
        }
        match self.0.dropped {
            0 => Ok(()),
            more => write!(f, "\n\n… and {more} more errors"),
        }
    }
}

/// The text with nothing in it that could move a terminal's cursor.
pub(super) fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

/// A tab as a blank, so that a caret below it stands right, and any other control character replaced.
pub(super) fn visible_char(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}
