//! `brummer serve`, and MCP over HTTP beside the terminal UI.

use std::io::Read;

use rustix::process::Signal;
use serde_json::json;

use crate::support::http::Server;
use crate::support::patience::until;
use crate::support::program::Program;
use crate::support::project::{Project, process};
#[cfg(feature = "tui")]
use crate::support::terminal::Terminal;

const DEV: &str = "echo listening; sleep 1000 & wait";

/// A program that serves a project on any port, and the server that it is.
#[track_caller]
fn serve(project: &Project, args: &[&str]) -> (Program, Server) {
    let mut all = vec!["serve", "--port", "0"];
    all.extend(args);
    let program = project.start(&all);
    let server = Server::of(&program);
    (program, server)
}

#[test]
fn a_client_and_whoever_looks_at_the_output_see_the_same_processes() {
    let project = Project::new(&[(
        ".brum.toml",
        &(process("dev", DEV) + &process("api", "echo from a client; sleep 1000")),
    )]);
    let (program, server) = serve(&project, &["dev"]);
    program.stdout.wait_for("dev | listening\n");
    let dev = server.call("scripts_run", &json!({"name": "dev"}));
    assert_eq!(
        (&dev["alreadyRunning"], &dev["owner"]),
        (&json!(true), &json!("person"))
    );
    let api = server.call("scripts_run", &json!({"name": "api", "wait_ms": 0}));
    assert_eq!(api["owner"], "agent tester");
    program.stdout.wait_for("api | from a client\n");
    assert!(project.mark.alive().len() > 2);

    program.signal(Signal::INT);
    let ended = program.end().check(130);
    assert!(
        ended.stderr.contains("stopping 2 processes"),
        "{}",
        ended.stderr
    );
    project.mark.assert_gone();
}

#[test]
fn serving_goes_on_when_all_processes_have_ended() {
    let project = Project::with_dev(DEV);
    let (program, server) = serve(&project, &["echo done; exit 3"]);
    program.stdout.wait_for("done\n");
    until("the end of the process", || {
        let ran = server.call("scripts_status", &json!({}));
        (ran["processes"][0]["exitCode"] == 3).then_some(())
    });
    program.signal(Signal::TERM);
    program.end().check(143);
    project.mark.assert_gone();
}

#[test]
fn without_the_terminal_ui_is_serving() {
    let project = Project::with_dev(DEV);
    let program = project.start(&["--no-tui", "-p", "0", "dev"]);
    let server = Server::of(&program);
    let dev = server.call("scripts_run", &json!({"name": "dev"}));
    assert_eq!(dev["alreadyRunning"], true);
    program.signal(Signal::INT);
    program.end().check(130);
    project.mark.assert_gone();
}

#[test]
fn without_either_is_running_to_the_end() {
    let project = Project::with_dev("exit 7");
    let ended = project.run(&["--no-tui", "--no-mcp", "dev"]).check(7);
    assert!(!ended.stderr.contains("MCP"), "{}", ended.stderr);
}

#[test]
fn a_project_is_hosted_without_mcp() {
    let project = Project::with_dev(DEV);
    let program = project.start(&["serve", "--no-mcp", "dev"]);
    program.stderr.wait_for("hosting ");
    let listed = project.run(&["ps"]).check(0);
    assert!(listed.text().contains("dev"), "{}", listed.text());
    program.signal(Signal::INT);
    let ended = program.end().check(130);
    assert!(!ended.stderr.contains("MCP"), "{}", ended.stderr);
}

#[test]
fn a_port_that_is_taken_is_said_with_the_one_that_is_served() {
    let project = Project::with_dev(DEV);
    let (first, server) = serve(&project, &[]);
    let port = server
        .url
        .trim_end_matches("/mcp")
        .rsplit(':')
        .next()
        .unwrap();
    let elsewhere = Project::with_dev(DEV);
    let second = elsewhere.start(&["serve", "-p", port]);
    let other = Server::of(&second);
    assert_ne!(other.url, server.url);
    for program in [first, second] {
        program.signal(Signal::INT);
        let ended = program.end().check(130);
        let said = format!(
            "port {port} is taken by another program, so MCP is at {}",
            other.url
        );
        assert_eq!(
            ended.stderr.contains(&said),
            ended.stderr.contains(&other.url),
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn a_token_is_asked_for_where_one_is_set() {
    let project = Project::with_dev(DEV);
    let secret = "a-secret-of-24-letters-x";
    let mut command = project.brummer(&["serve", "-p", "0", "--host", "0.0.0.0"]);
    let program = Program::start(command.env("BRUMMER_MCP_TOKEN", secret));
    let server = Server::of(&program);
    let (status, body) = server.reply("scripts_status", &json!({}));
    assert_eq!(status, 401, "{body}");
    server.with_token(secret).call("scripts_status", &json!({}));
    program.signal(Signal::INT);
    program.end().check(130);
}

#[track_caller]
fn check_refusal(config: &str, args: &[&str], said: &str) {
    let project = Project::new(&[(".brum.toml", config)]);
    let ended = project.run(args).check(2);
    let stderr = project.filtered(&ended.stderr);
    assert!(stderr.contains(said), "{stderr}");
}

#[test]
fn an_address_that_others_can_reach_is_refused_without_a_token() {
    let said = "`0.0.0.0` can be reached from other machines, so clients need a token; set BRUMMER_MCP_TOKEN";
    check_refusal("", &["serve", "--host", "0.0.0.0"], said);
}

#[test]
fn a_project_cannot_open_the_machine_to_others() {
    let config = "[mcp]\nhost = \"0.0.0.0\"\ntoken = \"a-secret-of-24-letters-x\"";
    let said =
        "[ROOT]/project/.brum.toml:2 would serve MCP on `0.0.0.0`, which other machines can reach";
    check_refusal(config, &["serve"], said);
    let token = "[mcp]\ntoken = \"a-secret-of-24-letters-x\"";
    let said = "[ROOT]/project/.brum.toml:2 would serve MCP on `0.0.0.0`";
    check_refusal(token, &["serve", "--host", "0.0.0.0"], said);
}

#[test]
fn what_is_asked_of_a_server_that_is_killed_ends_with_it_and_so_do_its_processes() {
    let project = Project::with_dev(DEV);
    let (program, server) = serve(&project, &[]);
    let mut waiting = server.ask("scripts_run", &json!({"name": "dev", "wait_ms": 50_000}));
    program.stdout.wait_for("listening\n");
    program.kill();
    // The system closes the connection, in whichever way.
    let _ = waiting.read_to_end(&mut Vec::new());
    project.mark.wait_until_gone();
}

#[cfg(feature = "tui")]
#[test]
fn the_terminal_ui_serves_what_it_shows_at_the_address_that_it_shows() {
    let project = Project::with_dev(DEV);
    let Some(mut terminal) = Terminal::start(&project, &["dev"]) else {
        return;
    };
    let server = Server::named_in(&terminal.row_with("http://"));
    terminal.wait_for_line("listening");
    let dev = server.call("scripts_run", &json!({"name": "dev"}));
    assert_eq!(
        (&dev["alreadyRunning"], &dev["owner"]),
        (&json!(true), &json!("person"))
    );
    let stopped = server.call("scripts_stop", &json!({"name": "dev"}));
    assert_eq!(stopped["wasRunning"], true);
    terminal.type_keys("\u{3}");
    terminal.wait_until_restored();
    terminal.close().end();
    // The host may not have seen yet that the client is gone.
    project.mark.wait_until_gone();
}

#[cfg(feature = "tui")]
#[test]
fn the_terminal_ui_serves_nobody_if_it_is_not_to() {
    let project = Project::with_dev(DEV);
    let Some(mut terminal) = Terminal::start(&project, &["--no-mcp", "dev"]) else {
        return;
    };
    terminal.wait_for_line("listening");
    assert!(!terminal.shows("http://"));
    terminal.type_keys("\u{3}");
    terminal.wait_until_restored();
    terminal.close().end();
    project.mark.assert_gone();
}

#[test]
fn no_process_inherits_the_token_of_the_server() {
    let project = Project::with_dev("echo [$BRUMMER_MCP_TOKEN]; env | grep -c MCP_TOKEN; echo end");
    let mut command = project.brummer(&["run", "dev", "--no-tui"]);
    let ended = Program::start(command.env("BRUMMER_MCP_TOKEN", "0123456789abcdefghij")).end();
    assert_eq!(ended.check(0).text(), "dev | []\ndev | 0\ndev | end\n");
}
