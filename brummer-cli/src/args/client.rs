//! The arguments of commands that talk to the host of this project.

use std::path::PathBuf;

use brummer_core::Window;

/// Show what runs.
#[derive(Debug, clap::Args)]
pub(crate) struct Ps {
    /// Also what was never started
    #[arg(short, long)]
    pub(crate) all: bool,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Start scripts or command lines.
#[derive(Debug, clap::Args)]
pub(crate) struct Start {
    /// Scripts to start, or command lines in quotes
    #[arg(value_name = "NAME", required = true)]
    pub(crate) names: Vec<String>,
}

/// Processes that run, or have run.
#[derive(Debug, clap::Args)]
pub(crate) struct Chosen {
    /// Processes, by their names
    #[arg(value_name = "NAME", required_unless_present = "all")]
    pub(crate) names: Vec<String>,

    /// All of them
    #[arg(short, long, conflicts_with = "names")]
    pub(crate) all: bool,
}

/// Type into a process.
#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// The process
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    /// What to type; without it, all of stdin
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) text: Option<String>,

    /// Do not end it with a line feed
    #[arg(long, requires = "text")]
    pub(crate) no_newline: bool,
}

/// Wait for processes.
#[derive(Debug, clap::Args)]
pub(crate) struct Wait {
    /// Processes, all of which are waited for
    #[arg(value_name = "NAME", required = true)]
    pub(crate) names: Vec<String>,

    /// Until they can be used; the default
    #[arg(long)]
    pub(crate) ready: bool,

    /// Until they have ended; the exit code is then that of the first that failed
    #[arg(long, conflicts_with = "ready")]
    pub(crate) exit: bool,

    /// The longest time to wait, as in 30s
    #[arg(long, value_name = "TIME", default_value = "1m")]
    pub(crate) timeout: Window,
}

/// Print what happens.
#[derive(Debug, clap::Args)]
pub(crate) struct Events {
    /// Only problems that were not there before
    #[arg(long)]
    pub(crate) new_problems: bool,

    /// End after so many
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) number: Option<u64>,

    /// Print JSON, an object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Say what an edit broke.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// The files that were edited; without any, those that git names
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The longest time to wait, as in 30s
    #[arg(long, value_name = "TIME", default_value = "30s")]
    pub(crate) timeout: Window,

    /// Print JSON, an object a line
    #[arg(long)]
    pub(crate) json: bool,
}
