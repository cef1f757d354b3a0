//! What is wrong with the arguments or the configuration: said at once, exit code 2, and nothing is started.

use crate::support::project::{Project, process};

/// Two processes that leave a file behind if they are started.
fn project() -> Project {
    let config = process("dev", "touch started") + &process("test", "touch started");
    Project::new(&[(".brum.toml", &config)])
}

/// Checks that the run is refused with all of these texts.
#[track_caller]
fn check(project: &Project, args: &[&str], said: &[&str]) {
    let ended = project.run(args).check(2);
    let missing = said.iter().find(|text| !ended.stderr.contains(**text));
    assert_eq!(missing, None, "in\n{}", ended.stderr);
    assert_eq!(ended.text(), "");
    assert!(!project.path("started").exists());
    project.mark.wait_until_gone();
}

#[test]
fn an_unknown_name_is_answered_with_what_was_meant_and_what_there_is() {
    let said = ["`dve`", "did you mean `dev`?", "scripts: dev, test"];
    check(&project(), &["run", "test", "dve", "--no-tui"], &said);
}

#[test]
fn nothing_to_run_is_answered_with_what_there_is() {
    check(&project(), &["run", "--no-tui"], &["dev, test"]);
    check(&Project::new(&[]), &["run", "--no-tui"], &["no scripts"]);
}

#[test]
fn a_configuration_that_is_wrong_is_shown_with_the_place() {
    let project = Project::new(&[(
        ".brum.toml",
        "[processes.dev]\ncomand = \"touch started\"\n",
    )]);
    let ended = project.run(&["run", "dev", "--no-tui"]).check(2);
    insta::assert_snapshot!(project.filtered(&ended.stderr), @r#"
    error: unknown key `comand` in [processes.dev]
      --> [ROOT]/project/.brum.toml:2:1
       |
     2 | comand = "touch started"
       | ^^^^^^ did you mean `command`?
       = known keys: command, dir, group, env, stdin, stop_signal, grace, problem_matcher
    "#);
}

#[test]
fn a_directory_that_is_not_there_is_named() {
    let args = ["run", "dev", "--no-tui", "-d", "no-such-dir"];
    check(&project(), &args, &["`no-such-dir` does not exist"]);
    let args = ["run", "dev", "--no-tui", "-d", ".brum.toml"];
    check(&project(), &args, &["`.brum.toml` is not a directory"]);
}

#[test]
fn an_unknown_flag_is_refused() {
    check(
        &project(),
        &["run", "dev", "--no-tiu"],
        &["--no-tiu", "--no-tui"],
    );
}
