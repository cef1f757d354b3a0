//! The terminal UI on what is hosted.

use rustix::process::Signal;

use super::{DEV, files, host, pid, wait_for_process};
use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::project::{LINGERED, Project, process};
use crate::support::terminal::Terminal;

#[test]
fn several_terminals_show_what_is_hosted_and_leaving_them_stops_nothing() {
    let config = process("dev", DEV) + &process("api", "echo from the api; sleep 2000");
    let project = Project::new(&[(".brum.toml", &config)]);
    host(&project, &["dev"]);
    let Some(mut attached) = Terminal::start(&project, &["attach"]) else {
        return;
    };
    attached.wait_for_line("listening");
    // Without a command it joins as well, and starts what is named.
    let joined = Terminal::start(&project, &["api"]).unwrap();
    joined.wait_for_text("joined what is hosted by pid");
    joined.wait_for_line("listening");
    wait_for_process(&project, "sleep 2000");

    attached.type_keys("q");
    attached.wait_until_restored();
    attached.program.end().check(0);
    joined.close().end().check(129);
    assert_eq!(project.mark.alive_as("sleep 1000").len(), 2);
    let shown = project.run(&["ps"]).check(0);
    assert_eq!(
        shown.text().matches("running").count(),
        2,
        "{}",
        shown.text()
    );
    project.run(&["down"]).check(0);
    project.mark.assert_gone();
}

#[test]
fn a_terminal_whose_host_is_killed_says_so_and_has_another_one_started_on_request() {
    let project = Project::with_dev(DEV);
    host(&project, &["dev"]);
    let Some(mut attached) = Terminal::start(&project, &["attach"]) else {
        return;
    };
    attached.wait_for_line("listening");
    let first = pid(&project);
    signal(first, Signal::KILL);
    attached.wait_for_text("no host");
    attached.wait_for_text("dev ran");
    until("the end of what ran", || {
        project.mark.alive_as("sleep 1000").is_empty().then_some(())
    });
    assert!(project.run(&["instances"]).check(0).text().is_empty());
    assert_eq!(files(&project), [""; 0]);

    attached.type_keys("s");
    wait_for_process(&project, "sleep 1000");
    assert_ne!(pid(&project), first);
    attached.wait_for_text("another host now");
    attached.type_keys("\x03");
    attached.wait_until_restored();
    attached.program.end().check(0);
    project.mark.assert_gone();
}

#[test]
fn a_terminal_whose_host_was_killed_joins_the_next_one() {
    let project = Project::with_dev(DEV);
    let Some(mut terminal) = Terminal::start(&project, &["dev"]) else {
        return;
    };
    terminal.wait_for_line("listening");
    signal(pid(&project), Signal::KILL);
    terminal.wait_for_text("no host");
    host(&project, &[]);
    terminal.wait_for_text("another host now");
    terminal.type_keys("q");
    terminal.wait_until_restored();
    terminal.wait_for_text("the processes go on");
    terminal.program.end().check(0);
    project.run(&["down"]).check(0);
    project.mark.assert_gone();
}

#[test]
fn a_terminal_is_told_of_a_host_that_hangs_and_can_be_left() {
    let project = Project::with_dev(DEV);
    let Some(mut terminal) = Terminal::start(&project, &["dev"]) else {
        return;
    };
    terminal.wait_for_line("listening");
    let host = pid(&project);
    signal(host, Signal::STOP);
    terminal.wait_for_text("does not answer for");
    terminal.type_keys("q");
    terminal.wait_until_restored();
    terminal.program.end().check(0);
    signal(host, Signal::CONT);
    project.mark.wait_until_gone();
}

#[test]
fn a_terminal_that_is_killed_takes_nothing_down_that_an_agent_needs() {
    let project = Project::with_dev(DEV);
    let Some(terminal) = Terminal::start(&project, &["dev"]) else {
        return;
    };
    terminal.wait_for_line("listening");
    let attached = Terminal::start(&project, &["attach"]).unwrap();
    attached.wait_for_line("listening");
    terminal.program.kill();
    std::thread::sleep(2 * LINGERED);
    assert_eq!(project.mark.alive_as("sleep 1000").len(), 2);
    // Nobody else is left.
    attached.close().end().check(129);
    project.mark.wait_until_gone();
}

#[test]
fn without_a_directory_for_hosts_the_terminal_ui_hosts_itself_and_says_so() {
    let project = Project::with_dev(DEV);
    std::os::unix::fs::symlink(project.path(""), project.runtime_dir()).unwrap();
    let Some(mut terminal) = Terminal::start(&project, &["dev"]) else {
        return;
    };
    terminal.wait_for_line("listening");
    terminal.type_keys("m");
    terminal.wait_for_text("no host in the background");
    terminal.type_keys("\x03");
    terminal.wait_until_restored();
    terminal.program.end().check(0);
    project.mark.assert_gone();
}

#[test]
fn how_a_project_is_hosted_cannot_be_said_where_it_is_hosted() {
    let project = Project::with_dev(DEV);
    host(&project, &[]);
    let Some(terminal) = Terminal::start(&project, &["--no-mcp"]) else {
        return;
    };
    terminal.program.end().check(2);
    project.run(&["down"]).check(0);
}
