//! The guardian is killed, and brummer is not.

use rustix::process::Signal;
use serde_json::json;

use super::start;
use crate::support::client::{Client, Era};
use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::project::{Project, process};
use crate::support::tool::has;

const SERVER: &str = "echo ready; sleep 1000 & wait";

/// The guardian of the only brummer of a project, once it survives what a terminal sends.
#[track_caller]
fn guardian(project: &Project) -> u32 {
    let found = project.mark.alive_as("__guardian");
    assert_eq!(found.len(), 1, "{found:?}");
    let pid = *found.first().unwrap();
    until("a guardian that catches signals", || {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let caught = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))?;
        let caught = u64::from_str_radix(caught.trim(), 16).ok()?;
        let has = |signal: Signal| caught & 1 << (signal.as_raw() - 1) != 0;
        [Signal::TERM, Signal::INT, Signal::HUP]
            .into_iter()
            .all(has)
            .then_some(())
    });
    pid
}

/// Kills the guardian, and waits until it is gone.
#[track_caller]
fn kill_guardian(project: &Project) {
    let pid = guardian(project);
    signal(pid, Signal::KILL);
    until("the end of the guardian", || {
        project.mark.alive_as("__guardian").is_empty().then_some(())
    });
}

#[test]
fn the_death_of_the_guardian_harms_nothing() {
    let project = Project::with_dev(SERVER);
    let mut client = Client::open(&project, Era::Initialize);
    start(&mut client, "dev");
    let mut pid = || {
        let status = client.call("scripts_status", &json!({"name": "dev"}));
        assert_eq!(status["processes"][0]["status"], "running");
        status["processes"][0]["pid"].clone()
    };
    let before = pid();
    kill_guardian(&project);
    assert_eq!(pid(), before);
    client.close().check(0);
    project.mark.wait_until_gone();
}

#[test]
fn the_next_start_gets_a_guardian_that_guards_all() {
    let config = process("dev", SERVER) + &process("api", SERVER);
    let project = Project::new(&[(".brum.toml", &config)]);
    let mut client = Client::open(&project, Era::Initialize);
    start(&mut client, "dev");
    kill_guardian(&project);
    start(&mut client, "api");
    guardian(&project);
    client.program.kill();
    project.mark.wait_until_gone();
}

#[test]
fn a_signal_to_the_group_does_not_end_the_guardian() {
    let project = Project::with_dev(SERVER);
    let mut client = Client::open(&project, Era::Initialize);
    start(&mut client, "dev");
    for polite in [Signal::TERM, Signal::INT, Signal::HUP] {
        signal(guardian(&project), polite);
    }
    client.program.kill();
    project.mark.wait_until_gone();
}

#[test]
fn a_new_guardian_knows_what_was_started_before_it() {
    if !has("setsid") {
        return;
    }
    // One stays in the session and has lost brummer's mark, the other has left the session; the parents of both are gone.
    let daemons = "(env -i TEST_PROGRAM=$TEST_PROGRAM /bin/sh -c 'sleep 1000; true' &); (setsid sleep 1000 &)";
    let config = process("dev", &format!("{daemons}; echo ready; sleep 0.5; exit 0"))
        + &process("other", SERVER);
    let project = Project::new(&[(".brum.toml", &config)]);
    let mut client = Client::open(&project, Era::Initialize);
    start(&mut client, "dev");
    kill_guardian(&project);
    start(&mut client, "other");
    guardian(&project);
    client.program.kill();
    project.mark.wait_until_gone();
}
