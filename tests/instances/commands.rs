//! The commands that talk to the host of a project.

use std::fs;
use std::io::Write;

use rustix::process::Signal;
use serde_json::Value;

use super::{host, pid, wait_for_process};
use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::project::{Project, process};

/// A watcher as far as its output goes: a cycle for each line that it is sent, which is what is wrong.
const WATCHER: &str = r#"
echo '12:00:00 AM - Starting compilation in watch mode...'
echo '12:00:00 AM - Found 0 errors. Watching for file changes.'
while read -r line; do
  echo '12:00:01 AM - File change detected. Starting incremental compilation...'
  if [ -n "$line" ]; then echo "$line"; errors=1; else errors=0; fi
  echo "12:00:02 AM - Found $errors errors. Watching for file changes."
done
"#;

const ERROR: &str =
    "src/a.ts(3,7): error TS2322: Type 'number' is not assignable to type 'string'.";

/// A project with a server, a watcher, something that reads, and a host of it.
fn hosted() -> Project {
    let config = process(
        "dev",
        "echo 'ready on http://localhost:1'; sleep 1000 & wait",
    ) + &process("types", WATCHER)
        + &process("echo", "while read -r line; do echo \"got $line\"; done")
        + &process("fails", "echo about to fail; exit 3");
    let project = Project::new(&[(".brum.toml", &config), ("src/a.ts", "let a = 1;\n")]);
    host(&project, &[]);
    project
}

/// What `brummer ps --json` shows.
#[track_caller]
fn ps(project: &Project) -> Vec<Value> {
    let ended = project.run(&["ps", "--json"]).check(0);
    let shown: Value = serde_json::from_slice(&ended.stdout).unwrap();
    shown["processes"].as_array().unwrap().clone()
}

#[test]
fn processes_are_started_shown_restarted_and_stopped_by_commands_of_their_own() {
    let project = hosted();
    assert!(ps(&project).is_empty());
    let started = project.run(&["start", "dev", "echo"]).check(0);
    assert!(
        started.text().contains("dev: running (run 1, pid "),
        "{}",
        started.text()
    );
    let again = project.run(&["start", "dev"]).check(0);
    assert!(again.text().contains("as before"), "{}", again.text());
    assert_eq!(ps(&project)[0]["status"], "running");
    assert_eq!(ps(&project)[0]["owner"]["kind"], "person");

    let restarted = project.run(&["restart", "dev"]).check(0);
    assert!(restarted.text().contains("run 2"), "{}", restarted.text());
    project.run(&["stop", "dev"]).check(0);
    assert!(project.mark.alive_as("sleep 1000").is_empty());
    let shown = project.run(&["ps"]).check(0);
    assert!(
        shown.text().starts_with("dev   stopped"),
        "{}",
        shown.text()
    );
    project.run(&["stop", "--all"]).check(0);
    assert_eq!(ps(&project)[1]["status"], "stopped");

    let unknown = project.run(&["stop", "dve"]).check(2);
    assert!(
        unknown.stderr.contains("did you mean `dev`?"),
        "{}",
        unknown.stderr
    );
    project.run(&["down"]).check(0);
    project.mark.assert_gone();
}

#[test]
fn each_command_says_that_nothing_is_hosted_and_what_to_do() {
    let project = Project::with_dev("sleep 1000");
    let commands: [&[&str]; 11] = [
        &["ps"],
        &["start", "dev"],
        &["stop", "dev"],
        &["restart", "--all"],
        &["logs", "-f"],
        &["problems"],
        &["wait", "dev"],
        &["send", "dev", "x"],
        &["events"],
        &["check"],
        &["down"],
    ];
    for command in commands {
        let ended = project.run(command).check(2);
        assert!(
            ended.stderr.contains("`brummer serve -d`"),
            "{command:?}: {}",
            ended.stderr
        );
    }
}

#[test]
fn logs_are_those_of_the_host_and_are_followed_until_it_ends() {
    let project = hosted();
    project.run(&["start", "echo", "fails"]).check(0);
    project.run(&["wait", "--exit", "fails"]).check(3);
    let logs = project.run(&["logs", "fails"]).check(0);
    assert!(
        logs.text().contains("fails | about to fail"),
        "{}",
        logs.text()
    );

    let following = project.start(&["logs", "-f", "echo", "--json"]);
    // What comes before the follower is there is printed as well.
    project.run(&["send", "echo", "one"]).check(0);
    following.stdout.wait_for("\"got one\"");
    let mut sending = project.start(&["send", "echo"]);
    let mut stdin = sending.stdin.take().unwrap();
    stdin.write_all(b"two\nthree\n").unwrap();
    drop(stdin);
    sending.end().check(0);
    following.stdout.wait_for("\"got three\"");
    project.run(&["down"]).check(0);
    let ended = following.end().check(1);
    assert!(ended.stderr.contains("has gone"), "{}", ended.stderr);
    assert_eq!(ended.text().matches("\"got two\"").count(), 1);
}

#[test]
fn a_wait_ends_when_a_process_can_be_used_or_never_will() {
    let project = hosted();
    project.run(&["start", "dev", "echo", "fails"]).check(0);
    project
        .run(&["wait", "--ready", "dev", "--timeout", "30s"])
        .check(0);
    let never = project.run(&["wait", "fails"]).check(1);
    assert!(never.stderr.contains("fails: failed"), "{}", never.stderr);
    let timed_out = project
        .run(&["wait", "echo", "--timeout", "50ms"])
        .check(124);
    assert!(
        timed_out.stderr.contains("not within 50 ms"),
        "{}",
        timed_out.stderr
    );
    project.run(&["down"]).check(0);
}

#[test]
fn whoever_waits_learns_that_the_host_was_killed() {
    let project = hosted();
    project.run(&["start", "echo"]).check(0);
    let waiting = project.start(&["wait", "--exit", "echo"]);
    let events = project.start(&["events"]);
    until("both to be clients", || {
        (project.mark.alive_as("wait --exit").len() == 1).then_some(())
    });
    signal(pid(&project), Signal::KILL);
    for program in [waiting, events] {
        let ended = program.end();
        assert!(matches!(ended.code(), 1 | 2), "{ended:?}");
    }
    project.mark.wait_until_gone();
}

#[test]
fn events_wake_whoever_waits_for_them() {
    let project = hosted();
    let events = project.start(&["events", "--json", "--new-problems", "-n", "1"]);
    project.run(&["start", "types"]).check(0);
    project.run(&["wait", "types"]).check(0);
    // Sent until the other one is there to hear of it: each cycle resolves what the one before found.
    let mut number = 0;
    until("the event", || {
        number += 1;
        let error = ERROR
            .replace("(3,", &format!("({number},"))
            .replace("TS2322", &format!("TS{}", 2000 + number));
        project.run(&["send", "types", &error]).check(0);
        project
            .mark
            .alive_as("--new-problems")
            .is_empty()
            .then_some(())
    });
    let ended = events.end().check(0);
    let event: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(
        (&event["event"], &event["process"]),
        (&"problem".into(), &"types".into())
    );
    project.run(&["down"]).check(0);
}

#[test]
fn a_check_waits_for_the_cycle_and_prints_what_is_new() {
    let project = hosted();
    project.run(&["start", "types"]).check(0);
    wait_for_process(&project, "Starting compilation");
    project.run(&["wait", "types"]).check(0);

    let edit = |text: &str| fs::write(project.path("src/a.ts"), text).unwrap();
    edit("let a: string = 1;\n");
    let check = project.start(&["check", "src/a.ts"]);
    project.run(&["send", "types", ERROR]).check(0);
    let ended = check.end().check(1);
    assert!(
        ended.text().contains("src/a.ts:3:7: error TS2322"),
        "{}",
        ended.text()
    );
    assert!(
        ended.stderr.contains("failed with 1 error"),
        "{}",
        ended.stderr
    );
    let problems = project.run(&["problems", "--json"]).check(1);
    let problem: Value = serde_json::from_slice(&problems.stdout).unwrap();
    assert_eq!(
        (&problem["process"], &problem["code"]),
        (&"types".into(), &"TS2322".into())
    );

    // What was there before is not new.
    edit("let a: string = 2;\n");
    let check = project.start(&["check", "src/a.ts"]);
    project.run(&["send", "types", ERROR]).check(0);
    let ended = check.end().check(0);
    assert_eq!(ended.text(), "");

    edit("let a = 1;\n");
    let check = project.start(&["check", "src/a.ts", "--json"]);
    project.run(&["send", "types", ""]).check(0);
    let ended = check.end().check(0);
    assert!(ended.stderr.contains("tsc clean"), "{}", ended.stderr);
    project.run(&["problems"]).check(0);
    project.run(&["down"]).check(0);
}

#[test]
fn a_check_that_nobody_answers_ends_in_time() {
    let project = hosted();
    project.run(&["start", "types"]).check(0);
    project.run(&["wait", "types"]).check(0);
    fs::write(project.path("src/a.ts"), "").unwrap();
    let ended = project
        .run(&["check", "src/a.ts", "--timeout", "100ms"])
        .check(124);
    assert!(
        ended.stderr.contains("began before the change"),
        "{}",
        ended.stderr
    );
    let ended = project.run(&["check", "nothing.ts"]).check(2);
    assert!(ended.stderr.contains("nothing.ts"), "{}", ended.stderr);
    project.run(&["stop", "--all"]).check(0);
    let ended = project.run(&["check", "src/a.ts"]).check(0);
    assert!(ended.stderr.contains("nothing runs"), "{}", ended.stderr);
    project.run(&["down"]).check(0);
}
