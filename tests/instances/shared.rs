//! A person and an agent in the same project.

use rustix::process::Signal;
use serde_json::{Value, json};

use super::{DEV, host, listed, pid, wait_for_process};
use crate::support::client::{Client, Era};
use crate::support::http::Server;
use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::project::{LINGERED, Project, process};
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
    let Some(mut terminal) = Terminal::start(&project, &[]) else {
        return;
    };
    terminal.wait_for_text("joined what is hosted by pid");
    terminal.wait_for_line("listening");
    project.run(&["restart", "dev"]).check(0);
    assert_eq!(dev(&mut agent)["run"], 2);
    agent.close().check(0);
    // Whoever is left needs it, and is asked now.
    assert_eq!(project.mark.alive_as("sleep 1000").len(), 2);
    until("the person to be alone", || {
        (!terminal.shows("other client")).then_some(())
    });
    terminal.type_keys("q");
    terminal.wait_for_text("Leave?");
    terminal.type_keys("y");
    terminal.wait_until_restored();
    terminal.program.end().check(0);
    project.mark.assert_gone();
}

#[test]
fn a_host_outlives_its_last_client_for_a_moment_so_that_an_editor_may_start_its_server_anew() {
    let project = Project::with_dev(DEV);
    let first = project.start_lingering("1m");
    let mut agent = Client::of(first, Era::Initialize);
    agent.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    let host = pid(&project);
    agent.close().check(0);
    let mut agent = Client::open(&project, Era::Initialize);
    assert_eq!((&dev(&mut agent)["run"], pid(&project)), (&json!(1), host));
    agent.close().check(0);
    project.run(&["down"]).check(0);
    project.mark.assert_gone();
}

#[test]
fn a_client_over_http_keeps_the_host_for_as_long_as_it_is_connected() {
    let config = process("dev", DEV) + &process("slow", "sleep 2000");
    let project = Project::new(&[(".brum.toml", &config)]);
    let mut agent = Client::open(&project, Era::Initialize);
    agent.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    let url = listed(&project)[0]["http"].as_str().unwrap().to_owned();
    let slow = json!({"name": "slow", "wait_ms": 50_000});
    let other = Server::named_in(&url).ask("scripts_run", &slow);
    wait_for_process(&project, "sleep 2000");
    agent.close().check(0);
    std::thread::sleep(3 * LINGERED);
    assert_eq!(project.mark.alive_as("sleep 1000").len(), 2);
    drop(other);
    project.mark.wait_until_gone();
}

#[test]
fn many_agents_that_start_at_once_share_one_host() {
    let project = Project::with_dev(DEV);
    let programs: Vec<_> = (0..4).map(|_| project.start(&["mcp"])).collect();
    let open = |program| Client::of(program, Era::Initialize);
    let mut agents: Vec<_> = programs.into_iter().map(open).collect();
    let pids = agents.iter_mut().map(|agent| {
        let ran = agent.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
        ran["pid"].clone()
    });
    let pids: Vec<_> = pids.collect();
    assert!(pids.iter().all(|pid| *pid == pids[0]), "{pids:?}");
    assert_eq!(project.mark.alive_as("--background mcp").len(), 1);
    for agent in agents {
        agent.close().check(0);
    }
    project.mark.wait_until_gone();
}

#[test]
fn an_agent_is_told_of_a_host_that_hangs_and_goes_on_when_it_answers() {
    let project = Project::with_dev(DEV);
    let mut agent = Client::open(&project, Era::Initialize);
    agent.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    let host = pid(&project);
    signal(host, Signal::STOP);
    let params = json!({"name": "logs_stream", "arguments": {"name": "dev"}});
    let told = agent.request("tools/call", params);
    assert_eq!(told["isError"], true, "{told}");
    let text = told["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("does not answer for"), "{text}");
    signal(host, Signal::CONT);
    until("an answer", || {
        let params = json!({"name": "logs_stream", "arguments": {"name": "dev"}});
        let told = agent.request("tools/call", params);
        (told["isError"] == false).then_some(())
    });
    assert_eq!(dev(&mut agent)["run"], 1);
    agent.close().check(0);
    project.mark.wait_until_gone();
}

#[test]
fn an_agent_whose_host_was_ended_has_another_one_started_when_it_asks_for_it() {
    let project = Project::with_dev(DEV);
    let mut agent = Client::open(&project, Era::Initialize);
    agent.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    project.run(&["down"]).check(0);
    assert!(listed(&project).is_empty());
    check_lost(&mut agent, &["dev"]);
    assert_eq!(listed(&project).len(), 1);
    agent.close().check(0);
    project.mark.wait_until_gone();
}

/// Checks that the next answer tells of a host that has gone with these processes, and the one after that does not.
#[track_caller]
fn check_lost(agent: &mut Client, ran: &[&str]) {
    let mut call = || {
        agent.request(
            "tools/call",
            json!({"name": "scripts_status", "arguments": {}}),
        )
    };
    // What was asked before the loss was noticed is answered as it was so then.
    let told = until("the loss to be told", || {
        let told = call();
        let text = told["content"][0]["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        text.starts_with("host_lost: ").then_some(text)
    });
    assert!(
        told.contains(&format!("\nran: {}\n", ran.join(", "))),
        "{told}"
    );
    let next = call();
    assert_eq!(next["isError"], false, "{next}");
    assert_eq!(next["structuredContent"]["processes"], json!([]));
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
    check_lost(&mut agent, &["dev"]);
    agent.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    let dev = dev(&mut agent);
    assert_eq!(
        (&dev["status"], &dev["run"]),
        (&json!("running"), &json!(1))
    );
    agent.close().check(0);
    // Nobody needs the host any more.
    project.mark.wait_until_gone();
}
