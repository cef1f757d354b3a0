//! Trees of every shape end with brummer.

use super::check;
use crate::support::project::Project;
use crate::support::tool::has;

#[test]
fn a_shell_with_children_in_the_background() {
    check(&Project::with_dev(
        "sleep 1000 & sleep 1000 & echo ready; wait",
    ));
}

#[test]
fn a_child_that_ignores_the_signal_whose_leader_ends_at_once() {
    let script = "sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1000; done' & wait";
    let config = format!("grace = 0.3\n[processes.dev]\ncommand = \"\"\"{script}\"\"\"\n");
    check(&Project::new(&[(".brum.toml", &config)]));
}

#[test]
fn a_grandchild_in_a_session_of_its_own() {
    if has("setsid") {
        check(&Project::with_dev(
            "sh -c \"setsid sleep 1000 & echo ready; wait\" & wait",
        ));
    }
}

#[test]
fn a_double_forked_daemon() {
    if has("python3") {
        let daemon = "import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print(\"ready\", flush=True)
        time.sleep(1000)
    os._exit(0)
os.wait()
time.sleep(1000)
";
        let config = "[processes.dev]\ncommand = [\"python3\", \"daemon.py\"]\n";
        check(&Project::new(&[
            (".brum.toml", config),
            ("daemon.py", daemon),
        ]));
    }
}

#[test]
fn a_daemon_that_cleared_its_environment_but_stayed_in_the_session() {
    // It keeps the mark of the test alone; brummer's own is gone.
    let daemon = "(env -i TEST_PROGRAM=$TEST_PROGRAM /bin/sh -c \"sleep 1000; true\" &)";
    check(&Project::with_dev(&format!(
        "{daemon}; echo ready; exec sleep 1000"
    )));
}

#[test]
fn npm_that_runs_a_shell_that_runs_node() {
    if !has("npm") || !has("node") {
        return;
    }
    let package = r#"{"name": "t", "version": "1.0.0", "scripts": {"dev": "node server.js"}}"#;
    let server =
        "require('http').createServer().listen(0, '127.0.0.1', () => console.log('ready'))";
    check(&Project::new(&[
        ("package.json", package),
        ("server.js", server),
    ]));
}
