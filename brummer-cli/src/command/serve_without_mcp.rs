//! `brummer serve` in a build without the server.

use std::process::ExitCode;

use crate::args::{Common, Serve};
use crate::report::Failure;

pub(crate) fn run(_: &Common, _: &Serve) -> Result<ExitCode, Failure> {
    Err(Failure::Usage(
        "this build has no MCP server (cargo feature `mcp`)".to_owned(),
    ))
}
