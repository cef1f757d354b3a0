//! How problems read.

use brummer_core::detect::{Fact, Output};
use brummer_core::{ProblemState, ProcessId, Run};

use super::*;

/// The problems that a process says in these lines.
fn problems(process: &str, lines: &str) -> Vec<Arc<Problem>> {
    let (mut output, mut facts) = (Output::default(), Vec::new());
    output.feed(lines.as_bytes(), &mut facts);
    output.finish(&mut facts);
    let findings = facts.into_iter().filter_map(|fact| match fact {
        Fact::Problem(finding) => Some(*finding),
        _ => None,
    });
    let problem = |finding: Finding| Problem {
        fingerprint: finding.fingerprint(),
        process: ProcessId::new(process).unwrap(),
        first_seen: Timestamp::UNIX_EPOCH,
        last_seen: Timestamp::UNIX_EPOCH,
        count: 1,
        first_run: Run::FIRST,
        last_run: Run::FIRST,
        appeared: Timestamp::UNIX_EPOCH,
        changed: 0,
        state: ProblemState::Current,
        finding,
    };
    findings.map(|finding| Arc::new(problem(finding))).collect()
}

#[track_caller]
fn check(problems: &[Arc<Problem>], bytes: usize, expected: &str) {
    let listing = Listing {
        problems,
        forgotten: 0,
        which: Which::Current,
        directory: Path::new("/app"),
    };
    assert_eq!(listing.text(bytes), expected);
}

const MISSING: &str = "/app/src/a.ts(3,7): error TS2304: Cannot find name 'x'.\n";

#[test]
fn the_place_comes_first_and_from_the_project() {
    let expected = "1 error:\nsrc/a.ts:3:7: error TS2304: Cannot find name 'x'. [tsc]\n";
    check(&problems("web", MISSING), 1_000, expected);
}

#[test]
fn what_is_said_of_several_places_is_said_once() {
    let other = "src/b.ts(9,1): error TS2304: Cannot find name 'x'.\n";
    let both = [problems("web", MISSING), problems("api", other)].concat();
    let expected = "2 errors:\nsrc/a.ts:3:7, src/b.ts:9:1: error TS2304: Cannot find name 'x'. [tsc] in api, web\n";
    check(&both, 1_000, expected);
}

#[test]
fn a_stack_is_shown_as_far_as_it_is_own_code() {
    let lines = "Traceback (most recent call last):\n  File \"/app/main.py\", line 9, in main\n    run()\n  File \"/app/run.py\", line 2, in run\n    json.loads(x)\n  File \"/usr/lib/python3/json/decoder.py\", line 3, in decode\n    raise E\nValueError: no\n";
    let expected = "1 error:\nrun.py:2: error: ValueError: no [python]\n    at main.py:9 (main)\n    … 1 more frames in the log\n";
    check(&problems("web", lines), 1_000, expected);
}

#[test]
fn what_does_not_fit_is_counted() {
    let line = |n| format!("src/a{n}.ts(1,1): error TS{n}: {}\n", "long ".repeat(10));
    let lines = (0..40).map(line).collect::<Vec<_>>().concat();
    let found = problems("web", &lines);
    let listing = Listing {
        problems: &found,
        forgotten: 3,
        which: Which::New,
        directory: Path::new("/app"),
    };
    let text = listing.text(1_000);
    assert!(text.starts_with("40 new errors:\n"), "{text}");
    assert!(text.contains("left out: ") && text.contains("\n3 more were printed and not kept\n"));
    assert!(text.len() < 1_200, "{}", text.len());
}

#[test]
fn nothing_is_said_as_such() {
    check(&[], 1_000, "no problems\n");
}
