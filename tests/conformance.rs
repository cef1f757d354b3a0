//! The official conformance suites against the program itself, as far as they ask for nothing that only a test has.
//!
//! The rest is asked of a handler with everything, on the same stack, in the tests of brummer-mcp.

use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::support::http::Server;
use crate::support::project::Project;
use crate::support::tool;

/// What is asked in every revision.
const ALWAYS: [&str; 3] = [
    "tools-list",
    "dns-rebinding-protection",
    "server-sse-multiple-streams",
];

/// What is asked of a server with sessions.
const WITH_SESSIONS: [&str; 2] = ["server-initialize", "ping"];

/// Runs scenarios of a suite, and fails with what it says unless every check passes.
#[track_caller]
fn check<'a>(suite: &str, revision: Option<&str>, scenarios: impl IntoIterator<Item = &'a str>) {
    let Some(suite) = tool::conformance(suite) else {
        return;
    };
    let project = Project::with_dev("sleep 1000");
    let program = project.start(&["serve", "-p", "0"]);
    let server = Server::of(&program);
    for scenario in scenarios {
        let mut command = Command::new("node");
        command.arg(&suite).args(["server", "--url", &server.url]);
        command.args(["--scenario", scenario]);
        if let Some(revision) = revision {
            command.args(["--spec-version", revision]);
        }
        let output = command.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{scenario}: {said}");
        assert!(
            said.contains("Passed: ") && said.contains(", 0 failed, 0 warnings"),
            "{scenario}: {said}"
        );
    }
    program.signal(Signal::INT);
    program.end().check(130);
}

#[test]
fn the_suite_of_2025_finds_nothing() {
    check(
        "conformance-0.1",
        None,
        ALWAYS.into_iter().chain(WITH_SESSIONS),
    );
}

#[test]
fn the_suite_of_2026_finds_nothing_in_the_era_of_sessions() {
    let sessions = WITH_SESSIONS
        .into_iter()
        .chain(["server-session-lifecycle"]);
    check(
        "conformance-0.2",
        Some("2025-11-25"),
        ALWAYS.into_iter().chain(sessions),
    );
}

#[test]
fn the_suite_of_2026_finds_nothing_in_the_era_without_them() {
    let more = ["http-header-validation"];
    check(
        "conformance-0.2",
        Some("2026-07-28"),
        ALWAYS.into_iter().chain(more),
    );
}
