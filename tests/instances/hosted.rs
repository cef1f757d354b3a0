//! Hosting in the background.

use rustix::process::Signal;
use serde_json::json;

use super::{DEV, all_at_once, files, host, hosting, listed, pid, wait_for_process};
use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::program::Ended;
use crate::support::project::{Project, process};

#[test]
fn a_host_in_the_background_is_found_until_it_is_ended_with_all_its_processes() {
    let project = Project::with_dev(DEV);
    let said = host(&project, &["dev"]);
    assert!(said.text().contains("brummer down"), "{}", said.text());
    wait_for_process(&project, "sleep 1000");

    let listed = listed(&project);
    let dir = project.path("").canonicalize().unwrap();
    assert_eq!(listed[0]["directory"], json!(dir));
    assert_eq!(
        (&listed[0]["startedBy"], &listed[0]["stay"]),
        (&json!("serve"), &json!("stay"))
    );
    assert_eq!(listed[0]["version"], env!("CARGO_PKG_VERSION"));

    project.run(&["down"]).check(0);
    project.mark.assert_gone();
    assert_eq!(files(&project), [""; 0]);
    let again = project.run(&["down"]).check(2);
    assert!(
        again.stderr.contains("brummer serve -d"),
        "{}",
        again.stderr
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_host_in_the_background_goes_by_the_name_of_the_program() {
    let project = Project::with_dev(DEV);
    host(&project, &["dev"]);
    wait_for_process(&project, "sleep 1000");
    let hosts = project.mark.alive_as("serve --background");
    let guardians = project.mark.alive_as("__guardian");
    assert_eq!((hosts.len(), guardians.len()), (1, 1));
    for pid in hosts.into_iter().chain(guardians) {
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap();
        assert_eq!(name, "brummer\n");
    }
    let line = std::fs::read_to_string(format!("/proc/{}/cmdline", pid(&project))).unwrap();
    assert!(line.starts_with("brummer\0"), "{line}");
    project.run(&["down"]).check(0);
    project.mark.assert_gone();
}

#[test]
fn two_cold_starts_at_once_give_one_host() {
    for _ in 0..5 {
        let project = Project::with_dev(DEV);
        let start = |_| hosting(&project, &["-d", "dev"]);
        let ended = all_at_once((0..4).map(start).collect());
        let codes: Vec<_> = ended.iter().map(Ended::code).collect();
        assert_eq!(
            codes.iter().filter(|code| **code == 0).count(),
            1,
            "{ended:?}"
        );
        assert!(codes.iter().all(|code| matches!(code, 0 | 2)), "{ended:?}");
        wait_for_process(&project, "sleep 1000");
        // Those that were too late have said so, and may still be leaving.
        until("one host", || {
            (project.mark.alive_as("--background serve").len() == 1).then_some(())
        });
        project.run(&["down"]).check(0);
        project.mark.assert_gone();
    }
}

#[test]
fn a_host_in_the_foreground_is_one_like_any_other() {
    let project = Project::with_dev(DEV);
    let program = hosting(&project, &["dev"]);
    program.stdout.wait_for("dev | listening\n");
    assert_eq!(pid(&project), program.pid());
    let second = hosting(&project, &[]).end().check(2);
    assert!(
        second.stderr.contains("hosted already"),
        "{}",
        second.stderr
    );
    project.run(&["down"]).check(0);
    program.end().check(143);
    project.mark.assert_gone();
}

#[test]
fn a_host_that_is_told_to_end_takes_everything_with_it() {
    let project = Project::with_dev(DEV);
    host(&project, &["dev"]);
    wait_for_process(&project, "sleep 1000");
    signal(pid(&project), Signal::TERM);
    project.mark.wait_until_gone();
    assert_eq!(files(&project), [""; 0]);
}

#[test]
fn a_host_that_is_suspended_is_ended_with_all_its_processes() {
    let project = Project::with_dev(DEV);
    host(&project, &["dev"]);
    wait_for_process(&project, "sleep 1000");
    signal(pid(&project), Signal::STOP);
    let ended = project.run(&["down"]).check(0);
    assert!(
        ended.text().contains("is not hosted any more"),
        "{}",
        ended.text()
    );
    project.mark.assert_gone();
    assert_eq!(files(&project), [""; 0]);
}

#[test]
fn a_host_that_waits_for_its_processes_kills_them_when_it_is_ended_again() {
    let config =
        process("dev", "trap '' TERM; while :; do sleep 1000 & wait; done") + "grace = \"10m\"\n";
    let project = Project::new(&[(".brum.toml", &config)]);
    host(&project, &["dev"]);
    wait_for_process(&project, "sleep 1000");
    let first = project.start(&["down"]);
    until("the host to be ending", || {
        let ended = project.run(&["instances"]);
        ended.stderr.contains("is ending").then_some(())
    });
    assert!(listed(&project).is_empty());
    let shown = project.run(&["ps"]).check(1);
    assert!(shown.stderr.contains("is ending"), "{}", shown.stderr);
    project.run(&["down"]).check(0);
    first.end().check(0);
    project.mark.assert_gone();
    assert_eq!(files(&project), [""; 0]);
}

#[test]
fn a_host_that_is_killed_leaves_nothing_and_the_next_one_starts() {
    let project = Project::with_dev(DEV);
    for _ in 0..3 {
        host(&project, &["dev"]);
        wait_for_process(&project, "sleep 1000");
        signal(pid(&project), Signal::KILL);
        until("the end of the host", || {
            listed(&project).is_empty().then_some(())
        });
        assert_eq!(files(&project), [""; 0]);
        project.mark.wait_until_gone();
    }
    host(&project, &[]);
    project.run(&["down"]).check(0);
}

#[test]
fn a_host_that_is_started_by_a_client_ends_when_nobody_needs_it() {
    let project = Project::with_dev(DEV);
    let client = hosting(&project, &["--background", "command", "dev"]);
    client.stdout.wait_for("ready");
    assert_eq!(listed(&project)[0]["stay"], "linger");
    client.signal(Signal::TERM);
    client.end().check(143);
    project.mark.assert_gone();
}

#[test]
fn what_keeps_a_host_from_starting_is_said_by_the_command_that_wanted_it() {
    let project = Project::new(&[(".brum.toml", "grace = true")]);
    let ended = project.run(&["serve", "-d"]).check(2);
    assert!(ended.stderr.contains(".brum.toml:1:9"), "{}", ended.stderr);
    let ended = Project::new(&[]).run(&["serve", "-d", "nothing"]).check(2);
    assert!(ended.stderr.contains("nothing"), "{}", ended.stderr);
}

#[test]
fn worktrees_are_projects_of_their_own() {
    let project = Project::new(&[
        ("repo/.git/HEAD", "ref: refs/heads/main\n"),
        ("repo/.git/worktrees/w/HEAD", "ref: refs/heads/topic\n"),
        ("w/.git", "gitdir: ../repo/.git/worktrees/w\n"),
    ]);
    host(&project, &["--dir", "repo"]);
    host(&project, &["--dir", "w"]);
    let listed = listed(&project);
    let branches: Vec<_> = listed.iter().map(|one| &one["git"]["branch"]).collect();
    assert_eq!(branches, ["main", "topic"]);
    for dir in ["repo", "w"] {
        project.run(&["down", "--dir", dir]).check(0);
    }
    project.mark.assert_gone();
}
