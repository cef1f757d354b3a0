//! Real development tools run under brummer as they do in a terminal, whatever they get for their stdin.

use std::fs;
use std::path::Path;

use rustix::process::Signal;
use serde_json::json;

use crate::support::client::{Client, Era};
use crate::support::patience::until;
use crate::support::project::Project;
use crate::support::tool;

/// A page with a script, as `npm create vite` makes it, whose `dev` is run by npm.
fn vite_project(vite: &Path) -> Project {
    let package = json!({
        "name": "page", "private": true, "type": "module",
        "scripts": {"dev": format!("node {} --host 127.0.0.1 --port 0", vite.display())},
    });
    Project::new(&[
        ("package.json", &package.to_string()),
        (
            "index.html",
            "<script type=\"module\" src=\"/main.js\"></script>\n",
        ),
        ("main.js", "console.log('hello')\n"),
    ])
}

/// A file that esbuild watches, and what runs it.
fn esbuild_project(esbuild: &Path, watch: &str, stdin: &str) -> Project {
    let command = format!("{} main.js {watch} --outfile=out.js", esbuild.display());
    let config = format!("[processes.watch]\ncommand = \"{command}\"\nstdin = \"{stdin}\"\n");
    Project::new(&[(".brum.toml", &config), ("main.js", "console.log('one')\n")])
}

/// Changes the source, and waits until it was built again.
#[track_caller]
fn check_rebuild(project: &Project) {
    fs::write(project.path("main.js"), "console.log('two')\n").unwrap();
    until("the second build", || {
        let built = fs::read_to_string(project.path("out.js")).unwrap_or_default();
        built.contains("two").then_some(())
    });
}

/// Waits for a text in the log of a process.
#[track_caller]
fn wait_for(client: &mut Client, name: &str, text: &str) {
    until(text, || {
        let log = client.text("logs_stream", &json!({"name": name}));
        log.contains(text).then_some(())
    });
}

#[test]
fn vite_serves_without_a_stdin() {
    let Some(vite) = tool::node("vite").filter(|_| tool::has("npm")) else {
        return;
    };
    let project = vite_project(&vite);
    let program = project.start(&["run", "dev", "--no-tui", "--color", "always"]);
    program.stdout.wait_for("http://");
    // Its colours arrive as it prints them to a terminal.
    program.stdout.wait_for("\x1b[36m");
    program.signal(Signal::INT);
    program.end().check(130);
    project.mark.assert_gone();
}

#[test]
fn vite_serves_with_a_pipe_as_stdin() {
    let Some(vite) = tool::node("vite").filter(|_| tool::has("npm")) else {
        return;
    };
    let project = vite_project(&vite);
    let mut client = Client::open(&project, Era::Discover);
    client.call("scripts_run", &json!({"name": "dev", "wait_ms": 0}));
    wait_for(&mut client, "dev", "http://127.0.0.1:");
    client.call("scripts_stop", &json!({"name": "dev"}));
    assert_eq!(project.mark.alive_as("vite"), [].into());
    client.close().check(0);
    // Its host ends a moment after its last client.
    project.mark.wait_until_gone();
}

#[test]
fn esbuild_watches_as_long_as_its_pipe_is_open() {
    let Some(esbuild) = tool::node("esbuild") else {
        return;
    };
    let project = esbuild_project(&esbuild, "--watch", "pipe");
    let mut client = Client::open(&project, Era::Initialize);
    client.call("scripts_run", &json!({"name": "watch", "wait_ms": 0}));
    wait_for(&mut client, "watch", "build finished");
    check_rebuild(&project);
    let status = client.call("scripts_status", &json!({"name": "watch"}));
    assert_eq!(status["processes"][0]["status"], "running");
    client.close().check(0);
    // Its host ends a moment after its last client.
    project.mark.wait_until_gone();
}

#[test]
fn esbuild_that_watches_for_ever_needs_no_stdin() {
    let Some(esbuild) = tool::node("esbuild") else {
        return;
    };
    let project = esbuild_project(&esbuild, "--watch=forever", "null");
    let mut client = Client::open(&project, Era::Initialize);
    client.call("scripts_run", &json!({"name": "watch", "wait_ms": 0}));
    wait_for(&mut client, "watch", "build finished");
    check_rebuild(&project);
    client.close().check(0);
    // Its host ends a moment after its last client.
    project.mark.wait_until_gone();
}

#[test]
fn esbuild_that_watches_under_the_plain_stream_needs_no_stdin() {
    let Some(esbuild) = tool::node("esbuild") else {
        return;
    };
    let project = esbuild_project(&esbuild, "--watch=forever", "pipe");
    let program = project.start(&["run", "watch", "--no-tui"]);
    program.stdout.wait_for("build finished");
    check_rebuild(&project);
    program.signal(Signal::INT);
    program.end().check(130);
    project.mark.assert_gone();
}

#[test]
fn esbuild_without_a_stdin_says_itself_how_to_go_on() {
    let Some(esbuild) = tool::node("esbuild") else {
        return;
    };
    let project = esbuild_project(&esbuild, "--watch", "null");
    let ended = project.run(&["run", "watch", "--no-tui"]).check(0);
    assert!(ended.text().contains("--watch=forever"), "{}", ended.text());
}
