//! What keeps instances from being found or hosted.

use std::io;
use std::path::PathBuf;

use super::entry::Entry;
use super::place::VARIABLE;
use super::refusal::Refused;

/// What keeps instances from being found, hosted or ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstanceError {
    /// The directory of instances cannot be used.
    #[error("cannot use `{}` for instances; set {VARIABLE} to a directory of your own", dir.display())]
    Directory {
        /// The directory.
        dir: PathBuf,
        /// What the system said, or what is wrong with it.
        #[source]
        source: io::Error,
    },
    /// The path of a socket would be longer than the system takes.
    #[error("`{}` is too long for a socket ({} bytes of at most {limit}); set {VARIABLE} to a shorter directory", path.display(), path.as_os_str().len())]
    TooLong {
        /// The path.
        path: PathBuf,
        /// The most bytes that it may have.
        limit: usize,
    },
    /// A project's directory has a name that is not text.
    #[error("`{}` cannot be hosted: its name is not UTF-8", dir.display())]
    NotText {
        /// The directory.
        dir: PathBuf,
    },
    /// Somebody holds the claim and does not say who it is.
    #[error("another program starts to host this project, and does not get on with it; try again")]
    Claimed,
    /// The host of a project ends, and its processes take their time.
    #[error(
        "the host of `{}` (pid {}) is ending, and waits for its processes: `brummer down` kills them",
        .0.root.display(), .0.pid
    )]
    Ending(Box<Entry>),
    /// A file or socket could not be made.
    #[error("cannot {what} `{}`", path.display())]
    File {
        /// What was tried, as in "write".
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file of an instance is not believed.
    #[error("{0}; if it is not of a host of yours that runs, remove it")]
    Refused(Refused),
    /// Its process lives, and its socket is another's, or nobody's.
    #[error("`{}` (pid {}) does not listen on its socket", entry.id, entry.pid)]
    Deaf {
        /// What it told of itself.
        entry: Box<Entry>,
        /// What the system said, or what was found.
        #[source]
        source: io::Error,
    },
}

// The text has that of the file already, so it is no source, which is what `#[from]` would make it.
impl From<Refused> for InstanceError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
