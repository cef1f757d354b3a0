//! The arguments, as a table that also makes the help.

use std::path::PathBuf;

use brummer_core::StopSignal;
use brummer_core::config::{Flags, GracePeriod};
use brummer_core::project::PackageManager;
use clap::{Parser, Subcommand, ValueEnum};

/// Runs a project's development processes for a person (a terminal UI) and for an AI editor (MCP).
///
/// Without a command it opens the terminal UI on everything that the project can run, and starts the scripts named.
#[derive(Debug, Parser)]
#[command(
    name = "brummer",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,

    /// Scripts to start, or command lines in quotes
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What every command takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Common {
    /// The directory of the project
    #[arg(short, long, global = true, default_value = ".", value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// The package manager that runs scripts of package.json [npm, pnpm, yarn, bun]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) package_manager: Option<PackageManager>,

    /// How long a stop waits before it kills [default: 5s]
    #[arg(long, global = true, value_name = "TIME")]
    pub(crate) grace: Option<GracePeriod>,

    /// The signal that asks processes to end [default: TERM]
    #[arg(long, global = true, value_name = "SIGNAL")]
    pub(crate) stop_signal: Option<StopSignal>,
}

impl Common {
    /// What the flags say for the configuration.
    pub(crate) fn flags(&self) -> Flags {
        Flags {
            package_manager: self.package_manager,
            grace: self.grace,
            stop_signal: self.stop_signal,
            stdin: None,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run scripts or command lines, in the terminal UI or as plain output
    Run(Run),
    /// List what can be run here
    Scripts(Scripts),
    /// Say what the output of any command complains of, one problem a line
    Problems(Problems),
    /// Serve the Model Context Protocol on stdin and stdout, for AI editors
    Mcp,
    /// Show or check the configuration
    Config(Config),
}

/// Run scripts or command lines.
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// Scripts to run, or command lines in quotes
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,

    /// Print the output of all of them, each line after the name of its process, and end when they have ended.
    ///
    /// The exit code is 0 if all succeeded, else that of the first that failed; 130 after Ctrl-C. A second Ctrl-C kills.
    #[arg(long)]
    pub(crate) no_tui: bool,

    /// When to print colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
}

/// When to print colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

/// List what can be run here.
#[derive(Debug, clap::Args)]
pub(crate) struct Scripts {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

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
}

/// Show or check the configuration.
#[derive(Debug, clap::Args)]
pub(crate) struct Config {
    #[command(subcommand)]
    pub(crate) action: ConfigAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigAction {
    /// Print every value with where it comes from
    Show {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what is wrong with the configuration files, if anything is
    Check,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_table_of_arguments_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_name_is_no_command_and_a_command_is_no_name() {
        let args = Args::try_parse_from(["brummer", "dev", "api"]).unwrap();
        assert_eq!(args.names, ["dev", "api"]);
        assert!(matches!(
            Args::try_parse_from(["brummer", "mcp"]).unwrap().command,
            Some(Command::Mcp)
        ));
    }
}
