//! The arguments of hosting a project, and of what is hosted.

use std::path::PathBuf;

use brummer_core::config::Flags;
use brummer_core::instance::{StartedBy, Stay};
use clap::ValueEnum;

use super::{Common, Http};

/// Host the project: run its processes for whoever connects, and print what they print.
///
/// One host serves a project. It ends with Ctrl-C, or with `brummer down`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Serve {
    /// Scripts to start, or command lines in quotes
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,

    /// Host in the background; returns when it can be used
    #[arg(short, long)]
    pub(crate) detach: bool,

    /// The directory of the project [default: .]
    // As for every command, but -d means something else here.
    #[arg(id = "dir", long, value_name = "DIR")]
    pub(crate) _dir: Option<PathBuf>,

    /// Host in the background, as a process of its own that somebody waits for
    #[arg(long, value_enum, hide = true, conflicts_with = "detach")]
    pub(crate) background: Option<Background>,

    /// Serve no MCP over HTTP
    #[arg(long, conflicts_with_all = ["port", "host", "token"])]
    pub(crate) no_mcp: bool,

    #[command(flatten)]
    pub(crate) http: Http,
}

impl Serve {
    /// What these arguments say for the configuration, beside what the others say.
    pub(crate) fn flags(&self, common: &Common) -> Flags {
        Flags {
            mcp: self.no_mcp.then_some(false),
            ..self.http.flags(common)
        }
    }
}

/// Who wants a host in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Background {
    /// A person, with `brummer serve -d`.
    Serve,
    /// The terminal UI.
    Tui,
    /// `brummer mcp`.
    Mcp,
    /// A command.
    Command,
}

impl Background {
    /// The name that the argument has.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Tui => "tui",
            Self::Mcp => "mcp",
            Self::Command => "command",
        }
    }

    pub(crate) fn started_by(self) -> StartedBy {
        match self {
            Self::Serve => StartedBy::Serve,
            Self::Tui => StartedBy::Tui,
            Self::Mcp => StartedBy::Mcp,
            Self::Command => StartedBy::Command,
        }
    }

    /// Only what a person asked for stays when nobody needs it.
    pub(crate) fn stay(self) -> Stay {
        match self {
            Self::Serve => Stay::Stay,
            Self::Tui | Self::Mcp | Self::Command => Stay::Linger,
        }
    }
}

/// List the projects that are hosted now.
#[derive(Debug, clap::Args)]
pub(crate) struct Instances {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// End the host of this project.
///
/// All its processes are stopped first. Asked a second time, it kills them.
#[derive(Debug, clap::Args)]
pub(crate) struct Down {}
