//! A person, agents and scripts in one project at the same time.

use serde_json::{Value, json};

use super::{DEV, wait_for_process};
use crate::support::client::{Client, Era};
use crate::support::patience::until;
use crate::support::program::Program;
use crate::support::project::{Project, process};
use crate::support::terminal::Terminal;

/// Prints without an end.
const FLOOD: &str = "i=0; while :; do i=$((i+1)); echo \"line $i of the flood, as long as lines usually are\"; done";

/// The events that a follower has printed, in their order, up to the end of this process.
#[track_caller]
fn events(follower: &Program, last: &str) -> Vec<Value> {
    until(last, || {
        let text = follower.stdout.wait("events", |bytes, _| {
            Some(String::from_utf8_lossy(bytes).into_owned())
        });
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let events = whole
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let mut events: Vec<Value> = events.collect();
        let end = events
            .iter()
            .position(|event| event["process"] == last && event.to_string().contains("stopped"))?;
        events.truncate(end + 1);
        Some(events)
    })
}

#[test]
fn a_person_an_agent_and_scripts_see_the_same_revisions_in_the_same_order() {
    let config = process("dev", DEV)
        + &process("api", "echo from the api; exec sleep 2000")
        + &process("last", "exec sleep 3000");
    let project = Project::new(&[(".brum.toml", &config)]);
    let Some(mut terminal) = Terminal::start(&project, &["dev"]) else {
        return;
    };
    terminal.wait_for_line("listening");
    let followers = [(); 2].map(|()| project.start(&["events", "--json"]));
    let mut agent = Client::open(&project, Era::Initialize);
    until("both to follow", || {
        project.run(&["restart", "dev"]).check(0);
        let heard = |follower: &Program| {
            follower
                .stdout
                .wait("anything", |bytes, _| Some(!bytes.is_empty()))
        };
        followers.iter().all(heard).then_some(())
    });
    agent.call("scripts_run", &json!({"name": "api", "wait_ms": 0}));
    project.run(&["restart", "api"]).check(0);
    terminal.type_keys("r");
    project.run(&["start", "last"]).check(0);
    agent.call("scripts_stop", &json!({"name": "last"}));

    let [one, other] = followers
        .each_ref()
        .map(|follower| events(follower, "last"));
    check_same(&one, &other);
    until("the same revision everywhere", || {
        let shown = project.run(&["ps", "--json"]).check(0);
        let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
        let status = agent.call("scripts_status", &json!({}));
        (shown["revision"] == status["revision"]).then_some(())
    });
    agent.close().check(0);
    for follower in followers {
        follower.kill();
    }
    terminal.type_keys("\x03");
    terminal.wait_until_restored();
    terminal.program.end().check(0);
    project.mark.wait_until_gone();
}

#[test]
fn ten_clients_at_once_are_answered_while_a_process_floods() {
    let project = Project::new(&[(
        ".brum.toml",
        &(process("flood", FLOOD) + &process("dev", DEV)),
    )]);
    let Some(mut terminal) = Terminal::start(&project, &["flood"]) else {
        return;
    };
    wait_for_process(&project, "line $i");
    let mut agents: Vec<_> = (0..8)
        .map(|_| Client::open(&project, Era::Discover))
        .collect();
    let follower = project.start(&["logs", "-f", "flood"]);
    for round in 0..3 {
        for agent in &mut agents {
            let text = agent.text("logs_stream", &json!({"name": "flood", "lines": 20}));
            assert!(text.contains("of the flood"), "{text}");
            let run = agent.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
            assert_eq!(run["run"], 1, "round {round}");
        }
    }
    follower.stdout.wait_for("of the flood");
    project.run(&["ps"]).check(0);
    follower.kill();
    for agent in agents {
        agent.close().check(0);
    }
    terminal.type_keys("\x03");
    terminal.wait_until_restored();
    terminal.program.end().check(0);
    project.mark.wait_until_gone();
}

/// Checks that two followers heard the same, in the order of revisions, as far as both were there.
#[track_caller]
fn check_same(one: &[Value], other: &[Value]) {
    let revisions = one.iter().map(|event| event["revision"].as_u64().unwrap());
    assert!(revisions.is_sorted(), "{one:?}");
    let first = |events: &[Value]| events[0]["revision"].as_u64();
    // Either may have begun later.
    let from = first(one).max(first(other));
    let of = |events: &[Value]| -> Vec<Value> {
        let later = events
            .iter()
            .filter(|event| event["revision"].as_u64() >= from);
        later.cloned().collect()
    };
    assert_eq!(of(one), of(other));
}
