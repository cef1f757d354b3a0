//! The terminal UI in a build without it.

use std::process::ExitCode;

use brummer_core::config::Config;

use crate::args::{Common, Serve};
use crate::report::Failure;

/// What only the terminal UI knows is not checked.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the check of a build with the terminal UI can fail"
)]
pub(crate) fn check(_: &Config) -> Result<(), Failure> {
    Ok(())
}

pub(crate) fn run(_: &Common, _: Serve, _: &[String]) -> Result<ExitCode, Failure> {
    Err(absent())
}

pub(crate) fn attach(_: &Common) -> Result<ExitCode, Failure> {
    Err(absent())
}

fn absent() -> Failure {
    let message = "this build has no terminal UI (cargo feature `tui`); use `brummer run NAME… --no-tui` or `brummer serve`";
    Failure::Usage(message.to_owned())
}
