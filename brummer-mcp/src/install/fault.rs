//! Why a file is not edited, with its place.

use std::fmt;

use super::client::Client;

/// A place in a text; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Why a text is left as it is.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The text is not what its client would read.
    #[error("{what}")]
    Syntax {
        /// Where reading ended.
        at: At,
        /// What is wrong, in the words of the parser.
        what: String,
    },
    /// A key holds something else than servers.
    #[error("`{key}` must hold {expected}, and holds {found}")]
    Type {
        /// Where its value begins.
        at: At,
        /// The key, with those above it.
        key: String,
        /// What it must hold.
        expected: &'static str,
        /// What it holds.
        found: &'static str,
    },
    /// A key is there twice, and clients differ in which of them counts.
    #[error("`{key}` is there twice")]
    Twice {
        /// The second.
        at: At,
        /// The key.
        key: String,
    },
    /// A file of ours that somebody wrote anew.
    #[error("the file is not as `brummer mcp install` writes it")]
    Foreign,
    /// The client only starts commands.
    #[error("{client} cannot connect to an address, only start a command")]
    NoHttp {
        /// Which.
        client: Client,
    },
    /// The edit would have changed something else as well; it was thrown away.
    #[error("the file cannot be edited without changing something else in it")]
    Entangled,
}

impl At {
    /// The place of a byte.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset);
        let before = &text[..offset];
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line..].chars().count() + 1,
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl Fault {
    /// Where in the text, if it is about one place.
    pub fn at(&self) -> Option<At> {
        match self {
            Self::Syntax { at, .. } | Self::Type { at, .. } | Self::Twice { at, .. } => Some(*at),
            Self::Foreign | Self::NoHttp { .. } | Self::Entangled => None,
        }
    }

    /// What to do next.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "mend the file there, then run this again",
            Self::Type { .. } => "change or remove that key, then run this again",
            Self::Twice { .. } => "remove one of the two, then run this again",
            Self::Foreign => "edit it by hand, or move it away and run this again",
            Self::NoHttp { .. } => "leave out --http for it",
            Self::Entangled => "edit it by hand: `brummer mcp config` prints what belongs there",
        }
    }
}
