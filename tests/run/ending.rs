//! The exit code, and what is left.

use crate::support::program::Program;
use crate::support::project::{Project, process};

/// The exit code of a run of one shell command.
#[track_caller]
fn check(command: &str, code: i32) {
    let project = Project::with_dev(command);
    project.run(&["run", "dev", "--no-tui"]).check(code);
    project.mark.assert_gone();
}

#[test]
fn success_of_all_is_success() {
    let config = process("a", "true") + &process("b", "exit 0");
    let project = Project::new(&[(".brum.toml", &config)]);
    project.run(&["run", "a", "b", "--no-tui"]).check(0);
}

#[test]
fn the_code_of_the_process_is_passed_on() {
    check("exit 3", 3);
    check("exit 255", 255);
}

#[test]
fn a_signal_is_told_as_shells_tell_it() {
    check("kill -KILL $$", 137);
    check("kill -SEGV $$", 139);
}

#[test]
fn the_first_that_failed_decides() {
    // The first on the command line fails last: it waits for the file that the other one writes before its end.
    let late = "while [ ! -e failed ]; do sleep 0.01; done; sleep 0.1; exit 4";
    let config = process("late", late) + &process("early", "touch failed; exit 5");
    let project = Project::new(&[(".brum.toml", &config)]);
    let ended = project.run(&["run", "late", "early", "--no-tui"]).check(5);
    assert!(ended.stderr.contains("early"), "{}", ended.stderr);
}

#[test]
fn what_cannot_be_started_is_named_and_fails_as_in_a_shell() {
    let config = "[processes.gone]\ncommand = [\"no-such-program\"]\n".to_owned()
        + "[processes.lost]\ncommand = \"true\"\ndir = \"no-such-dir\"\n";
    let project = Project::new(&[(".brum.toml", &config)]);
    for (name, what) in [("gone", "no-such-program"), ("lost", "no-such-dir")] {
        let ended = project.run(&["run", name, "--no-tui"]).check(127);
        assert!(ended.stderr.contains(what), "{}", ended.stderr);
    }
}

#[test]
fn one_that_cannot_be_started_does_not_keep_others_from_running() {
    let config = "[processes.gone]\ncommand = [\"no-such-program\"]\n".to_owned()
        + &process("dev", "echo here");
    let project = Project::new(&[(".brum.toml", &config)]);
    let ended = project.run(&["run", "gone", "dev", "--no-tui"]).check(127);
    assert!(ended.text().contains("here\n"), "{}", ended.text());
}

#[test]
fn what_a_finished_process_left_in_the_background_is_stopped() {
    check("sleep 1000 & exit 0", 0);
    check("sleep 1000 > /dev/null 2>&1 & exit 6", 6);
}

#[test]
fn a_command_line_in_quotes_runs_in_the_shell() {
    let project = Project::new(&[]);
    let ended = project.run(&["run", "echo a; exit 7", "--no-tui"]).check(7);
    assert_eq!(ended.text(), "echo | a\n");
}

#[test]
fn the_short_name_is_the_same_program() {
    let project = Project::with_dev("echo here");
    let mut brum = project.command(env!("CARGO_BIN_EXE_brum"));
    brum.args(["run", "dev", "--no-tui"]);
    let ended = Program::start(&mut brum).end();
    assert_eq!(ended.check(0).text(), "dev | here\n");
}

#[test]
fn another_directory_is_as_good_as_the_present_one() {
    let project = Project::new(&[("app/.brum.toml", &process("dev", "pwd"))]);
    let ended = project
        .run(&["run", "dev", "--no-tui", "-d", "app"])
        .check(0);
    let shown = project.filtered(ended.text());
    assert_eq!(shown, "dev | [ROOT]/project/app\n");
}

#[test]
fn what_the_configuration_names_runs_without_a_look_at_anything_else() {
    let files = [
        (".brum.toml", process("dev", "echo here")),
        ("package.json", "{".to_owned()),
    ];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let project = Project::new(&files);
    let quick = project.run(&["run", "dev", "--no-tui"]).check(0);
    assert_eq!((quick.text(), &*quick.stderr), ("dev | here\n", ""));
    let thorough = project.run(&["run", "dev", "echo b", "--no-tui"]).check(0);
    let broken = "package.json";
    assert!(thorough.stderr.contains(broken), "{}", thorough.stderr);
}
