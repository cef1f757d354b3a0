//! What goes wrong, in one place: how it is said, and which exit code it gets.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use brummer_core::config::{ConfigErrors, Warning};
use brummer_core::instance::{Entry, InstanceError};
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
    /// Another process hosts the project.
    #[error(
        "`{}` is hosted already (pid {}): `brummer ps` shows what runs, `brummer start NAME` starts more, `brummer down` ends it",
        .0.root.display(), .0.pid
    )]
    Hosted(Box<Entry>),
    /// Instances cannot be found, or made.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// The host that a command talked to has gone.
    #[error("the host of `{}` has gone: {reason}", dir.display())]
    HostGone {
        /// The directory of the project.
        dir: PathBuf,
        /// Why, as far as it is known.
        reason: String,
    },
    /// A host in the background could not start, and said why.
    #[error("{text}")]
    Background {
        /// What it said.
        text: String,
        /// Whether the caller can mend it.
        can_mend: bool,
    },
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
        if self.can_mend() {
            ExitCode::from(2)
        } else {
            ExitCode::FAILURE
        }
    }

    /// Whether the caller can mend it.
    pub(crate) fn can_mend(&self) -> bool {
        match self {
            Self::Config(_) | Self::Unknown(_) | Self::Usage(_) | Self::Hosted(_) => true,
            Self::Background { can_mend, .. } => *can_mend,
            Self::Core(_)
            | Self::Instance(_)
            | Self::HostGone { .. }
            | Self::System { .. }
            | Self::FrontEnd { .. } => false,
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
        // It was made a text where it happened.
        Failure::Background { text, .. } => text.clone(),
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

/// A failure with its causes, in one line.
#[cfg(any(feature = "tui", feature = "mcp"))]
pub(crate) fn in_a_line(failure: &Failure) -> String {
    let text = text(failure);
    let lines = text.lines().map(str::trim);
    let line = lines.collect::<Vec<_>>().join("; ");
    line.trim_start_matches("error: ").to_owned()
}

/// Prints warnings to stderr.
pub(crate) fn warn(warnings: &[Warning]) {
    for warning in warnings {
        say(&format!("warning: {warning}"));
    }
}

/// How many more bytes may be said.
static LEFT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// From now on, lets no more be said than so many bytes: for a program whose stderr is a file that nobody empties.
pub(crate) fn limit(bytes: usize) {
    LEFT.store(bytes, Ordering::Relaxed);
    IS_LOG.store(true, Ordering::Relaxed);
}

/// Whether stderr is nobody's screen.
static IS_LOG: AtomicBool = AtomicBool::new(false);

/// Prints a line to stderr that is for a log, and would disturb a screen.
pub(crate) fn note(line: &str) {
    if IS_LOG.load(Ordering::Relaxed) {
        say(line);
    }
}

/// Prints a line to stderr.
pub(crate) fn say(line: &str) {
    let take = |left: usize| left.checked_sub(line.len());
    if LEFT
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
        .is_err()
    {
        return;
    }
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
    piece(bytes).map(|_| ExitCode::SUCCESS)
}

/// Prints a part of an answer to stdout. `false` if nobody reads it any more.
///
/// # Errors
/// As [`answer`].
pub(crate) fn piece(bytes: &[u8]) -> Result<bool, Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(source) => Err(Failure::System {
            what: "cannot write to stdout",
            source,
        }),
    }
}

/// The same for a line.
///
/// # Errors
/// As [`answer`].
pub(crate) fn line(line: &str) -> Result<bool, Failure> {
    piece(format!("{line}\n").as_bytes())
}
