//! Hosts: found, started once, ended with all their processes, and closed to others.

#[cfg(feature = "tui")]
mod attached;
mod commands;
mod hosted;
mod hostile;
#[cfg(feature = "mcp")]
mod hub;
#[cfg(all(feature = "tui", feature = "mcp"))]
mod killed;
#[cfg(feature = "mcp")]
mod shared;
#[cfg(all(feature = "tui", feature = "mcp"))]
mod together;

use serde_json::Value;

use crate::support::patience::until;
use crate::support::program::{Ended, Program};
use crate::support::project::Project;

const DEV: &str = "echo listening; sleep 1000 & wait";

/// Starts `brummer serve`, which serves MCP at any port.
fn hosting(project: &Project, args: &[&str]) -> Program {
    let mut brummer = project.brummer(&[&["serve"], args].concat());
    Program::start(brummer.env("BRUMMER_MCP_PORT", "0"))
}

/// Hosts the project in the background.
#[track_caller]
fn host(project: &Project, args: &[&str]) -> Ended {
    hosting(project, &[&["-d"], args].concat()).end().check(0)
}

/// What `brummer instances --json` lists.
#[track_caller]
fn listed(project: &Project) -> Vec<Value> {
    let ended = project.run(&["instances", "--json"]).check(0);
    serde_json::from_slice(&ended.stdout).unwrap()
}

/// The pid of the only host.
#[track_caller]
fn pid(project: &Project) -> u32 {
    let listed = listed(project);
    let [instance] = &listed[..] else {
        panic!("{listed:?}");
    };
    u32::try_from(instance["pid"].as_u64().unwrap()).unwrap()
}

/// The names in the directory of instances.
fn files(project: &Project) -> Vec<String> {
    let entries = std::fs::read_dir(project.runtime_dir()).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Waits until a process that nobody waits for runs this.
#[track_caller]
fn wait_for_process(project: &Project, text: &str) {
    until(text, || {
        (!project.mark.alive_as(text).is_empty()).then_some(())
    });
}

/// Starts many programs at once, and waits for all of them.
fn all_at_once(programs: Vec<Program>) -> Vec<Ended> {
    programs.into_iter().map(Program::end).collect()
}
