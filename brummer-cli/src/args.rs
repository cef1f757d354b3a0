//! The arguments, as a table that also makes the help.

mod client;
mod groups;
mod http;
mod instance;
mod lines;
mod mcp;
mod problems;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use brummer_core::StopSignal;
use brummer_core::config::{Flags, GracePeriod};
use brummer_core::project::PackageManager;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use self::client::{Check, Chosen, Events, Ps, Send, Start, Wait};
pub(crate) use self::http::Http;
pub(crate) use self::instance::{Background, Down, Instances, Serve};
pub(crate) use self::lines::{ColorChoice, Filters, Logs, Run};
pub(crate) use self::mcp::Mcp;
#[cfg(feature = "mcp")]
pub(crate) use self::mcp::{McpAction, McpEdit, McpInstall, McpScope, McpSnippet, McpStatus};
pub(crate) use self::problems::Problems;

/// Runs a project's development processes for a person (a terminal UI) and for an AI editor (MCP).
///
/// Without a command it opens the terminal UI on everything that the project can run, and starts the scripts named. Where the project is
/// hosted already, it joins that.
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

    /// Serve MCP without the terminal UI, as `brummer serve` does; with --no-mcp, only print, as `brummer run --no-tui` does
    #[arg(long)]
    pub(crate) no_tui: bool,

    /// Do not serve MCP
    #[arg(long, conflicts_with_all = ["port", "host", "token"])]
    pub(crate) no_mcp: bool,

    /// Serve MCP on stdin and stdout for all projects that are hosted, as `brummer mcp --hub` does
    #[arg(long = "mcp", conflicts_with_all = ["names", "no_tui", "no_mcp", "port", "host", "token"])]
    pub(crate) hub: bool,

    #[command(flatten)]
    pub(crate) http: Http,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Args {
    /// The arguments of a call; help, the version and complaints are printed, and end the program.
    pub(crate) fn of(arguments: Vec<OsString>) -> Self {
        let matches = groups::grouped(Self::command()).get_matches_from(arguments);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// What every command takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Common {
    /// The directory of the project [default: .]
    #[arg(short, long, global = true, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,

    /// The package manager that runs scripts of package.json [npm, pnpm, yarn, bun, deno]
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
    /// The directory of the project; where nobody names one, the working directory.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.as_deref().unwrap_or(Path::new("."))
    }

    /// What the flags say for the configuration.
    pub(crate) fn flags(&self) -> Flags {
        Flags {
            package_manager: self.package_manager,
            grace: self.grace,
            stop_signal: self.stop_signal,
            ..Flags::default()
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run scripts or command lines, in the terminal UI or as plain output
    Run(Run),
    /// Read what processes print and have printed
    ///
    /// What the host of the project has in memory, or what is kept on disk, also of the past: `persist = true` under [logs] in .brum.toml keeps them. A TIME is a time ago (5m, 2h, 3d), a time of today (14:30), or a
    /// date with or without a time (2026-01-31, 2026-01-31 14:30, 2026-01-31T14:30:00Z).
    Logs(Logs),
    /// List what can be run here
    Scripts(Scripts),
    /// Say what is broken in this project, or what the output of any command complains of
    Problems(Problems),
    /// Host the project without a terminal UI, with MCP over HTTP, until Ctrl-C; or in the background
    Serve(Serve),
    /// Open the terminal UI on what is hosted; leaving it stops nothing
    Attach,
    /// Show what runs in this project
    Ps(Ps),
    /// Start scripts or command lines; what runs already stays as it is
    Start(Start),
    /// Stop processes, each with all that it started
    Stop(Chosen),
    /// Stop processes and start them again
    Restart(Chosen),
    /// Type into a process
    Send(Send),
    /// Return when processes are ready, or have ended; 124 is the exit code if the time is over first
    Wait(Wait),
    /// Print what happens in this project, as it happens
    Events(Events),
    /// Say what an edit broke: wait for what watches the project, and print the new problems
    ///
    /// The exit code is 1 if there are any, 124 if it was not told in time, else 0; what is known is said on stderr.
    Check(Check),
    /// List the projects that are hosted now
    Instances(Instances),
    /// End the host of this project, with all its processes
    Down(Down),
    /// Serve the Model Context Protocol on stdin and stdout, for AI editors; or enter that into them
    Mcp(Mcp),
    /// Show or check the configuration
    Config(Config),
}

/// List what can be run here.
#[derive(Debug, clap::Args)]
pub(crate) struct Scripts {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
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
            Some(Command::Mcp(Mcp {
                action: None,
                hub: false
            }))
        ));
    }
}
