//! `brummer mcp` in a build without the server.

use std::process::ExitCode;

use crate::args::{Common, Mcp};
use crate::report::Failure;

pub(crate) fn run(_: &Common, _: &Mcp) -> Result<ExitCode, Failure> {
    Err(Failure::Usage(
        "this build has no MCP server (cargo feature `mcp`)".to_owned(),
    ))
}

/// Installing into editors, of which there is nothing without a server.
#[cfg(feature = "tui")]
pub(crate) mod offer {
    use crate::args::Common;
    use crate::report::Failure;

    /// An editor that is here.
    pub(crate) struct Editor {
        pub(crate) name: &'static str,
        pub(crate) state: String,
        pub(crate) file: String,
        pub(crate) is_installed: bool,
    }

    /// None: there is no server that they could start.
    pub(crate) fn editors(_: &Common) -> Vec<Editor> {
        Vec::new()
    }

    pub(crate) fn difference(_: &Common, _: &str) -> Result<String, Failure> {
        Err(no_server())
    }

    pub(crate) fn write(_: &Common, _: &str, _: &str) -> Result<String, Failure> {
        Err(no_server())
    }

    fn no_server() -> Failure {
        Failure::Usage("this build has no MCP server (cargo feature `mcp`)".to_owned())
    }
}
