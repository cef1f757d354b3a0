//! The arguments of what is about problems.

use std::path::PathBuf;

/// Say what the output of any command complains of, one problem a line: `some-command 2>&1 | brummer problems -`.
///
/// The exit code is 1 if there are errors, else 0.
#[derive(Debug, clap::Args)]
pub(crate) struct Problems {
    /// Where to read output from: `-` for stdin
    #[arg(value_name = "SOURCE")]
    pub(crate) source: PathBuf,

    /// Print JSON Lines: file, line, column, severity, code, message, tool
    #[arg(long)]
    pub(crate) json: bool,

    /// Also print the URLs of servers
    #[arg(long)]
    pub(crate) urls: bool,

    /// Also print, at the end, how many tests passed and which failed
    #[arg(long)]
    pub(crate) tests: bool,

    /// Understand it with this problem matcher as well (may be repeated): one of [matchers] in .brum.toml, or one of VS Code as in '$tsc'
    #[arg(long, value_name = "NAME")]
    pub(crate) matcher: Vec<String>,
}
