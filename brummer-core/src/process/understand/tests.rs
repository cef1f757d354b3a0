//! From lines to what the task of a process is told.

use super::*;

/// The notes of a run that printed these lines.
fn notes(lines: &[&str]) -> Sheet {
    notes_with(&[], lines)
}

fn notes_with(matchers: &[Matcher], lines: &[&str]) -> Sheet {
    let (notes, book) = (Arc::default(), Arc::default());
    let process = ProcessId::new("dev").unwrap();
    Notes::begin(&notes, Run::FIRST);
    let mut understanding =
        Understanding::new(&process, Run::FIRST, &notes, &book).with_matchers(matchers, time(0), 0);
    // A line that begins with `!` is one of the other stream.
    for (number, line) in (0..).zip(lines) {
        let (stream, line) = match line.strip_prefix('!') {
            Some(line) => (Stream::Stderr, line),
            None => (Stream::Stdout, *line),
        };
        understanding.line(LineRef {
            sequence: number,
            run: Run::FIRST,
            stream,
            time: time(number),
            bytes: line.as_bytes(),
            split: false,
        });
    }
    for stream in [Stream::Stdout, Stream::Stderr] {
        understanding.settle(stream, time(99), 99);
    }
    notes.take()
}

fn time(second: u64) -> Timestamp {
    Timestamp::from_second(second.cast_signed()).unwrap()
}

const STARTS: &str = "10:00:00 - Starting compilation in watch mode...";
const FAILED: &str = "10:00:01 - Found 1 error. Watching for file changes.";
const CLEAN: &str = "10:00:01 - Found 0 errors. Watching for file changes.";
const ERROR: &str = "a.ts(1,1): error TS1: x";

#[test]
fn a_cycle_is_busy_then_failed_then_clean() {
    let state = |lines: &[&str]| notes(lines).summary.cycle();
    assert_eq!(state(&[STARTS]), Some(WatcherState::Busy));
    let failed = WatcherState::Failed { errors: Some(1) };
    assert_eq!(state(&[STARTS, ERROR, FAILED]), Some(failed));
    assert_eq!(
        state(&[STARTS, ERROR, FAILED, STARTS, CLEAN]),
        Some(WatcherState::Clean)
    );
}

#[test]
fn a_cycle_has_a_beginning_and_an_end() {
    let summary = notes(&[STARTS, ERROR, FAILED]).summary;
    assert_eq!(summary.watchers[0].took(), Some(Duration::from_secs(2)));
    assert_eq!(notes(&[FAILED]).summary.watchers[0].took(), None);
}

#[test]
fn problems_are_counted_and_told_of_once() {
    let sheet = notes(&[ERROR, ERROR]);
    assert_eq!(sheet.summary.problems.errors, 1);
    assert_eq!(sheet.news.len(), 1);
    assert_eq!(
        notes(&[STARTS, ERROR, FAILED, STARTS, CLEAN])
            .summary
            .problems
            .errors,
        0
    );
}

/// Whether each of these lines leaves a watcher as clean beside an error that it speaks for, or as failed beside none.
#[track_caller]
fn check_agreement(lines: &[&str], expected: &[(WatcherState, u32)]) {
    let found = (1..=lines.len()).map(|end| {
        let summary = notes(&lines[..end]).summary;
        (summary.cycle().unwrap(), summary.problems.errors)
    });
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn an_error_behind_the_end_of_a_cycle_is_one_of_that_cycle() {
    const UPDATE: &str = "1:03:37 PM [vite] (client) hmr update /src/App.jsx";
    let failed = |errors| WatcherState::Failed {
        errors: Some(errors),
    };
    check_agreement(
        &[
            UPDATE,
            "ok",
            "1:03:39 PM [vite] Internal server error: no x",
            UPDATE,
            "ok",
        ],
        &[
            (WatcherState::Updated, 0),
            (WatcherState::Updated, 0),
            (failed(1), 1),
            (WatcherState::Updated, 0),
            (WatcherState::Updated, 0),
        ],
    );
}

#[test]
fn what_compiles_only_what_is_asked_for_is_known_as_such_also_when_it_failed() {
    const UPDATE: &str = "1:03:37 PM [vite] (client) page reload src/main.js";
    let at_once = notes(&[UPDATE, "1:03:37 PM [vite] Internal server error: no x"]);
    let later = notes(&[
        UPDATE,
        "ok",
        "1:03:39 PM [vite] Internal server error: no x",
    ]);
    for sheet in [at_once, later] {
        let watcher = &sheet.summary.watchers[0];
        assert!(matches!(watcher.state, WatcherState::Failed { .. }));
        assert!(watcher.on_request);
    }
    assert!(!notes(&[STARTS, CLEAN]).summary.watchers[0].on_request);
}

#[test]
fn a_watcher_that_does_not_count_is_judged_by_what_it_printed() {
    let pattern = serde_json::json!({
        "owner": "mine",
        "pattern": { "regexp": r"^(\S+):(\d+): (.+)$", "message": 3 },
        "background": { "activeOnStart": true, "beginsPattern": "^begin", "endsPattern": "^end" },
    });
    let definition = crate::detect::MatcherDefinition::from_json(&pattern).unwrap();
    let matcher = crate::detect::MatcherTable::new("/").unnamed("mine", &definition);
    let state = |lines: &[&str]| {
        let summary = notes_with(&[matcher.clone().unwrap()], lines).summary;
        (summary.cycle(), summary.problems.errors)
    };
    let failed = WatcherState::Failed { errors: Some(1) };
    assert_eq!(state(&[]), (Some(WatcherState::Busy), 0));
    assert_eq!(state(&["end"]), (Some(WatcherState::Clean), 0));
    assert_eq!(state(&["a:1: no", "end"]), (Some(failed), 1));
    assert_eq!(
        state(&["a:1: no", "end", "begin"]),
        (Some(WatcherState::Busy), 1)
    );
    assert_eq!(
        state(&["a:1: no", "end", "begin", "end"]),
        (Some(WatcherState::Clean), 0)
    );
}

#[test]
fn what_an_earlier_run_still_prints_is_not_noted() {
    let (notes, book) = (Arc::<Notes>::default(), Arc::default());
    let process = ProcessId::new("dev").unwrap();
    let mut earlier = Understanding::new(&process, Run::FIRST, &notes, &book);
    notes.begin(Run::FIRST.next());
    earlier.facts.push(Fact::Ready);
    earlier.note(time(0), 0);
    assert_eq!(notes.take().said_ready, None);
}

#[test]
fn a_report_whose_end_goes_to_one_stream_and_its_messages_to_the_other_is_whole() {
    // As the Angular CLI prints it.
    const BEGINS: &str = "❯ Changes detected. Rebuilding...";
    const FAILS: &str = "Application bundle generation failed. [0.578 seconds]";
    const MESSAGE: &str = "!✘ [ERROR] TS2322: No. [plugin angular-compiler]";
    const PLACE: &str = "!    /app/src/app.ts:5:4:";
    const COMPLETE: &str = "Application bundle generation complete. [0.3 seconds]";
    let outcome = |lines: &[&str]| {
        let sheet = notes(lines);
        (sheet.summary.cycle(), sheet.summary.problems.errors)
    };
    let failed = Some(WatcherState::Failed { errors: None });
    assert_eq!(outcome(&[BEGINS, FAILS, MESSAGE, PLACE]), (failed, 1));
    assert_eq!(outcome(&[BEGINS, MESSAGE, PLACE, FAILS]), (failed, 1));
    assert_eq!(
        outcome(&[BEGINS, FAILS, MESSAGE, PLACE, BEGINS, COMPLETE]),
        (Some(WatcherState::Clean), 0)
    );
}

#[test]
fn a_report_whose_heading_goes_to_the_other_stream_is_known_by_its_last_line() {
    // As Prettier prints it.
    const HEADING: &str = "Checking formatting...";
    const FILE: &str = "![warn] src/a.js";
    const LAST: &str =
        "![warn] Code style issues found in the above file. Run Prettier with --write to fix.";
    let warnings = |lines: &[&str]| notes(lines).summary.problems.warnings;
    assert_eq!(warnings(&[HEADING, FILE, LAST]), 1);
    assert_eq!(warnings(&[FILE, HEADING, LAST]), 1);
}
