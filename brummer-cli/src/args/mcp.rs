//! The arguments of serving AI editors, and of their configuration.

use clap::Subcommand;

/// Serve the Model Context Protocol on stdin and stdout, for AI editors.
///
/// With a command: enter this server into the configuration of editors, or take it out.
#[derive(Debug, clap::Args)]
pub(crate) struct Mcp {
    /// Reach all projects that are hosted: every tool takes a `project`; without one it is that of the client
    #[arg(long)]
    pub(crate) hub: bool,

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

    /// Enter a server that reaches all projects that are hosted
    #[arg(long, conflicts_with = "http")]
    pub(crate) hub: bool,
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

    /// A server that reaches all projects that are hosted
    #[arg(long, conflicts_with = "http")]
    pub(crate) hub: bool,
}
