//! `brummer mcp` in a build without the server.

use std::process::ExitCode;

use crate::args::{Common, Mcp};
use crate::report::Failure;

pub(crate) fn run(_: &Common, _: &Mcp) -> Result<ExitCode, Failure> {
    Err(Failure::Usage(
        "this build has no MCP server (cargo feature `mcp`)".to_owned(),
    ))
}
