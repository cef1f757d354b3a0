//! The terminal UI in a build without it.

use std::process::ExitCode;

use brummer_core::config::Flags;

use crate::args::Common;
use crate::report::Failure;

pub(crate) fn run(_: &Common, _: Flags, _: &[String]) -> Result<ExitCode, Failure> {
    let message = "this build has no terminal UI (cargo feature `tui`); use `brummer run NAME… --no-tui` or `brummer serve`";
    Err(Failure::Usage(message.to_owned()))
}
