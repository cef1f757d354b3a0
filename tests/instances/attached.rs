//! The terminal UI on what is hosted.

use rustix::process::Signal;

use super::{DEV, files, host, pid, wait_for_process};
use crate::support::mark::signal;
use crate::support::project::{Project, process};
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
fn a_terminal_whose_host_is_killed_is_given_back() {
    let project = Project::with_dev(DEV);
    host(&project, &["dev"]);
    let Some(attached) = Terminal::start(&project, &["attach"]) else {
        return;
    };
    attached.wait_for_line("listening");
    signal(pid(&project), Signal::KILL);
    attached.wait_until_restored();
    attached.program.end().check(1);
    project.mark.wait_until_gone();
    assert!(project.run(&["instances"]).check(0).text().is_empty());
    assert_eq!(files(&project), [""; 0]);
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
