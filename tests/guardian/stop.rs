//! Brummer is killed while it stops what it started.

use rustix::process::Signal;

use crate::support::project::Project;

/// Kills brummer once the tree has been asked to end, and says `asked`.
#[track_caller]
fn check(script: &str) {
    let config = format!("[processes.dev]\ncommand = '''{script}'''\ngrace = \"1h\"\n");
    let project = Project::new(&[(".brum.toml", &config)]);
    let program = project.start(&["run", "dev", "--no-tui"]);
    program.stdout.wait_for("ready");
    program.signal(Signal::TERM);
    program.stdout.wait_for("asked");
    program.kill();
    project.mark.wait_until_gone();
}

#[test]
fn a_kill_in_the_middle_of_a_stop_leaves_nothing() {
    check("trap \"echo asked\" TERM; echo ready; while :; do sleep 0.01; done");
}

#[test]
fn a_kill_in_the_middle_of_a_stop_whose_leader_has_ended_leaves_nothing() {
    let child = "(trap \"\" TERM; while :; do sleep 1000; done) &";
    let leader = "trap \"echo asked; exit 0\" TERM; echo ready; while :; do sleep 0.01; done";
    check(&format!("{child} {leader}"));
}
