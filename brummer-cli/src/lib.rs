//! The command line of brummer: parses arguments, wires the other crates together, and reports.

mod args;
mod background;
mod client;
mod command;
#[cfg(feature = "mcp")]
mod discovered;
mod filters;
mod follow;
mod here;
mod host;
#[cfg(feature = "mcp")]
mod http;
#[cfg(not(feature = "mcp"))]
#[path = "http/without_mcp.rs"]
mod http;
mod interrupt;
#[cfg(any(feature = "tui", feature = "mcp"))]
mod join;
mod open;
mod report;
mod runtime;
mod screen;
mod shared;
mod state;
mod stop;
mod stream;
mod table;

use std::ffi::OsString;
use std::process::ExitCode;

use self::args::{Args, Command, Down, Mcp, Run, Serve};
use self::report::Failure;

/// The argument that makes this program the guardian of another run of itself.
const GUARDIAN: &str = "__guardian";

/// What processes of this program are called where the system lists them.
#[cfg(target_os = "linux")]
const NAME: &std::ffi::CStr = c"brummer";

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    name_process();
    // Before anything else: a guardian stays small, and reads no configuration.
    if let [_, first, rest @ ..] = &arguments[..]
        && first == GUARDIAN
    {
        return brummer_core::guard(rest);
    }
    let args = Args::of(arguments);
    match run(args) {
        Ok(code) => code,
        Err(failure) => report::print(&failure),
    }
}

/// Has the system show the name of the program, also where it was started as `/proc/self/exe`, which is called `exe` otherwise.
fn name_process() {
    // What it is called changes nothing of what it does.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::set_name(NAME);
}

fn run(args: Args) -> Result<ExitCode, Failure> {
    let Args {
        common,
        names,
        no_tui,
        no_mcp,
        http,
        hub,
        command,
    } = args;
    match command {
        None if hub => {
            let mcp = Mcp { hub, action: None };
            command::mcp::run(&common, &mcp)
        }
        None if no_tui && no_mcp => {
            let run = Run {
                names,
                no_tui,
                ..Run::default()
            };
            command::run::run(&common, &run)
        }
        None if no_tui => {
            let serve = Serve {
                names,
                http,
                ..Serve::default()
            };
            command::serve::run(&common, &serve)
        }
        None => {
            let serve = Serve {
                no_mcp,
                http,
                ..Serve::default()
            };
            command::tui::run(&common, serve, &names)
        }
        Some(Command::Run(run)) if run.no_tui => command::run::run(&common, &run),
        Some(Command::Run(run)) => command::tui::run(&common, Serve::default(), &run.names),
        Some(Command::Serve(serve)) => command::serve::run(&common, &serve),
        Some(Command::Attach) => command::tui::attach(&common),
        Some(Command::Ps(ps)) => command::ps::run(&common, &ps),
        Some(Command::Start(start)) => command::start::run(&common, &start),
        Some(Command::Stop(chosen)) => command::stop::run(&common, &chosen),
        Some(Command::Restart(chosen)) => command::restart::run(&common, &chosen),
        Some(Command::Send(send)) => command::send::run(&common, &send),
        Some(Command::Wait(wait)) => command::wait::run(&common, &wait),
        Some(Command::Events(events)) => command::events::run(&common, &events),
        Some(Command::Check(check)) => command::check::run(&common, &check),
        Some(Command::Instances(instances)) => command::instances::run(&instances),
        Some(Command::Down(Down {})) => command::down::run(&common),
        Some(Command::Logs(logs)) => command::logs::run(&common, &logs),
        Some(Command::Scripts(scripts)) => command::scripts::run(&common, &scripts),
        Some(Command::Problems(problems)) => command::problems::run(&common, &problems),
        Some(Command::Mcp(mcp)) => command::mcp::run(&common, &mcp),
        Some(Command::Config(config)) => command::config::run(&common, &config),
    }
}
