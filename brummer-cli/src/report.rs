//! What goes wrong, in one place: how it is said, and which exit code it gets.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use brummer_core::config::{ConfigErrors, Warning};
use brummer_core::project::UnknownScript;

/// Why the program ends without having done what it was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Files or variables of the configuration are wrong; it says so itself, with place and caret.
    #[error("{0}")]
    Config(#[from] ConfigErrors),
    /// A name on the command line is none.
    #[error(transparent)]
    Unknown(#[from] UnknownScript),
    /// The arguments do not fit what is there.
    #[error("{0}")]
    Usage(String),
    /// The engine refused.
    #[error(transparent)]
    Core(#[from] brummer_core::Error),
    /// The operating system refused.
    #[error("{what}")]
    System {
        /// What was tried.
        what: &'static str,
        #[source]
        source: io::Error,
    },
    /// A front end broke.
    #[error("{what}")]
    #[cfg_attr(
        not(any(feature = "tui", feature = "mcp")),
        expect(dead_code, reason = "no front end is built in")
    )]
    FrontEnd {
        /// Which.
        what: &'static str,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl Failure {
    /// 2 for what the caller can mend, 1 for the rest.
    fn code(&self) -> ExitCode {
        match self {
            Self::Config(_) | Self::Unknown(_) | Self::Usage(_) => ExitCode::from(2),
            Self::Core(_) | Self::System { .. } | Self::FrontEnd { .. } => ExitCode::FAILURE,
        }
    }
}

/// Prints a failure with its causes to stderr, and chooses the exit code.
pub(crate) fn print(failure: &Failure) -> ExitCode {
    say(&text(failure));
    failure.code()
}

/// A failure with its causes, in words.
pub(crate) fn text(failure: &Failure) -> String {
    let text = match failure {
        // Its text is a list of errors that each begin with the word.
        Failure::Config(errors) => errors.to_string(),
        other => {
            let mut text = format!("error: {other}");
            let mut source = other.source();
            while let Some(cause) = source {
                text = format!("{text}\n  because: {cause}");
                source = cause.source();
            }
            text
        }
    };
    text.trim_end().to_owned()
}

/// Prints warnings to stderr.
pub(crate) fn warn(warnings: &[Warning]) {
    for warning in warnings {
        say(&format!("warning: {warning}"));
    }
}

/// Prints a line to stderr.
pub(crate) fn say(line: &str) {
    // Where nobody can read stderr, there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints text to stdout, as the answer of a command.
///
/// # Errors
/// [`Failure::System`] if stdout cannot be written, unless its reader has simply gone, as in `brummer scripts | head -1`.
pub(crate) fn answer(text: &str) -> Result<ExitCode, Failure> {
    answer_bytes(format!("{}\n", text.trim_end()).as_bytes())
}

/// Prints bytes to stdout, as the answer of a command.
///
/// # Errors
/// As [`answer`].
pub(crate) fn answer_bytes(bytes: &[u8]) -> Result<ExitCode, Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(source) => Err(Failure::System {
            what: "cannot write to stdout",
            source,
        }),
    }
}
