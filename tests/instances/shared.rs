//! A person and an agent in the same project.

use rustix::process::Signal;
use serde_json::{Value, json};

use super::{DEV, host, listed, pid, wait_for_process};
use crate::support::client::{Client, Era};
use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::project::Project;
#[cfg(feature = "tui")]
use crate::support::terminal::Terminal;

/// The process `dev`, as an agent sees it.
#[track_caller]
fn dev(client: &mut Client) -> Value {
    client.call("scripts_status", &json!({}))["processes"][0].take()
}

#[cfg(feature = "tui")]
#[test]
fn an_agent_joins_what_a_person_runs_and_leaves_it_running() {
    let project = Project::with_dev(DEV);
    let Some(mut terminal) = Terminal::start(&project, &["dev"]) else {
        return;
    };
    terminal.wait_for_line("listening");
    assert_eq!(listed(&project)[0]["startedBy"], "tui");
    let mut agent = Client::open(&project, Era::Initialize);
    let dev = dev(&mut agent);
    assert_eq!(
        (&dev["status"], &dev["owner"]),
        (&json!("running"), &json!("person"))
    );
    agent.close().check(0);
    assert_eq!(project.mark.alive_as("sleep 1000").len(), 2);
    terminal.type_keys("qy");
    terminal.wait_until_restored();
    terminal.program.end().check(0);
    project.mark.assert_gone();
}

#[cfg(feature = "tui")]
#[test]
fn a_person_joins_what_an_agent_runs() {
    let project = Project::with_dev(DEV);
    let mut agent = Client::open(&project, Era::Initialize);
    agent.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    let Some(terminal) = Terminal::start(&project, &[]) else {
        return;
    };
    terminal.wait_for_line("listening");
    project.run(&["restart", "dev"]).check(0);
    assert_eq!(dev(&mut agent)["run"], 2);
    agent.close().check(0);
    // What the agent hosted has gone with it.
    terminal.wait_until_restored();
    terminal.program.end().check(1);
    project.mark.assert_gone();
}

#[test]
fn an_agent_whose_host_was_killed_goes_on_with_an_empty_one() {
    let project = Project::with_dev(DEV);
    host(&project, &["dev"]);
    wait_for_process(&project, "sleep 1000");
    let mut agent = Client::open(&project, Era::Initialize);
    assert_eq!(dev(&mut agent)["owner"], "person");
    let first = pid(&project);
    signal(first, Signal::KILL);
    until("another host", || {
        let listed = listed(&project);
        let by = listed
            .first()
            .map(|one| (one["startedBy"].clone(), one["pid"].clone()));
        by.filter(|(by, pid)| by == "mcp" && *pid != first)
    });
    until("the agent to be its client", || {
        let params = json!({"name": "scripts_run", "arguments": {"name": "dev", "wait_ms": 0}});
        let ran = agent.request("tools/call", params);
        (ran["isError"] == false).then_some(())
    });
    let dev = dev(&mut agent);
    assert_eq!(
        (&dev["status"], &dev["run"]),
        (&json!("running"), &json!(1))
    );
    agent.close().check(0);
    // Nobody needs the host any more.
    project.mark.wait_until_gone();
}
