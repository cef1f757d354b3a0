//! Where a value comes from.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::diagnostic::visible;

/// Where a value was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Origin {
    /// Nowhere: this is the built-in default.
    Default,
    /// In a file.
    File {
        /// The file, absolute.
        #[serde(serialize_with = "lossy")]
        path: Arc<Path>,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in characters, where the line alone does not say enough.
        #[serde(skip_serializing_if = "Option::is_none")]
        column: Option<usize>,
    },
    /// In an environment variable.
    Env {
        /// The variable, such as `BRUMMER_GRACE`.
        name: String,
    },
    /// On the command line.
    Flag {
        /// The flag, such as `--grace`.
        name: &'static str,
    },
}

/// As a message names it: `default`, `/p/.brum.toml:4`, `BRUMMER_GRACE`, `--grace`. Always one line.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line, column } => {
                write!(f, "{}:{line}", shown_path(path))?;
                column.map_or(Ok(()), |column| write!(f, ":{column}"))
            }
            Self::Env { name } => f.write_str(&visible(name)),
            Self::Flag { name } => f.write_str(name),
        }
    }
}

impl Origin {
    /// As `Display`, with a file below `dir` named from there.
    pub fn relative_to(&self, dir: &Path) -> String {
        match self {
            Self::File { path, line, .. } => {
                format!(
                    "{}:{line}",
                    shown_path(path.strip_prefix(dir).unwrap_or(path))
                )
            }
            Self::Default | Self::Env { .. } | Self::Flag { .. } => self.to_string(),
        }
    }
}

/// A value, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resolved<T> {
    /// The value.
    pub value: T,
    /// Where it was said.
    pub origin: Origin,
}

impl<T> Resolved<T> {
    /// A value that nobody set.
    pub fn default(value: T) -> Self {
        Self {
            value,
            origin: Origin::Default,
        }
    }
}

/// Something that is probably not meant, and that nothing fails for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The place that it is about, where there is one.
    pub origin: Option<Origin>,
    /// What is wrong, and what to do: a sentence without a period.
    pub message: String,
}

/// The place, a colon, and the message.
impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) => write!(f, "{origin}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// A path as one line of text without control characters.
pub(crate) fn shown_path(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

/// Serializes a path, which need not be UTF-8, as the text that comes nearest.
pub(crate) fn lossy<S: Serializer>(path: &impl AsRef<Path>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&path.as_ref().display())
}
