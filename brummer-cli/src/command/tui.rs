//! `brummer [NAME…]`: the terminal UI.

use std::process::ExitCode;

use crate::args::Common;
use crate::report::Failure;

#[cfg(not(feature = "tui"))]
pub(crate) fn run(_: &Common, _: &[String]) -> Result<ExitCode, Failure> {
    Err(Failure::Usage(
        "this build has no terminal UI; use `brummer run NAME… --no-tui`".to_owned(),
    ))
}
#[cfg(feature = "tui")]
pub(crate) fn run(_: &Common, _: &[String]) -> Result<ExitCode, Failure> {
    Err(Failure::Usage("x".to_owned()))
}
