//! Ctrl-C and other signals: everything is stopped, and the exit code tells why.

use std::process::Command;

use rustix::process::Signal;

use crate::support::patience::until;
use crate::support::project::{BRUMMER, Project, process};
use crate::support::terminal::Terminal;

/// Says when it is asked to end.
const POLITE: &str =
    "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 1000 & wait $!; done";

/// Is not asked twice, because it does not listen.
const DEAF: &str = "trap '' TERM; echo ready; while :; do sleep 1000; done";

/// Stops a tree with a signal to brummer.
#[track_caller]
fn check(sent: Signal, code: i32) {
    let config = process("a", POLITE) + &process("b", "echo ready; sleep 1000 & wait");
    let project = Project::new(&[(".brum.toml", &config)]);
    let program = project.start(&["run", "a", "b", "--no-tui"]);
    program.stdout.wait_for("a | ready");
    program.stdout.wait_for("b | ready");
    program.signal(sent);
    let ended = program.end().check(code);
    assert!(ended.text().contains("a | bye"), "{}", ended.text());
    assert!(
        ended.stderr.contains("stopping 2 processes"),
        "{}",
        ended.stderr
    );
    project.mark.assert_gone();
}

#[test]
fn an_interrupt_stops_all_gracefully() {
    check(Signal::INT, 130);
}

#[test]
fn a_polite_kill_stops_all_gracefully() {
    check(Signal::TERM, 143);
}

#[test]
fn a_hang_up_stops_all_gracefully() {
    check(Signal::HUP, 129);
}

#[test]
fn a_second_interrupt_kills() {
    let project = Project::with_dev(DEAF);
    let program = project.start(&["run", "dev", "--no-tui", "--grace", "1h"]);
    program.stdout.wait_for("ready");
    program.signal(Signal::INT);
    program.stderr.wait_for("stopping 1 process");
    program.signal(Signal::INT);
    let ended = program.end().check(130);
    assert!(ended.stderr.contains("killing"), "{}", ended.stderr);
    project.mark.assert_gone();
}

#[test]
fn what_ignores_the_request_is_killed_after_the_grace_period() {
    let project = Project::with_dev(DEAF);
    let program = project.start(&["run", "dev", "--no-tui", "--grace", "0.2"]);
    program.stdout.wait_for("ready");
    program.signal(Signal::INT);
    let ended = program.end().check(130);
    assert!(ended.stderr.contains("SIGKILL to"), "{}", ended.stderr);
    project.mark.assert_gone();
}

#[test]
fn an_interrupt_is_heard_while_leftovers_of_finished_processes_are_stopped() {
    // Nothing but the shell itself: a program that it started to answer would be asked to end as well.
    let leftover = "trap \": > asked\" TERM; : > ready; while :; do sleep 0.01; done";
    let leader = "while [ ! -e ready ]; do sleep 0.01; done";
    let project = Project::with_dev(&format!("({leftover}) > /dev/null 2>&1 & {leader}"));
    let program = project.start(&["run", "dev", "--no-tui", "--grace", "1h"]);
    until("the stop of the leftover", || {
        project.path("asked").exists().then_some(())
    });
    program.signal(Signal::INT);
    program.stderr.wait_for("stopping what is left");
    program.signal(Signal::INT);
    program.end().check(130);
    project.mark.assert_gone();
}

#[test]
fn ctrl_c_in_a_terminal_stops_all() {
    let project = Project::with_dev(POLITE);
    let Some(mut terminal) = Terminal::start(&project, &["run", "dev", "--no-tui"]) else {
        return;
    };
    terminal.wait_for_line("ready");
    terminal.type_keys("\x03");
    terminal.wait_for_line("bye");
    terminal.program.end().check(130);
    project.mark.assert_gone();
}

/// A shell ignores the signal for what it runs in the background; brummer inherits that, and its children must not.
#[test]
fn a_signal_that_brummer_was_told_to_ignore_is_not_ignored_by_its_children() {
    let line =
        format!("trap '' INT USR1; exec {BRUMMER} run 'grep SigIgn /proc/self/status' --no-tui");
    let shell = Command::new("sh").args(["-c", &line]).output().unwrap();
    let printed = String::from_utf8(shell.stdout).unwrap();
    let mask = printed.split_whitespace().last().unwrap();
    let ignored = u64::from_str_radix(mask, 16).unwrap();
    // The signals with the numbers 2 and 10 (signal(7), Linux on x86 and ARM).
    assert_eq!(ignored & (1 << 1 | 1 << 9), 0, "{printed}");
}
