//! `brummer problems -`: what any output complains of.

use std::io::Write;

use serde_json::{Value, json};

use crate::support::program::{Ended, Program};
use crate::support::project::Project;

const ERROR: &str = "src/a.ts(3,7): error TS2322: no";

fn start(project: &Project, args: &[&str]) -> Program {
    let mut all = vec!["problems"];
    all.extend(args);
    project.start(&all)
}

/// Passes all of an output to the program.
#[track_caller]
fn problems(args: &[&str], output: &[u8]) -> Ended {
    let project = Project::new(&[]);
    let mut program = start(&project, args);
    let mut stdin = program.stdin.take().unwrap();
    stdin.write_all(output).unwrap();
    drop(stdin);
    program.end()
}

#[test]
fn a_problem_is_a_line_and_errors_are_told_by_the_exit_code() {
    let ended = problems(&["-"], format!("one\n{ERROR}\ntwo\n").as_bytes()).check(1);
    assert_eq!(ended.text(), "src/a.ts:3:7: error TS2322: no [tsc]\n");
    let clean = problems(&["-"], b"0 errors\nall is well\n").check(0);
    assert_eq!(clean.text(), "");
}

#[test]
fn json_is_one_object_a_line() {
    let ended = problems(&["-", "--json"], ERROR.as_bytes()).check(1);
    let problem: Value = serde_json::from_str(ended.text()).unwrap();
    let expected = json!({
        "file": "src/a.ts", "line": 3, "column": 7,
        "severity": "error", "code": "TS2322", "message": "no", "tool": "tsc",
    });
    assert_eq!(problem, expected);
}

#[test]
fn a_problem_that_is_printed_twice_is_told_once_in_each_cycle() {
    let cycle = "Found 1 error. Watching for file changes.";
    let output = format!("{ERROR}\n{ERROR}\n{cycle}\n{ERROR}\n{cycle}\n");
    let ended = problems(&["-"], output.as_bytes()).check(1);
    assert_eq!(ended.text().lines().count(), 2);
}

#[test]
fn urls_are_told_when_they_are_asked_for() {
    let output = b"  Local:   http://localhost:5173/\n";
    assert_eq!(problems(&["-"], output).check(0).text(), "");
    let ended = problems(&["-", "--urls"], output).check(0);
    assert_eq!(ended.text(), "http://localhost:5173/\n");
}

#[test]
fn a_problem_of_a_live_output_is_told_before_its_end() {
    let project = Project::new(&[]);
    let mut program = start(&project, &["-"]);
    let mut stdin = program.stdin.take().unwrap();
    let traceback =
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\nValueError: x\n";
    stdin.write_all(traceback.as_bytes()).unwrap();
    program
        .stdout
        .wait_for("a.py:3: error: ValueError: x [python]");
    drop(stdin);
    program.end().check(1);
}

#[test]
fn hostile_output_is_ordinary_output() {
    let mut output = vec![b'('; 10_000_000];
    output.extend_from_slice(b"\0\xff\x1b[31m\r\r\n");
    output.extend_from_slice(ERROR.as_bytes());
    let ended = problems(&["-"], &output).check(1);
    assert_eq!(ended.text().lines().count(), 1);
}

#[test]
fn another_source_than_stdin_is_refused_with_what_to_do() {
    let ended = problems(&["build.log"], b"").check(2);
    assert!(
        ended.stderr.contains("`build.log`") && ended.stderr.contains("pass `-`"),
        "{}",
        ended.stderr
    );
}

/// A project with a matcher.
fn with_matcher() -> Project {
    Project::new(&[(
        ".brum.toml",
        "[matchers.lint]\npattern = { regexp = '^(\\S+) at (\\d+) (.+)$', message = 3 }\n",
    )])
}

#[test]
fn a_matcher_of_the_configuration_finds_what_no_format_knows() {
    let project = with_matcher();
    let told = |args: &[&str]| {
        let mut program = start(&project, args);
        let mut stdin = program.stdin.take().unwrap();
        stdin.write_all(b"a.x at 3 no\n").unwrap();
        drop(stdin);
        program.end()
    };
    assert_eq!(told(&["-"]).check(0).text(), "");
    let ended = told(&["-", "--matcher", "lint", "--matcher", "$tsc"]).check(1);
    assert_eq!(ended.text(), "a.x:3: error: no [lint]\n");
}

#[test]
fn a_matcher_that_is_not_there_names_the_near_one() {
    let ended = problems(&["-", "--matcher", "tsc"], b"").check(2);
    assert_eq!(
        ended.stderr.trim_end(),
        "error: there is no problem matcher `tsc`; did you mean `$tsc`?"
    );
}
