//! However brummer ends, nothing that it started stays behind, and neither does its guardian.
#![cfg(target_os = "linux")]

mod alone;
mod stop;
mod tree;

use rustix::process::Signal;
use serde_json::json;

use crate::support::client::{Client, Era};
use crate::support::patience::until;
use crate::support::project::Project;
use crate::support::terminal::Terminal;

/// A process that says `ready` is started in each front end, which is then ended in each way that leaves it no time.
#[track_caller]
fn check(project: &Project) {
    let runs = |ready: &dyn Fn()| {
        ready();
        assert_eq!(project.mark.alive_as("__guardian").len(), 1);
    };

    let program = project.start(&["run", "dev", "--no-tui"]);
    runs(&|| program.stdout.wait_for("ready"));
    program.kill();
    project.mark.wait_until_gone();

    let program = project.start(&["run", "dev", "--no-tui"]);
    runs(&|| program.stdout.wait_for("ready"));
    program.signal(Signal::HUP);
    program.end().check(129);
    project.mark.assert_gone();

    let mut client = Client::open(project, Era::Initialize);
    start(&mut client, "dev");
    runs(&|| ());
    client.program.kill();
    project.mark.wait_until_gone();

    for args in [&["run", "dev", "--no-tui"][..], &["dev"]] {
        let Some(terminal) = Terminal::start(project, args) else {
            return;
        };
        runs(&|| terminal.wait_for_line("ready"));
        terminal.program.kill();
        project.mark.wait_until_gone();

        let Some(terminal) = Terminal::start(project, args) else {
            return;
        };
        runs(&|| terminal.wait_for_line("ready"));
        terminal.close().end().check(129);
        project.mark.assert_gone();
    }
}

/// Starts a script, and waits until it says `ready`.
#[track_caller]
fn start(client: &mut Client, name: &str) {
    client.call("scripts_run", &json!({"name": name, "wait_ms": 0}));
    until("ready", || {
        let text = client.text("logs_stream", &json!({"name": name}));
        text.contains("ready").then_some(())
    });
}
