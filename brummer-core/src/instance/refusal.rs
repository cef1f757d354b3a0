//! Files that are not believed.

use std::path::PathBuf;

/// Why a file is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is a symbolic link.
    #[error("it is a symbolic link")]
    Link,
    /// It is a directory, a pipe or something else.
    #[error("it is no regular file")]
    NoFile,
    /// It belongs to another user.
    #[error("it belongs to another user")]
    Foreign,
    /// Other users may read or write it.
    #[error("other users may open it (mode {0:03o})")]
    Open(u32),
    /// It is longer than an entry can be.
    #[error("it is too long")]
    TooLong,
    /// It is not what entries are.
    #[error("it is not an entry: {0}")]
    Broken(String),
    /// What it says cannot be true.
    #[error("it does not say truly {0}")]
    Lies(&'static str),
    /// The system does not let it be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

/// A file that is not believed, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not believed: {reason}", file.display())]
pub struct Refused {
    /// The file.
    pub file: PathBuf,
    /// Why. The text has it already, so it is no source.
    pub reason: Refusal,
}
