//! The official conformance suites against the program itself, as far as they ask for nothing that only a test has.
//!
//! The rest is asked of a handler with everything, on the same stack, in the tests of brummer-mcp.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::Signal;
use serde_json::Value;

use crate::support::http::Server;
use crate::support::project::Project;
use crate::support::tool;

/// Scenarios that ask for what only a test has, by how their names begin: tools, prompts and resources of the suite's own, or what this
/// server does not offer (log messages by the protocol, questions to the client). All others are asked of it, also those that a later
/// suite adds.
const NEED_FIXTURES: [&str; 13] = [
    "completion-complete",
    "elicitation-",
    "http-custom-header-server-validation",
    "input-required-result-",
    "json-schema-2020-12",
    "logging-set-level",
    "prompts-get-",
    "resources-read-",
    "resources-subscribe",
    "resources-templates-read",
    "resources-unsubscribe",
    "server-sse-polling",
    "tools-call-",
];

/// One in which a few checks ask for a tool of the suite.
const STATELESS: &str = "server-stateless";

/// Those checks: of a tool that needs what the client cannot do.
const OF_ITS_TOOL: [&str; 2] = [
    "sep-2575-missing-capability-http-400",
    "sep-2575-server-rejects-undeclared-capability",
];

/// The scenarios of a suite for a revision that a server without fixtures has to pass.
fn scenarios(suite: &Path, revision: &str) -> Vec<String> {
    let mut command = Command::new("node");
    let output = command.arg(suite).args(["list", "--server"]).output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    // As in `  - ping [2025-06-18,2025-11-25]`.
    let listed = text
        .lines()
        .filter_map(|line| line.strip_prefix("  - ")?.split_once(' '));
    let of_revision = listed.filter(|(_, revisions)| revisions.contains(revision));
    let names = of_revision.map(|(name, _)| name);
    let asked = names.filter(|name| {
        *name != STATELESS && !NEED_FIXTURES.iter().any(|start| name.starts_with(start))
    });
    asked.map(str::to_owned).collect()
}

/// Runs all scenarios of a suite that need no fixtures, and fails with what it says unless every check passes. These are among them.
#[track_caller]
fn check(suite: &str, revision: &str, among: &[&str]) {
    let Some(program) = tool::conformance(suite) else {
        return;
    };
    let scenarios = scenarios(&program, revision);
    for name in among.iter().chain(&ALWAYS) {
        assert!(scenarios.iter().any(|one| one == name), "{name}");
    }
    let project = Project::with_dev("sleep 1000");
    let running = project.start(&["serve", "-p", "0"]);
    let server = Server::of(&running);
    for scenario in scenarios {
        let mut command = Command::new("node");
        command.arg(&program).args(["server", "--url", &server.url]);
        command.args(["--scenario", &scenario]);
        if suite != OLD {
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
    running.signal(Signal::INT);
    running.end().check(130);
}

#[test]
fn a_server_without_sessions_fails_no_check_but_those_of_a_tool_that_is_not_there() {
    const SUITE: &str = "conformance-0.2";
    let Some(program) = tool::conformance(SUITE) else {
        return;
    };
    let project = Project::with_dev("sleep 1000");
    let running = project.start(&["serve", "-p", "0"]);
    let server = Server::of(&running);
    let results = tempfile::tempdir().unwrap();
    let mut command = Command::new("node");
    command.arg(&program).args(["server", "--url", &server.url]);
    command.args(["--scenario", STATELESS, "--spec-version", "2026-07-28"]);
    command.arg("-o").arg(results.path());
    // Its exit code tells of the checks that fail.
    command.stdin(Stdio::null()).output().unwrap();
    let run = fs::read_dir(results.path()).unwrap().next().unwrap();
    let checks = fs::read_to_string(run.unwrap().path().join("checks.json")).unwrap();
    let checks: Vec<Value> = serde_json::from_str(&checks).unwrap();
    let with = |status: &str| {
        let of_status = checks.iter().filter(|check| check["status"] == status);
        let mut ids: Vec<_> = of_status.filter_map(|check| check["id"].as_str()).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(with("FAILURE"), OF_ITS_TOOL, "{checks:#?}");
    assert_eq!(with("WARNING"), [""; 0], "{checks:#?}");
    assert!(with("SUCCESS").len() >= 20, "{checks:#?}");
    running.signal(Signal::INT);
    running.end().check(130);
}

/// What is asked in every revision.
const ALWAYS: [&str; 5] = [
    "dns-rebinding-protection",
    "prompts-list",
    "resources-list",
    "server-sse-multiple-streams",
    "tools-list",
];

/// The suite that knows one revision at a time.
const OLD: &str = "conformance-0.1";

#[test]
fn the_suite_of_2025_finds_nothing() {
    check(OLD, "2025-11-25", &["server-initialize", "ping"]);
}

#[test]
fn the_suite_of_2026_finds_nothing_in_the_era_of_sessions() {
    let among = ["server-initialize", "ping", "server-session-lifecycle"];
    check("conformance-0.2", "2025-11-25", &among);
}

#[test]
fn the_suite_of_2026_finds_nothing_in_the_era_without_them() {
    let among = [
        "caching",
        "http-header-validation",
        "sep-2164-resource-not-found",
    ];
    check("conformance-0.2", "2026-07-28", &among);
}
