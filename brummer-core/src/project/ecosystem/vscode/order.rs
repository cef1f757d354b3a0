//! Tasks with what they depend on, as one command line.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::variables::Unknown;
use crate::project::script::EditorMatcher;

/// The longest command line that tasks together may make, in bytes.
const MAX_LINE: usize = 64 << 10;

/// Tasks in the order in which they are run, each once.
#[derive(Default)]
pub(super) struct Order {
    /// Those whose needs are being put in order.
    pub(super) open: Vec<String>,
    /// Those that are in order, each with the number of the first wave that may build on it.
    pub(super) done: FxHashMap<String, usize>,
    /// What each of them says of its output.
    pub(super) matchers: Vec<EditorMatcher>,
    waves: Vec<Wave>,
}

/// Command lines that are started together.
#[derive(Default)]
struct Wave {
    /// Those that are not waited for.
    background: Vec<String>,
    /// Those that end before the next wave begins.
    foreground: Vec<String>,
}

/// Whether what builds on a task waits until that has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// It does.
    ForEnd,
    /// It goes on working.
    Background,
}

impl Order {
    /// Puts a line in a wave; answers which is the first that may build on it.
    pub(super) fn put(&mut self, line: Option<String>, wave: usize, waiting: Waiting) -> usize {
        let Some(line) = line else {
            return wave;
        };
        while self.waves.len() <= wave {
            self.waves.push(Wave::default());
        }
        match waiting {
            Waiting::ForEnd => {
                self.waves[wave].foreground.push(line);
                wave + 1
            }
            Waiting::Background => {
                self.waves[wave].background.push(line);
                wave
            }
        }
    }

    /// All of them as one line.
    pub(super) fn line(&self) -> Result<String, Refused> {
        let mut line: Option<String> = None;
        for (number, wave) in self.waves.iter().enumerate().rev() {
            line = wave.before(line);
            // What is started and not waited for would take what stands before it along.
            if number > 0 && !wave.background.is_empty() {
                line = line.map(|line| format!("{{ {} }}", ended(line)));
            }
        }
        let mut line = line.ok_or(Refused::Empty)?;
        if self.waves.iter().any(|wave| !wave.background.is_empty()) {
            line = format!("{} wait", ended(line));
        }
        if line.len() > MAX_LINE {
            return Err(Refused::TooMany);
        }
        Ok(line)
    }
}

impl Wave {
    /// This wave, and after it the later ones.
    fn before(&self, later: Option<String>) -> Option<String> {
        let first = match self.foreground.as_slice() {
            [] => None,
            [line] => Some(line.clone()),
            lines => Some(together(lines)),
        };
        let foreground = match (first, later) {
            (Some(first), Some(later)) => Some(format!("{first} && {later}")),
            (first, later) => first.or(later),
        };
        if self.background.is_empty() {
            return foreground;
        }
        let background = self.background.iter();
        let mut parts: Vec<_> = background.map(|line| format!("{line} &")).collect();
        parts.extend(foreground);
        Some(parts.join(" "))
    }
}
/// The line, so that another command can follow.
fn ended(line: String) -> String {
    if line.ends_with('&') {
        // The sign ends it already.
        line
    } else {
        line + ";"
    }
}

/// Lines that run at the same time and are all waited for; it fails if one of them does.
fn together(lines: &[String]) -> String {
    let mut start = String::new();
    let mut wait = String::new();
    for (number, line) in (1..).zip(lines) {
        // Writing to a text cannot fail.
        let _ = write!(start, "{line} & p{number}=$!; ");
        let _ = write!(wait, "wait $p{number} || r=1; ");
    }
    format!("{{ {start}r=0; {wait}[ $r = 0 ]; }}")
}

/// Why a task cannot be run here; reads on after its name.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("needs {}, which only the editor knows", .0.0)]
    Variable(Unknown),
    #[error("is of type `{0}`, which only an extension of the editor can run")]
    Type(String),
    #[error("depends on itself")]
    Cycle,
    #[error("depends on `{0}`, which is not there")]
    Missing(String),
    #[error("depends on too many tasks")]
    TooMany,
    #[error("has no command")]
    Empty,
}

impl Refused {
    /// Whether that is worth to be said: nothing is wrong with what is about the file that is open in the editor.
    pub(super) fn is_fault(&self) -> bool {
        !matches!(self, Self::Variable(unknown) if unknown.is_of_open_file())
    }
}

impl From<Unknown> for Refused {
    fn from(unknown: Unknown) -> Self {
        Self::Variable(unknown)
    }
}
