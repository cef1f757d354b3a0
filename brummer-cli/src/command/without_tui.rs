//! The terminal UI in a build without it.

use std::process::ExitCode;

use crate::args::Common;
use crate::report::Failure;

pub(crate) fn run(_: &Common, _: &[String]) -> Result<ExitCode, Failure> {
    let message =
        "this build has no terminal UI (cargo feature `tui`); use `brummer run NAME… --no-tui`";
    Err(Failure::Usage(message.to_owned()))
}
