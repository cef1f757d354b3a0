//! `brummer mcp`: the Model Context Protocol on stdin and stdout.

use std::process::ExitCode;

use crate::args::Common;
use crate::report::Failure;

#[cfg(not(feature = "mcp"))]
pub(crate) fn run(_: &Common) -> Result<ExitCode, Failure> {
    Err(Failure::Usage("this build has no MCP server".to_owned()))
}
#[cfg(feature = "mcp")]
pub(crate) fn run(_: &Common) -> Result<ExitCode, Failure> {
    Err(Failure::Usage("x".to_owned()))
}
