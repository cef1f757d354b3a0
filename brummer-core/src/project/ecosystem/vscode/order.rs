//! Tasks with what they depend on, as one command line.

use rustc_hash::FxHashSet;

use super::variables::Unknown;

/// The longest command line that tasks together may make, in bytes.
const MAX_LINE: usize = 64 << 10;

/// Tasks in the order in which they are run, each once.
#[derive(Default)]
pub(super) struct Order {
    /// Those whose needs are being put in order.
    pub(super) open: Vec<String>,
    pub(super) done: FxHashSet<String>,
    /// The lines of those that are started and not waited for.
    pub(super) background: Vec<String>,
    /// The lines of those that run one after the other.
    pub(super) foreground: Vec<String>,
}

impl Order {
    /// All of them as one line.
    pub(super) fn line(&self) -> Result<String, Refused> {
        let mut parts: Vec<_> = self
            .background
            .iter()
            .map(|line| format!("{line} &"))
            .collect();
        match (self.background.is_empty(), self.foreground.is_empty()) {
            (true, true) => return Err(Refused::Empty),
            (true, false) => parts.push(self.foreground.join(" && ")),
            (false, true) => parts.push("wait".to_owned()),
            (false, false) => parts.push(format!("{}; wait", self.foreground.join(" && "))),
        }
        let line = parts.join(" ");
        if line.len() > MAX_LINE {
            return Err(Refused::TooMany);
        }
        Ok(line)
    }
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

impl From<Unknown> for Refused {
    fn from(unknown: Unknown) -> Self {
        Self::Variable(unknown)
    }
}
