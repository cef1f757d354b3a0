//! `brummer mcp`: the real program on pipes, and with a client that others wrote.

use std::process::Stdio;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::client::{Client, Era};
use crate::support::http::Server;
use crate::support::patience::until;
use crate::support::program::Program;
use crate::support::project::{BRUMMER, Project, process};
use crate::support::tool;

/// Prints, and goes on.
const SERVER: &str = "echo listening; echo WARN slow; sleep 1000 & wait";

const TOOLS: [&str; 10] = [
    "changes",
    "logs_search",
    "logs_stream",
    "problems_list",
    "process_input",
    "scripts_list",
    "scripts_run",
    "scripts_status",
    "scripts_stop",
    "wait_for",
];

/// The cursor in the last line of a log answer.
#[track_caller]
fn cursor(text: &str) -> String {
    let last = text.lines().last().unwrap();
    let cursor = last.strip_prefix("cursor: ").unwrap();
    cursor.split(' ').next().unwrap().to_owned()
}

#[test]
fn a_broken_file_is_told_with_its_place_beside_the_other_scripts() {
    let project = Project::with_dev(SERVER);
    std::fs::write(project.path("Makefile"), "all:\n    echo no tab\n").unwrap();
    let mut client = Client::open(&project, Era::Discover);
    let list = client.call("scripts_list", &json!({}));
    let warnings = list["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{list}");
    let warning = warnings[0].as_str().unwrap();
    assert!(warning.starts_with("Makefile:2:"), "{warning}");
    let scripts = list["scripts"].as_array().unwrap();
    assert!(
        scripts.iter().any(|script| script["name"] == "dev"),
        "{list}"
    );
}

/// Everything that an agent does with a script, in one session.
#[track_caller]
fn check_session(era: Era) {
    let later = "while [ ! -e go ]; do sleep 0.01; done; echo later; sleep 1000 & wait";
    let project = Project::with_dev(&format!("echo listening; echo WARN slow; {later}"));
    let mut client = Client::open(&project, era);

    let tools = client.request("tools/list", json!({}));
    let names = tools["tools"].as_array().unwrap().iter();
    let names: Vec<_> = names.map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, TOOLS);

    let run = client.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    assert_eq!(
        (&run["status"], &run["processId"]),
        (&json!("running"), &json!("dev"))
    );
    let first = until("the first lines", || {
        let text = client.text("logs_stream", &json!({"name": "dev"}));
        text.contains("WARN slow\n").then_some(text)
    });
    assert!(first.starts_with("listening\n"), "{first}");

    std::fs::write(project.path("go"), "").unwrap();
    let after = cursor(&first);
    let second = until("a line after the cursor", || {
        let text = client.text("logs_stream", &json!({"name": "dev", "after": after}));
        text.contains("later").then_some(text)
    });
    assert!(second.starts_with("later\n"), "{second}");

    let found = client.text("logs_search", &json!({"query": "warn"}));
    assert!(found.starts_with("WARN slow\n"), "{found}");
    let status = client.call("scripts_status", &json!({"name": "dev"}));
    assert_eq!(status["processes"][0]["status"], "running");
    assert_eq!(status["processes"][0]["pid"], run["pid"]);

    client.call("scripts_stop", &json!({"name": "dev"}));
    let status = client.call("scripts_status", &json!({"name": "dev"}));
    assert_eq!(status["processes"][0]["status"], "stopped");
    assert_eq!(project.mark.alive_as("sleep 1000"), [].into());

    check_protocol(&client.close().check(0).stdout);
    project.mark.wait_until_gone();
}

/// Checks that there is nothing but JSON-RPC, a message a line (the stdio transport of MCP).
#[track_caller]
fn check_protocol(stdout: &[u8]) {
    for line in std::str::from_utf8(stdout).unwrap().lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
    }
}

#[test]
fn a_client_that_initializes_runs_reads_and_stops_a_script() {
    check_session(Era::Initialize);
}

#[test]
fn a_client_that_discovers_runs_reads_and_stops_a_script() {
    check_session(Era::Discover);
}

#[test]
fn the_end_of_the_input_stops_all_that_was_started() {
    let project = Project::new(&[(
        ".brum.toml",
        &(process("dev", SERVER) + &process("api", SERVER)),
    )]);
    let mut client = Client::open(&project, Era::Initialize);
    for name in ["dev", "api"] {
        client.call("scripts_run", &json!({"name": name, "wait_ms": 0}));
    }
    assert!(project.mark.alive().len() > 2);
    check_protocol(&client.close().check(0).stdout);
    project.mark.wait_until_gone();
}

#[test]
fn a_signal_stops_all_that_was_started() {
    let project = Project::with_dev(SERVER);
    let mut client = Client::open(&project, Era::Initialize);
    client.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    client.program.signal(Signal::TERM);
    client.program.end().check(143);
    project.mark.wait_until_gone();
}

#[test]
fn an_input_that_ends_before_anything_was_said_is_no_error() {
    let project = Project::with_dev(SERVER);
    let mut program = project.start(&["mcp"]);
    drop(program.stdin.take());
    let ended = program.end().check(0);
    assert_eq!((ended.text(), ended.stderr.as_str()), ("", ""));
    project.mark.wait_until_gone();
}

#[test]
fn a_line_that_is_no_message_does_not_end_the_session() {
    let project = Project::with_dev(SERVER);
    let mut client = Client::open(&project, Era::Initialize);
    for line in ["not json", "{", "[]", "42", "\u{7f}\u{1}", ""] {
        client.send(line);
    }
    let scripts = client.call("scripts_list", &json!({}));
    assert_eq!(scripts["scripts"][0]["name"], "dev");
    check_protocol(&client.close().check(0).stdout);
}

#[test]
fn a_configuration_that_is_wrong_is_said_on_stderr_and_to_whoever_calls() {
    let project = Project::new(&[(".brum.toml", "gracce = 1")]);
    let mut client = Client::open(&project, Era::Initialize);
    let tools = client.request("tools/list", json!({}));
    assert_eq!(tools["tools"].as_array().unwrap().len(), TOOLS.len());
    let call = json!({"name": "scripts_list", "arguments": {}});
    let answer = client.request("tools/call", call);
    let error = answer["content"][0]["text"].as_str().unwrap();
    assert!(
        error.starts_with("no_project: error: unknown key `gracce`"),
        "{error}"
    );

    std::fs::write(project.path(".brum.toml"), process("dev", SERVER)).unwrap();
    let scripts = client.call("scripts_list", &json!({}));
    assert_eq!(scripts["scripts"][0]["name"], "dev");
    let ended = client.close().check(0);
    check_protocol(&ended.stdout);
    let said = "did you mean `grace`";
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
}

#[test]
fn a_server_that_could_not_do_anything_says_so_by_its_exit_code() {
    let project = Project::new(&[(".brum.toml", "gracce = 1")]);
    let mut program = Program::start(&mut project.brummer(&["mcp", "--dir", "."]));
    program.stderr.wait_for("did you mean `grace`");
    drop(program.stdin.take());
    assert_eq!(program.end().check(2).text(), "");
}

#[test]
fn the_project_is_the_one_around_the_directory_that_the_client_names() {
    let project = Project::new(&[
        (".brum.toml", &process("dev", SERVER)),
        (".git/HEAD", ""),
        ("src/deep/here.txt", ""),
        ("~/empty/here.txt", ""),
    ]);
    let deep = project.path("src/deep");
    let empty = project.path("~/empty");
    for (named, dir) in [(None, &deep), (Some(&deep), &empty)] {
        let mut command = project.brummer(&["mcp"]);
        command.current_dir(dir);
        if let Some(named) = named {
            command.env("CLAUDE_PROJECT_DIR", named);
        }
        let mut client = Client::of(Program::start(&mut command), Era::Discover);
        let scripts = client.call("scripts_list", &json!({}));
        assert_eq!(scripts["scripts"][0]["name"], "dev", "{scripts}");
        client.close().check(0);
    }
}

#[test]
fn a_directory_on_the_command_line_is_taken_as_it_is() {
    let project = Project::new(&[
        (".brum.toml", &process("dev", SERVER)),
        ("src/here.txt", ""),
    ]);
    let mut command = project.brummer(&["mcp", "--dir", "src"]);
    command.env("CLAUDE_PROJECT_DIR", project.path(""));
    let mut client = Client::of(Program::start(&mut command), Era::Discover);
    let scripts = client.call("scripts_list", &json!({}));
    assert_eq!(scripts["scripts"], json!([]));
    client.close().check(0);
}

#[test]
fn a_server_that_is_killed_leaves_nothing_behind() {
    let project = Project::with_dev(SERVER);
    let mut client = Client::open(&project, Era::Initialize);
    client.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    client.program.kill();
    project.mark.wait_until_gone();
}

/// The answer of the Inspector's command line, from a session of its own with this server; none if it is not installed.
#[track_caller]
fn inspect(project: &Project, server: &[&str], args: &[&str]) -> Option<Value> {
    let inspector = tool::node("mcp-inspector")?;
    let mut command = project.command("node");
    command.arg(inspector).arg("--cli").args(server);
    command.args(args).args(["--format", "json", "-q"]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{server:?}: {said}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    Some(answer["result"].clone())
}

/// Checks an answer of the Inspector over stdio, and over HTTP in both eras.
#[track_caller]
fn check_inspection(args: &[&str], is_right: impl Fn(&Value) -> bool) {
    let project = Project::with_dev(SERVER);
    let Some(result) = inspect(&project, &[BRUMMER, "mcp"], args) else {
        return;
    };
    assert!(is_right(&result), "{result}");
    project.mark.wait_until_gone();
    let program = project.start(&["serve", "-p", "0"]);
    let url = Server::of(&program).url;
    for era in ["legacy", "modern"] {
        let server = [
            "--server-url",
            &url,
            "--transport",
            "http",
            "--protocol-era",
            era,
        ];
        let result = inspect(&project, &server, args).unwrap();
        assert!(is_right(&result), "{era}: {result}");
    }
    program.signal(Signal::INT);
    program.end().check(130);
    project.mark.wait_until_gone();
}

#[test]
fn the_inspector_finds_nothing_wrong_with_the_tools() {
    let args = ["--method", "tools/list", "--strict"];
    check_inspection(&args, |result| {
        result["tools"]
            .as_array()
            .is_some_and(|tools| tools.len() == TOOLS.len())
    });
}

#[test]
fn the_inspector_runs_a_script() {
    let args = [
        "--method",
        "tools/call",
        "--tool-name",
        "scripts_run",
        "--tool-arg",
        "name=dev",
    ];
    check_inspection(&args, |result| {
        result["isError"] != true && result["structuredContent"]["status"] == "running"
    });
}

#[test]
fn who_watches_scripts_is_told_when_the_files_that_name_them_change() {
    let project = Project::new(&[("package.json", r#"{"scripts": {"dev": "vite"}}"#)]);
    let mut client = Client::open(&project, Era::Initialize);
    for uri in ["brummer://scripts", "scripts://available"] {
        client.request("resources/subscribe", json!({ "uri": uri }));
    }
    let scripts = r#"{"scripts": {"dev": "vite", "lint": "eslint ."}}"#;
    std::fs::write(project.path("package.json"), scripts).unwrap();
    for uri in ["brummer://scripts", "scripts://available"] {
        let notice = client.notice("notifications/resources/updated");
        assert_eq!(notice["params"]["uri"], uri);
    }
    let list = client.call("scripts_list", &json!({}));
    assert!(list.to_string().contains("eslint"), "{list}");
    client.close().check(0);
}
