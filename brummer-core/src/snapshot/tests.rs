//! What the methods of a snapshot say in each phase.

use super::*;
use crate::process::spec::Command;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn dev() -> ProcessSnapshot {
    let spec = Spec::new("dev", Command::shell("vite"), "/app").unwrap();
    ProcessSnapshot::pending(spec.name.clone(), &spec)
}

fn ended(outcome: Outcome) -> ProcessSnapshot {
    dev().in_phase(Phase::Ended {
        run: Run::FIRST,
        started: at(10),
        ended: at(12),
        outcome,
    })
}

fn running() -> ProcessSnapshot {
    let readiness = Readiness::Unknown;
    dev().in_phase(Phase::Running {
        run: Run::FIRST,
        pid: 42,
        started: at(10),
        readiness,
    })
}

/// Status, running, finished, exit code, duration at second 15 in seconds.
#[track_caller]
fn check(process: &ProcessSnapshot, expected: (Status, bool, bool, Option<i32>, u64)) {
    let seconds = process.duration_at(at(15)).as_secs();
    let (running, finished) = (process.is_running(), process.is_finished());
    assert_eq!(
        (
            process.status(),
            running,
            finished,
            process.exit_code(),
            seconds
        ),
        expected
    );
    assert_eq!(process.end_time().is_some(), finished);
}

#[test]
fn each_phase_says_whether_it_runs_or_is_finished() {
    let run = Run::FIRST;
    check(&dev(), (Status::Pending, false, false, None, 0));
    check(
        &dev().in_phase(Phase::Starting { run }),
        (Status::Starting, false, false, None, 0),
    );
    check(&running(), (Status::Running, true, false, None, 5));
    let stopping = Phase::Stopping {
        run,
        pid: 42,
        started: at(10),
    };
    check(
        &dev().in_phase(stopping),
        (Status::Stopping, true, false, None, 5),
    );
    let restarting = Phase::Restarting {
        run,
        last_exit: Outcome::Exited(Exit::Code(1)),
    };
    check(
        &dev().in_phase(restarting),
        (Status::Restarting, false, false, None, 0),
    );
}

#[test]
fn the_status_of_a_finished_run_follows_from_how_it_ended() {
    let exited = |code| ended(Outcome::Exited(Exit::Code(code)));
    check(&exited(0), (Status::Success, false, true, Some(0), 2));
    check(&exited(3), (Status::Failed, false, true, Some(3), 2));
    let killed = ended(Outcome::Exited(Exit::Signal(9)));
    check(&killed, (Status::Failed, false, true, None, 2));
    assert_eq!(killed.exit_signal(), Some(9));
}

#[test]
fn an_end_that_was_asked_for_is_stopped_whatever_the_exit_code() {
    let stopped = ended(Outcome::Stopped(Exit::Code(1)));
    check(&stopped, (Status::Stopped, false, true, Some(1), 2));
}

#[test]
fn a_run_that_never_began_has_failed_with_the_error_and_no_exit() {
    let error = "the program `vite` was not found";
    let failed = ended(Outcome::NotStarted {
        error: error.into(),
    });
    assert_eq!(
        (failed.status(), failed.exit(), failed.error()),
        (Status::Failed, None, Some(error))
    );
}

#[test]
fn a_clock_that_was_set_back_gives_a_duration_of_zero() {
    assert_eq!(running().duration_at(at(3)), Duration::ZERO);
}

#[test]
fn display_is_one_line_with_the_run_or_the_end() {
    assert_eq!(running().to_string(), "dev: running (run 1, pid 42)");
    let killed = ended(Outcome::Exited(Exit::Signal(9)));
    assert_eq!(killed.to_string(), "dev: failed (SIGKILL)");
}

#[test]
fn json_is_flat_and_camel_case_with_times_in_rfc_3339() {
    let json = serde_json::to_value(ended(Outcome::Exited(Exit::Code(3)))).unwrap();
    assert_eq!(json["processId"], "dev");
    assert_eq!(json["startTime"], "1970-01-01T00:00:10Z");
    assert_eq!(
        (&json["exitCode"], &json["status"]),
        (&3.into(), &"failed".into())
    );
}

#[test]
fn a_project_finds_processes_by_id_and_keeps_their_order() {
    let named = |name: &str| {
        let spec = Spec::new(name, Command::shell("true"), "/").unwrap();
        Arc::new(ProcessSnapshot::pending(spec.name.clone(), &spec))
    };
    let project = ["c", "a", "b"]
        .into_iter()
        .fold(ProjectSnapshot::default(), |project, name| {
            project.with(named(name))
        });
    let order = |project: &ProjectSnapshot| {
        project
            .processes()
            .iter()
            .map(|process| process.name().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (project.revision(), order(&project)),
        (3, vec!["c".into(), "a".into(), "b".into()])
    );
    assert_eq!(project.process("a").unwrap().name(), "a");

    let smaller = project.without("c");
    assert_eq!(
        (smaller.revision(), order(&smaller)),
        (4, vec!["a".into(), "b".into()])
    );
    assert_eq!(smaller.process("b").unwrap().name(), "b");
    assert!(smaller.process("c").is_none());
}
