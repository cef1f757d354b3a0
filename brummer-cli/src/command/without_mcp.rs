//! `brummer mcp` in a build without the server.

use std::process::ExitCode;

use crate::args::Common;
use crate::report::Failure;

pub(crate) fn run(_: &Common) -> Result<ExitCode, Failure> {
    Err(Failure::Usage(
        "this build has no MCP server (cargo feature `mcp`)".to_owned(),
    ))
}
