//! The arguments, as a table that also makes the help.

mod http;

use std::path::{Path, PathBuf};

use brummer_core::config::{Flags, GracePeriod};
use brummer_core::detect::FieldQuery;
use brummer_core::project::PackageManager;
use brummer_core::{Level, LogContext, LogQuery, LogRun, Moment, StopSignal, Window};
use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use self::http::{Http, Serve};

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

    /// Serve MCP without the terminal UI, as `brummer serve` does; with --no-mcp, only print, as `brummer run --no-tui` does
    #[arg(long)]
    pub(crate) no_tui: bool,

    /// Do not serve MCP
    #[arg(long, conflicts_with_all = ["port", "host", "token"])]
    pub(crate) no_mcp: bool,

    #[command(flatten)]
    pub(crate) http: Http,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
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
    /// Read what processes have printed, also in the past, where logs are kept on disk
    ///
    /// `persist = true` under [logs] in .brum.toml keeps them. A TIME is a time ago (5m, 2h, 3d), a time of today (14:30), or a
    /// date with or without a time (2026-01-31, 2026-01-31 14:30, 2026-01-31T14:30:00Z).
    Logs(Logs),
    /// List what can be run here
    Scripts(Scripts),
    /// Say what the output of any command complains of, one problem a line
    Problems(Problems),
    /// Serve the Model Context Protocol over HTTP, without a terminal UI, until Ctrl-C
    Serve(Serve),
    /// Serve the Model Context Protocol on stdin and stdout, for AI editors; or enter that into them
    Mcp(Mcp),
    /// Show or check the configuration
    Config(Config),
}

/// Run scripts or command lines.
#[derive(Debug, Default, clap::Args)]
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

    #[command(flatten)]
    pub(crate) filters: Filters,
}

/// Which lines are printed.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Which lines")]
pub(crate) struct Filters {
    /// Only lines in which this regular expression is found (may be repeated: any of them); lower case finds both cases
    #[arg(long, value_name = "RE")]
    pub(crate) grep: Vec<String>,

    /// Only lines in which it is not found
    #[arg(short = 'v', long, requires = "grep")]
    pub(crate) invert_match: bool,

    /// Take upper and lower case for the same, whatever the expression
    #[arg(short, long, requires = "grep")]
    pub(crate) ignore_case: bool,

    /// Only lines of this level or a more serious one [trace, debug, info, warn, error, fatal]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<Level>,

    /// Only structured lines with such a field, as in `status>=500` (may be repeated: all of them); the signs are = != > >= < <= and ~ for a regular expression
    #[arg(long, value_name = "FIELD", value_parser = FieldQuery::parse)]
    pub(crate) field: Vec<FieldQuery>,
}

/// The heading of the flags for the looks of lines.
const LOOK: &str = "How they look";

/// Read what processes have printed.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a flag that takes no value is one"
)]
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Which lines")]
pub(crate) struct Logs {
    /// Processes to read; all, if none is named
    #[arg(value_name = "NAME", help_heading = "Arguments")]
    pub(crate) names: Vec<String>,

    /// The most lines to print: the latest ones, or with --around the nearest
    #[arg(short = 'n', long, value_name = "N", default_value_t = 1000,
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=LogQuery::MAX_LIMIT as u64))]
    pub(crate) lines: usize,

    /// Only lines from then on
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<Moment>,

    /// Only lines before then
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<Moment>,

    /// Only lines of this run: its number, or -1 for the last run of each process, -2 for the one before
    #[arg(long, value_name = "RUN", allow_hyphen_values = true)]
    pub(crate) run: Option<LogRun>,

    /// Lines of all processes around a moment
    #[arg(long, value_name = "TIME")]
    pub(crate) around: Option<Moment>,

    /// How far to look on either side of that moment
    #[arg(long, value_name = "TIME", default_value = "2s", requires = "around")]
    pub(crate) within: Window,

    /// Print so many lines of the process around each line found
    #[arg(short = 'C', long, value_name = "N", default_value_t = 0,
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(0..=LogContext::MAX as u64))]
    pub(crate) context: usize,

    #[command(flatten)]
    pub(crate) filters: Filters,

    /// Print JSON, an object a line: time, process, run, stream, level, text, context
    #[arg(long, help_heading = LOOK)]
    pub(crate) json: bool,

    /// Print structured lines (JSON, logfmt) as they came, instead of the message and the fields that matter
    #[arg(long, help_heading = LOOK)]
    pub(crate) raw: bool,

    /// Print without colours
    #[arg(long, help_heading = LOOK)]
    pub(crate) no_color: bool,

    /// Print the newest line first
    #[arg(long, help_heading = LOOK)]
    pub(crate) newest_first: bool,
}

/// When to print colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
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

    /// Understand it with this problem matcher as well (may be repeated): one of [matchers] in .brum.toml, or one of VS Code as in '$tsc'
    #[arg(long, value_name = "NAME")]
    pub(crate) matcher: Vec<String>,
}

/// Serve the Model Context Protocol on stdin and stdout, for AI editors.
///
/// With a command: enter this server into the configuration of editors, or take it out.
#[derive(Debug, clap::Args)]
pub(crate) struct Mcp {
    #[command(subcommand)]
    pub(crate) action: Option<McpAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum McpAction {
    /// Enter this server into the configuration of AI editors: of those named, or of all that are found
    ///
    /// Shows what would change first. On a terminal it then asks; elsewhere, or with --yes, it writes. What was in a file before is
    /// kept beside it, as FILE.bak-1 and so on. If one file cannot be edited, none is written.
    Install(McpInstall),
    /// Take this server out of the configuration of AI editors, and leave everything else in it as it is
    Uninstall(McpEdit),
    /// Say which AI editors are here, and which of them have this server
    Status(McpStatus),
    /// Print what belongs into an editor's configuration, and write nothing
    Config(McpSnippet),
}

/// Enter this server.
#[derive(Debug, clap::Args)]
pub(crate) struct McpInstall {
    #[command(flatten)]
    pub(crate) edit: McpEdit,

    /// Enter the address of a server that runs, on port 7777, instead of a command that the editor starts
    #[arg(long)]
    pub(crate) http: bool,
}

/// Which files are edited, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct McpEdit {
    #[command(flatten)]
    pub(crate) clients: McpClients,

    #[command(flatten)]
    pub(crate) scope: McpScope,

    /// Show what would change, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Do not ask before writing
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// Names of editors.
#[derive(Debug, clap::Args)]
pub(crate) struct McpClients {
    /// claude-code, claude-desktop, cursor, vscode, windsurf, zed, codex, gemini, opencode, cline, continue
    #[arg(value_name = "CLIENT")]
    pub(crate) names: Vec<String>,
}

/// For whom.
#[derive(Debug, clap::Args)]
pub(crate) struct McpScope {
    /// In the files of the project, which others share, instead of the user's own
    #[arg(long)]
    pub(crate) project: bool,

    /// In the user's own files, for all projects; the default
    #[arg(long, conflicts_with = "project")]
    pub(crate) user: bool,
}

/// Say which editors have this server.
#[derive(Debug, clap::Args)]
pub(crate) struct McpStatus {
    #[command(flatten)]
    pub(crate) clients: McpClients,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print what belongs into a configuration.
#[derive(Debug, clap::Args)]
pub(crate) struct McpSnippet {
    /// As for `brummer mcp install`; without one, in the form that most editors share
    #[arg(value_name = "CLIENT")]
    pub(crate) name: Option<String>,

    /// The address of a server that runs, on port 7777, instead of a command that the editor starts
    #[arg(long)]
    pub(crate) http: bool,
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
            Some(Command::Mcp(Mcp { action: None }))
        ));
    }
}
