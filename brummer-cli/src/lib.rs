//! The command line of brummer: parses arguments, wires the other crates together, and reports.

mod args;
mod command;
mod filters;
#[cfg(any(feature = "tui", feature = "mcp"))]
mod follow;
mod interrupt;
mod moment;
mod open;
mod report;
mod runtime;
mod state;
mod stream;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use self::args::{Args, Command};
use self::report::Failure;

/// The argument that makes this program the guardian of another run of itself.
const GUARDIAN: &str = "__guardian";

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    // Before anything else: a guardian stays small, and reads no configuration.
    if let [_, first, rest @ ..] = &arguments[..]
        && first == GUARDIAN
    {
        return brummer_core::guard(rest);
    }
    let args = Args::parse_from(arguments);
    match run(args) {
        Ok(code) => code,
        Err(failure) => report::print(&failure),
    }
}

fn run(args: Args) -> Result<ExitCode, Failure> {
    let Args {
        common,
        names,
        command,
    } = args;
    match command {
        None => command::tui::run(&common, &names),
        Some(Command::Run(run)) if run.no_tui => command::run::run(&common, &run),
        Some(Command::Run(run)) => command::tui::run(&common, &run.names),
        Some(Command::Logs(logs)) => command::logs::run(&common, &logs),
        Some(Command::Scripts(scripts)) => command::scripts::run(&common, &scripts),
        Some(Command::Problems(problems)) => command::problems::run(&common, &problems),
        Some(Command::Mcp(mcp)) => command::mcp::run(&common, &mcp),
        Some(Command::Config(config)) => command::config::run(&common, &config),
    }
}
