//! The questions that `brummer logs` and `brummer run --no-tui` answer.

use super::{keeping, lines, run, texts};

const LINES: &str = "echo ping; echo Error: refused; echo ping; echo ping; echo done";

#[track_caller]
fn check(args: &[&str], expected: &[&str]) {
    let project = keeping(LINES);
    run(&project);
    assert_eq!(texts(&project, args), expected);
}

#[test]
fn lines_are_found_by_expression() {
    check(&["--grep", "error"], &["Error: refused"]);
    check(&["--grep", "ERROR"], &[]);
    check(&["--grep", "ERROR", "-i"], &["Error: refused"]);
    check(&["--grep", "ping", "-v"], &["Error: refused", "done"]);
    check(
        &["--grep", "ref", "--grep", "^d"],
        &["Error: refused", "done"],
    );
}

#[test]
fn the_latest_lines_are_printed_in_either_order() {
    check(&["-n", "2"], &["ping", "done"]);
    check(&["-n", "2", "--newest-first"], &["done", "ping"]);
}

#[test]
fn lines_around_those_found_are_marked_for_programs_and_people() {
    let project = keeping(LINES);
    run(&project);
    let found = lines(&project, &["--grep", "error", "-C", "1"]);
    let marks: Vec<_> = found
        .iter()
        .map(|line| line["context"].as_bool().unwrap())
        .collect();
    assert_eq!(marks, [true, false, true]);
    let ended = project
        .run(&["logs", "--grep", "error", "-C", "1"])
        .check(0);
    let marks: Vec<_> = ended.text().lines().map(|line| &line[..2]).collect();
    assert_eq!(marks, ["  ", "> ", "  "]);
}

#[test]
fn repeated_lines_are_joined_for_people_and_kept_for_programs() {
    let project = keeping(LINES);
    run(&project);
    let ended = project.run(&["logs", "dev"]).check(0);
    let shown: Vec<_> = ended
        .text()
        .lines()
        .map(|line| line.split_once(" dev | ").unwrap().1)
        .collect();
    assert_eq!(shown, ["ping", "Error: refused", "ping (×2)", "done"]);
    assert_eq!(texts(&project, &[]).len(), 5);
}

#[test]
fn structured_lines_are_asked_for_their_fields_and_shown_compactly() {
    let json = |status: u16| {
        format!(r#"{{"level":30,"time":1767225600000,"msg":"asked","status":{status}}}"#)
    };
    let (well, badly) = (json(200), json(502));
    let project = keeping(&format!(
        "echo '{well}'; echo '{badly}'; echo plain; echo ERROR: x"
    ));
    run(&project);
    let asked = |field: &str| texts(&project, &["--field", field]);
    assert_eq!(asked("status>=500"), std::slice::from_ref(&badly));
    assert_eq!(asked("level=info"), [well.clone(), badly]);
    assert_eq!(texts(&project, &["--level", "error"]), ["ERROR: x"]);
    let shown = project.run(&["logs", "-n", "4"]).check(0);
    assert!(
        shown.text().contains("| asked status=200\n"),
        "{}",
        shown.text()
    );
    let raw = project.run(&["logs", "--raw"]).check(0);
    assert!(raw.text().contains(&well), "{}", raw.text());
}

#[test]
fn times_bound_what_is_printed() {
    let project = keeping("echo now");
    run(&project);
    assert_eq!(texts(&project, &["--since", "1h"]), ["now"]);
    assert_eq!(texts(&project, &["--until", "1h"]), [""; 0]);
    assert_eq!(texts(&project, &["--since", "2200-01-01"]), [""; 0]);
    let time = lines(&project, &[])[0]["time"].as_str().unwrap().to_owned();
    assert_eq!(texts(&project, &["--around", &time]), ["now"]);
    assert_eq!(
        texts(&project, &["--around", "1h", "--within", "1m"]),
        [""; 0]
    );
}

#[test]
fn what_does_not_fit_is_counted() {
    let project = keeping(LINES);
    run(&project);
    let ended = project.run(&["logs", "-n", "1", "--grep", "ping"]).check(0);
    assert_eq!(
        ended.stderr,
        "brummer: 2 more lines match; -n takes a larger number\n"
    );
}

#[test]
fn a_run_without_lines_is_said() {
    let project = keeping(LINES);
    run(&project);
    let ended = project.run(&["logs", "--run", "99"]).check(0);
    assert_eq!(ended.stderr, "brummer: no line of run 99 matches\n");
}

#[test]
fn a_live_stream_is_filtered_as_well() {
    let project = keeping(LINES);
    let filtered = |args: &[&str]| {
        let args = [&["run", "dev", "--no-tui"], args].concat();
        project.run(&args).check(0).text().to_owned()
    };
    assert_eq!(filtered(&["--grep", "error"]), "dev | Error: refused\n");
    assert_eq!(
        filtered(&["--grep", "ping", "-v"]),
        "dev | Error: refused\ndev | done\n"
    );
    assert_eq!(filtered(&["--level", "fatal"]), "");
    assert_eq!(texts(&project, &["--run", "-1"]).len(), 5);
}

/// An argument that is wrong, and what the message says of it.
#[track_caller]
fn check_refused(args: &[&str], expected: &str) {
    let project = keeping("echo x");
    run(&project);
    let ended = project.run(&[&["logs"], args].concat()).check(2);
    assert!(ended.stderr.contains(expected), "{}", ended.stderr);
}

#[test]
fn what_is_wrong_in_a_question_is_said() {
    check_refused(&["web"], "there are no logs of `web`; there are of dev");
    check_refused(&["--grep", "("], "unclosed group");
    check_refused(&["--level", "loud"], "the levels are trace");
    check_refused(&["--run", "0"], "`0` is not a run");
    check_refused(&["--since", "soon"], "expected a time ago");
    check_refused(
        &["--around", "1h", "--within", "wide"],
        "expected a span of time",
    );
    check_refused(&["--within", "2s"], "--around");
    check_refused(&["-n", "0"], "0 is not in 1..=100000");
    check_refused(&["-C", "1001"], "1001 is not in 0..=1000");
    check_refused(&["-v"], "--grep");
    check_refused(&["--field", "status"], "it has none of = !=");
}
