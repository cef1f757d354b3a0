//! The arguments of running, and of reading what was printed.

use brummer_core::detect::FieldQuery;
use brummer_core::{Level, LogContext, LogQuery, LogRun, Moment, Window};
use clap::ValueEnum;

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

    /// Go on with what is printed from now on, until the host of the project ends
    #[arg(short, long, conflicts_with_all = ["until", "around", "context", "newest_first"])]
    pub(crate) follow: bool,

    /// The most lines to print: the latest ones, or with --around the nearest [default: 1000, before following 10]
    #[arg(short = 'n', long, value_name = "N",
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=LogQuery::MAX_LIMIT as u64))]
    pub(crate) lines: Option<usize>,

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
