//! What a state means for a condition.

use brummer_core::{
    Command, Exit, Outcome, OutputSummary, Phase, ProcessId, Run, Spec, WatcherState,
    WatcherSummary,
};

use super::*;
use crate::tools::edit::Edit;

/// So many seconds after a beginning.
fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_000 + second).unwrap()
}

fn in_phase(phase: Phase) -> ProcessSnapshot {
    let spec = Spec::new("web", Command::shell("vite"), "/app").unwrap();
    ProcessSnapshot::pending(ProcessId::new("web").unwrap(), &spec).in_phase(phase)
}

fn running(since: i64, readiness: Readiness) -> ProcessSnapshot {
    in_phase(Phase::Running {
        run: Run::FIRST,
        pid: 42,
        started: at(since),
        readiness,
    })
}

fn ended(since: i64) -> ProcessSnapshot {
    in_phase(Phase::Ended {
        run: Run::FIRST,
        started: at(since),
        ended: at(since + 1),
        outcome: Outcome::Exited(Exit::Code(1)),
    })
}

fn ready() -> Readiness {
    Readiness::Ready {
        since: at(0),
        reason: "port 5173".into(),
    }
}

fn watching(state: WatcherState, began: Option<i64>, ended: Option<i64>) -> ProcessSnapshot {
    let watcher = WatcherSummary {
        tool: "tsc",
        lane: None,
        state,
        on_request: false,
        cycles: 1,
        began: began.map(at),
        ended: ended.map(at),
    };
    running(0, Readiness::Unknown).with_output(Arc::new(OutputSummary {
        watchers: vec![watcher],
        ..OutputSummary::default()
    }))
}

/// At second 20, when `src/a.ts` was changed at second 10.
fn state(process: ProcessSnapshot) -> State {
    State {
        now: at(20),
        began: at(19),
        is_named: true,
        processes: vec![Arc::new(process)],
        edit: Some(Newest::Edit(Edit {
            file: "src/a.ts".to_owned(),
            time: at(10),
        })),
        ..State::default()
    }
}

#[track_caller]
fn check(condition: Condition, state: &State, expected: &str) {
    let shown = match decide(&[condition], state) {
        Verdict::Met(text) => format!("met: {text}"),
        Verdict::Unknown(text) => format!("unknown: {text}"),
        Verdict::Never(text) => format!("never: {text}"),
        Verdict::NotYet {
            stands,
            look_again: None,
        } => format!("not yet: {stands}"),
        Verdict::NotYet {
            stands,
            look_again: Some(again),
        } => format!("not yet, again in {} ms: {stands}", again.as_millis()),
    };
    assert_eq!(shown, expected);
}

#[test]
fn a_process_that_is_ready_needs_no_wait() {
    let expected = "met: web: running (run 1, pid 42), ready (port 5173)";
    check(Condition::Ready, &state(running(0, ready())), expected);
}

#[test]
fn a_process_that_ended_will_not_be_ready() {
    let expected = "never: web: failed (exit code 1)";
    check(Condition::Ready, &state(ended(0)), expected);
    let both = decide(&[Condition::Ready, Condition::Exit], &state(ended(0)));
    assert_eq!(both, Verdict::Met("web: failed (exit code 1)".to_owned()));
}

#[test]
fn a_cycle_that_began_after_the_change_tells_of_it() {
    let clean = watching(WatcherState::Clean, Some(11), Some(12));
    let expected = "met: web: tsc clean 8.0 s ago, took 1.0 s; src/a.ts changed 10 s ago";
    check(Condition::Cycle, &state(clean), expected);
    let failed = watching(WatcherState::Failed { errors: Some(2) }, Some(11), Some(12));
    let expected =
        "met: web: tsc failed with 2 errors 8.0 s ago, took 1.0 s; src/a.ts changed 10 s ago";
    check(Condition::Cycle, &state(failed), expected);
}

#[test]
fn a_cycle_that_began_before_the_change_tells_nothing_of_it() {
    let earlier = watching(WatcherState::Clean, Some(9), Some(12));
    let expected = "not yet: web: tsc clean 8.0 s ago, took 3.0 s, began before the change; src/a.ts changed 10 s ago";
    check(Condition::Cycle, &state(earlier), expected);
    let busy = watching(WatcherState::Busy, Some(11), None);
    check(
        Condition::Cycle,
        &state(busy),
        "not yet: web: tsc busy; src/a.ts changed 10 s ago",
    );
}

#[test]
fn a_cycle_that_began_within_a_tick_of_the_change_counts_if_no_other_follows() {
    let decided_of = |ended: i64, change_ms: i64, now_ms: i64| {
        let later = jiff::SignedDuration::from_millis;
        let state = State {
            now: at(11) + later(now_ms),
            edit: Some(Newest::Edit(Edit {
                file: "src/a.ts".to_owned(),
                time: at(11) + later(change_ms),
            })),
            ..state(watching(WatcherState::Clean, Some(11), Some(ended)))
        };
        decide(&[Condition::Cycle], &state)
    };
    let decided = |change_ms, now_ms| decided_of(12, change_ms, now_ms);
    let is_met = |verdict| matches!(verdict, Verdict::Met(_));
    assert!(is_met(decided(-20, 300)));
    assert!(is_met(decided(-5, 995)));
    let Verdict::NotYet { look_again, stands } = decided(-5, 295) else {
        panic!("it may have missed the change");
    };
    assert_eq!(look_again, Some(Duration::from_millis(700)));
    assert!(stands.contains("began with the change"), "{stands}");
    // An editor empties the file before it writes.
    assert!(is_met(decided(5, 1_005)) && !is_met(decided(5, 905)));
    assert!(!is_met(decided(20, 9_000)));
    // One that was over that soon has not seen it.
    assert!(!is_met(decided_of(11, 5, 9_000)));
}

#[test]
fn a_watcher_that_does_not_say_when_it_begins_is_never_clean() {
    let silent = || watching(WatcherState::Clean, None, Some(12));
    let printed = |second| State {
        printed: Some(at(second)),
        ..state(silent())
    };
    let said = "web: tsc clean 8.0 s ago, does not say when it begins; src/a.ts changed 10 s ago";
    check(
        Condition::Cycle,
        &printed(12),
        &format!("unknown: quiet for 8.0 s; {said}"),
    );
    let just_now = State {
        now: at(20),
        printed: Some(at(20)),
        ..state(silent())
    };
    check(
        Condition::Cycle,
        &just_now,
        &format!("not yet, again in 1000 ms: {said}"),
    );
}

#[test]
fn a_watcher_that_compiles_only_what_is_asked_for_is_never_clean() {
    let on_request = |state, began| {
        let process = watching(state, Some(began), Some(began));
        let mut output = process.output().clone();
        output.watchers[0].on_request = true;
        process.with_output(Arc::new(output))
    };
    let next = "to know: run the build or the type checker, or fetch the changed file, then problems_list (plain .js is served unchecked)";
    // Whether it took notice of the change or did not: of neither anything follows.
    for (began, ago) in [(11, "9.0 s ago"), (5, "15 s ago, before the change")] {
        let updated = state(on_request(WatcherState::Updated, began));
        let expected = format!(
            "unknown: quiet for 10 s; web: tsc updated {ago}, compiles only what is asked for; src/a.ts changed 10 s ago; {next}"
        );
        check(Condition::Cycle, &updated, &expected);
    }
    let failed = WatcherState::Failed { errors: Some(1) };
    let expected = "met: web: tsc failed with 1 error 9.0 s ago; src/a.ts changed 10 s ago";
    check(Condition::Cycle, &state(on_request(failed, 11)), expected);
    let expected = format!(
        "unknown: quiet for 10 s; web: tsc failed with 1 error 15 s ago, before the change, compiles only what is asked for; src/a.ts changed 10 s ago; {next}"
    );
    check(Condition::Cycle, &state(on_request(failed, 5)), &expected);
}

#[test]
fn a_run_that_began_after_the_change_has_seen_it() {
    let tests = ended(11);
    let expected =
        "met: web: failed (exit code 1), started after the change; src/a.ts changed 10 s ago";
    check(Condition::Cycle, &state(tests), expected);
    let server = running(11, ready());
    let expected = "met: web: running (run 1, pid 42), ready (port 5173), started after the change; src/a.ts changed 10 s ago";
    check(Condition::Cycle, &state(server), expected);
}

#[test]
fn without_a_process_that_runs_no_cycle_comes() {
    let expected = "never: nothing runs that could see a change";
    check(Condition::Cycle, &state(ended(5)), expected);
}

#[test]
fn without_a_known_change_nothing_is_claimed() {
    let committed = State {
        edit: Some(Newest::Committed),
        ..state(watching(WatcherState::Clean, Some(11), Some(12)))
    };
    let expected =
        "unknown: git names no changed file; pass files; web: tsc clean 8.0 s ago, took 1.0 s";
    check(Condition::Cycle, &committed, expected);
}

#[test]
fn it_is_quiet_since_the_last_line_or_the_beginning_of_the_wait() {
    let quiet = Condition::Quiet(Duration::from_millis(1_500));
    let printed = |second| State {
        printed: Some(at(second)),
        ..state(running(0, Readiness::Unknown))
    };
    check(
        quiet,
        &printed(5),
        "not yet, again in 500 ms: quiet for 1.0 s",
    );
    let short = Condition::Quiet(Duration::from_millis(900));
    check(short, &printed(5), "met: quiet for 1.0 s");
    check(
        short,
        &printed(20),
        "not yet, again in 900 ms: quiet for 0 ms",
    );
}

#[test]
fn a_port_is_looked_at_again_and_more_seldom_the_longer_one_waits() {
    let waited = |millis: i64| State {
        began: at(20) - jiff::SignedDuration::from_millis(millis),
        ..state(running(0, Readiness::Unknown))
    };
    for (millis, again) in [(0, 50), (1_000, 250), (4_000, 1_000), (50_000, 2_000)] {
        let expected = format!("not yet, again in {again} ms: nobody listens on port 3000");
        check(Condition::Port(3000), &waited(millis), &expected);
    }
}

#[test]
fn any_of_several_conditions_is_enough() {
    let state = State {
        line: Some("web | listening".to_owned()),
        ..state(running(0, Readiness::Unknown))
    };
    let verdict = decide(&[Condition::Ready, Condition::Line], &state);
    assert_eq!(verdict, Verdict::Met("printed: web | listening".to_owned()));
}
