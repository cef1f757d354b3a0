//! The official clients of others, with the program as their server: both eras, over stdio and over HTTP.

use std::process::{Command, Stdio};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::http::Server;
use crate::support::project::{BRUMMER, Project};
use crate::support::tool;

/// How a client reaches the server.
#[derive(Clone, Copy, Debug)]
enum Way {
    Stdio,
    Http,
}

/// What a client is, without the server that it is to talk to; none if it is not installed.
fn typescript(sdk: &str, era: &str) -> Option<Command> {
    let mut command = Command::new("node");
    command.arg(tool::script("session.mjs")?).args([sdk, era]);
    Some(command)
}

fn python(era: &str) -> Option<Command> {
    let mut command = Command::new(tool::python()?);
    command
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../tests/python/session.py"
        ))
        .arg(era);
    Some(command)
}

/// Runs a session of a client in each way, and checks what it saw.
#[track_caller]
fn check(client: impl Fn() -> Option<Command>, version: Option<&str>) {
    for way in [Way::Stdio, Way::Http] {
        let Some(client) = client() else {
            return;
        };
        let seen = session(&client, way);
        assert_eq!(seen["version"].as_str(), version, "{way:?}: {seen}");
        assert!(seen["tools"].as_u64() > Some(5), "{way:?}: {seen}");
        let owner = seen["started"].as_str().unwrap();
        assert!(owner.starts_with("agent "), "{way:?}: {seen}");
        let rest = json!([
            seen["status"],
            seen["logs"],
            seen["failed"],
            seen["stopped"]
        ]);
        let expected = json!(["running", "text", [true, "unknown_name"], "stopped"]);
        assert_eq!(rest, expected, "{way:?}: {seen}");
    }
}

/// What a client saw of a project of its own.
#[track_caller]
fn session(client: &Command, way: Way) -> Value {
    let project = Project::with_dev("echo hi; sleep 1000");
    let mut command = project.command(client.get_program().to_str().unwrap());
    command.args(client.get_args()).stdin(Stdio::null());
    let served = match way {
        Way::Stdio => {
            command.args([BRUMMER, "mcp"]);
            None
        }
        Way::Http => {
            let program = project.start(&["serve", "-p", "0"]);
            command.arg(Server::of(&program).url);
            Some(program)
        }
    };
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{way:?}: {said}");
    if let Some(program) = served {
        assert_eq!(said, "", "{way:?}");
        program.signal(Signal::INT);
        program.end().check(130);
    }
    project.mark.wait_until_gone();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_first_typescript_client_that_most_editors_have() {
    check(|| typescript("1", "legacy"), None);
}

#[test]
fn the_second_typescript_client_in_the_era_of_sessions() {
    check(|| typescript("2", "legacy"), Some("2025-11-25"));
}

#[test]
fn the_second_typescript_client_in_the_era_without_them() {
    check(|| typescript("2", "auto"), Some("2026-07-28"));
}

#[test]
fn the_python_client_in_the_era_of_sessions() {
    check(|| python("legacy"), Some("2025-11-25"));
}

#[test]
fn the_python_client_in_the_era_without_them() {
    check(|| python("auto"), Some("2026-07-28"));
}
