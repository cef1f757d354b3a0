//! A stop ends the whole tree, whatever its members do, and nothing else.
#![cfg(target_os = "linux")]

use std::time::Duration;

use brummer_core::{Command, Spec, Status, StopReport};

use crate::log::line_with;
use crate::mark::{alive, mark};
use crate::support::{shell, supervisor, within};
use crate::tool::has;

/// A spec whose whole tree is found by `alive`.
fn marked(name: &str, line: &str) -> Spec {
    mark(shell(name, line), name)
}

/// Starts a tree, waits until its script says `ready` in a line, stops it, and checks that nothing is left.
async fn stop(name: &str, script: &str) -> StopReport {
    let supervisor = supervisor().await;
    supervisor
        .start(with_grace(marked(name, script)))
        .await
        .unwrap();
    line_with(&supervisor, name, "ready").await;
    assert!(!alive(name).is_empty());
    let report = within("the stop", supervisor.stop(name)).await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!(alive(name), [].into());
    assert_eq!(
        supervisor.snapshot().process(name).unwrap().status(),
        Status::Stopped
    );
    report
}

/// Short, so that trees that ignore the signal do not hold up the tests.
fn with_grace(spec: Spec) -> Spec {
    Spec {
        grace: Duration::from_millis(300),
        ..spec
    }
}

#[tokio::test]
async fn a_shell_with_children_in_the_background() {
    let report = stop("tree-wait", "sleep 1000 & sleep 1000 & echo ready; wait").await;
    assert_eq!(
        (report.signalled.len(), report.killed.len()),
        (3, 0),
        "{report}"
    );
}

#[tokio::test]
async fn a_child_that_ignores_the_signal_is_killed_though_its_leader_ends_at_once() {
    let script = "sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1000; done' & wait";
    let report = stop("tree-deaf", script).await;
    assert!(!report.killed.is_empty(), "{report}");
    assert!(report.grace_took >= Duration::from_millis(300), "{report}");
}

#[tokio::test]
async fn a_grandchild_in_a_session_of_its_own() {
    if has("setsid") {
        stop(
            "tree-setsid",
            "sh -c 'setsid sleep 1000 & echo ready; wait' & wait",
        )
        .await;
    }
}

#[tokio::test]
async fn a_grandchild_in_a_session_of_its_own_whose_parents_are_gone() {
    if has("setsid") {
        let script = "setsid sh -c 'sleep 1000 & echo ready' ; exec sleep 1000";
        stop("tree-orphan", script).await;
    }
}

#[tokio::test]
async fn a_double_forked_daemon() {
    if has("python3") {
        let daemon = "import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print('ready', flush=True)
        time.sleep(1000)
    os._exit(0)
os.wait()
time.sleep(1000)";
        stop("tree-daemon", &format!("exec python3 -c \"{daemon}\"")).await;
    }
}

#[tokio::test]
async fn a_suspended_process() {
    stop(
        "tree-suspended",
        "sh -c 'echo ready; kill -STOP $$; sleep 1000' & wait",
    )
    .await;
}

#[tokio::test]
async fn npm_runs_a_shell_that_runs_node() {
    if !has("npm") || !has("node") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let package = r#"{"name": "t", "version": "1.0.0", "scripts": {"dev": "node server.js"}}"#;
    std::fs::write(dir.path().join("package.json"), package).unwrap();
    let server =
        "require('http').createServer().listen(0, '127.0.0.1', () => console.log('ready'))";
    std::fs::write(dir.path().join("server.js"), server).unwrap();
    let supervisor = supervisor().await;
    let spec = Spec::new("npm", Command::program("npm", ["run", "dev"]), dir.path()).unwrap();
    let spec = mark(spec, "tree-npm");
    supervisor.start(spec).await.unwrap();
    line_with(&supervisor, "npm", "ready").await;
    let report = within("the stop", supervisor.stop("npm")).await.unwrap();
    assert!(report.is_clean() && report.signalled.len() >= 2, "{report}");
    assert_eq!(alive("tree-npm"), [].into());
}

#[tokio::test]
async fn stopping_one_process_leaves_the_daemon_of_another_alone() {
    if !has("setsid") {
        return;
    }
    let supervisor = supervisor().await;
    let script = "setsid sh -c 'sleep 1000 & echo ready $!'; exec sleep 1000";
    let mut daemon = String::new();
    for name in ["tree-dev", "tree-api"] {
        supervisor.start(marked(name, script)).await.unwrap();
        daemon = line_with(&supervisor, name, "ready").await;
    }
    let daemon: u32 = daemon.strip_prefix("ready ").unwrap().parse().unwrap();
    within("the stop", supervisor.stop("tree-dev"))
        .await
        .unwrap();
    assert_eq!(alive("tree-dev"), [].into());
    assert!(alive("tree-api").contains(&daemon));
    supervisor.shutdown().await;
    assert_eq!(alive("tree-api"), [].into());
}

#[tokio::test]
async fn a_stranger_is_left_alone() {
    let mut stranger = tokio::process::Command::new("sleep")
        .arg("1000")
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    stop("tree-stranger", "sleep 1000 & echo ready; wait").await;
    assert!(stranger.try_wait().unwrap().is_none());
}

#[tokio::test]
async fn a_kill_cuts_the_grace_period_short() {
    let supervisor = supervisor().await;
    let mut spec = marked(
        "tree-hurry",
        "trap '' TERM; echo ready; while :; do sleep 1000; done",
    );
    spec.grace = Duration::from_hours(1);
    supervisor.start(spec).await.unwrap();
    line_with(&supervisor, "tree-hurry", "ready").await;
    let stopper = supervisor.clone();
    let stop = tokio::spawn(async move { stopper.stop("tree-hurry").await });
    supervisor
        .wait_until(|project| project.process("tree-hurry").unwrap().status() == Status::Stopping)
        .await;
    let report = within("the kill", supervisor.kill("tree-hurry"))
        .await
        .unwrap();
    assert!(report.is_clean() && !report.killed.is_empty(), "{report}");
    assert_eq!(within("the stop", stop).await.unwrap().unwrap(), report);
}

#[tokio::test]
async fn the_configured_signal_is_the_one_that_is_sent() {
    let supervisor = supervisor().await;
    let mut spec = marked(
        "tree-int",
        "trap 'echo interrupted; exit 0' INT; echo ready; while :; do sleep 0.05; done",
    );
    spec.stop_signal = brummer_core::StopSignal::Int;
    supervisor.start(spec).await.unwrap();
    line_with(&supervisor, "tree-int", "ready").await;
    within("the stop", supervisor.stop("tree-int"))
        .await
        .unwrap();
    line_with(&supervisor, "tree-int", "interrupted").await;
}

#[tokio::test]
async fn what_a_finished_run_left_behind_is_stopped_before_a_restart() {
    let supervisor = supervisor().await;
    supervisor
        .start(marked("tree-left", "sleep 1000 & echo ready"))
        .await
        .unwrap();
    within("the end", supervisor.wait_exit("tree-left"))
        .await
        .unwrap();
    let left = alive("tree-left");
    assert_eq!(left.len(), 1);
    supervisor.restart("tree-left").await.unwrap();
    within("the end", supervisor.wait_exit("tree-left"))
        .await
        .unwrap();
    assert!(alive("tree-left").is_disjoint(&left));
    supervisor.shutdown().await;
    assert_eq!(alive("tree-left"), [].into());
}

#[tokio::test]
async fn what_a_trap_runs_to_clean_up_is_not_signalled() {
    let supervisor = supervisor().await;
    // The clean-up is a program, and runs longer than the first looks at the tree.
    let script = "trap 'sleep 0.3 && echo cleaned up; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    supervisor.start(marked("tree-trap", script)).await.unwrap();
    line_with(&supervisor, "tree-trap", "ready").await;
    let report = within("the stop", supervisor.stop("tree-trap"))
        .await
        .unwrap();
    assert!(report.is_clean() && report.killed.is_empty(), "{report}");
    line_with(&supervisor, "tree-trap", "cleaned up").await;
}

#[tokio::test]
async fn a_member_that_was_found_is_not_lost_when_its_parents_are_gone() {
    if has("setsid") {
        // Without environment and session, only its parents connect it to the tree, and they end at the first signal.
        let deaf = "env -i setsid sh -c 'trap \"\" TERM; echo ready $$; while :; do sleep 1000; done' & wait";
        let supervisor = supervisor().await;
        supervisor
            .start(with_grace(marked("tree-lost", deaf)))
            .await
            .unwrap();
        let line = line_with(&supervisor, "tree-lost", "ready").await;
        let pid: u32 = line.strip_prefix("ready ").unwrap().parse().unwrap();
        let report = within("the stop", supervisor.stop("tree-lost"))
            .await
            .unwrap();
        assert!(
            report.killed.iter().any(|member| member.pid == pid),
            "{report}"
        );
        assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists() || is_zombie(pid));
    }
}

/// An orphan without a subreaper stays a zombie until the first process of the system reaps it.
fn is_zombie(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z"))
}

#[tokio::test]
async fn a_removal_stops_what_the_process_left_behind() {
    let supervisor = supervisor().await;
    supervisor
        .start(marked("tree-removed", "sleep 1000 & echo ready"))
        .await
        .unwrap();
    within("the end", supervisor.wait_exit("tree-removed"))
        .await
        .unwrap();
    assert_eq!(alive("tree-removed").len(), 1);
    within("the removal", supervisor.remove("tree-removed"))
        .await
        .unwrap();
    assert_eq!(alive("tree-removed"), [].into());
}
