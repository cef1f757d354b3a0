//! What can go wrong with the terminal.

use std::io;

/// Why the user interface could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The terminal refused something.
    #[error("cannot {what} the terminal")]
    Terminal {
        /// What was tried, as in "draw on".
        what: &'static str,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
}

impl Error {
    /// Says what was tried when the terminal failed.
    pub(crate) fn terminal<E>(what: &'static str) -> impl FnOnce(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        move |source| Self::Terminal {
            what,
            source: io::Error::other(source),
        }
    }
}
