//! The arguments of what is about problems.

use std::path::PathBuf;

/// Say what is broken, one problem a line: in this project, as its host knows, or in the output of any command, as in
/// `some-command 2>&1 | brummer problems -`.
///
/// The exit code is 1 if there are errors, else 0.
#[derive(Debug, clap::Args)]
pub(crate) struct Problems {
    /// Where to read output from: `-` for stdin; without it, the host of this project is asked
    #[arg(value_name = "SOURCE")]
    pub(crate) source: Option<PathBuf>,

    /// Print JSON Lines: file, line, column, severity, code, message, tool
    #[arg(long)]
    pub(crate) json: bool,

    /// Also print the URLs of servers
    #[arg(long, requires = "source")]
    pub(crate) urls: bool,

    /// Also print, at the end, how many tests passed and which failed
    #[arg(long, requires = "source")]
    pub(crate) tests: bool,

    /// Understand it with this problem matcher as well (may be repeated): one of [matchers] in .brum.toml, or one of VS Code as in '$tsc'
    #[arg(long, value_name = "NAME", requires = "source")]
    pub(crate) matcher: Vec<String>,
}
