//! What is made of what is known.

use brummer_core::{Command, Listener, ProcessId, Run, Spec};

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn in_phase(phase: Phase) -> ProcessSnapshot {
    let spec = Spec::new("web", Command::shell("vite"), "/app").unwrap();
    ProcessSnapshot::pending(ProcessId::new("web").unwrap(), &spec).in_phase(phase)
}

fn ended(outcome: Outcome) -> ProcessSnapshot {
    in_phase(Phase::Ended {
        run: Run::FIRST,
        started: at(0),
        ended: at(2),
        outcome,
    })
}

fn exited(exit: Exit) -> ProcessSnapshot {
    ended(Outcome::Exited(exit))
}

fn facts<'a>(process: &'a ProcessSnapshot, lines: &'a [String]) -> Facts<'a> {
    Facts {
        process,
        now: at(10),
        problem: None,
        lines,
        taken: None,
        stopped_by: None,
    }
}

#[track_caller]
fn check(facts: &Facts<'_>, why: &str, next: &str) {
    let explained = explain(facts);
    assert_eq!(
        (explained.why.as_str(), explained.next.as_str()),
        (why, next)
    );
}

#[test]
fn a_taken_port_is_told_with_who_has_it() {
    let process = exited(Exit::Code(1));
    let taken = |own: Option<&str>| Taken {
        port: 3000,
        is_open: true,
        own: own.map(str::to_owned),
        listener: Some(Listener {
            pid: 7,
            session: 7,
            command: "node server.js".to_owned(),
            dir: Some("/other".into()),
        }),
    };
    let with = |taken| Facts {
        taken: Some(taken),
        ..facts(&process, &[])
    };
    check(
        &with(taken(None)),
        "port 3000 is taken by pid 7 (node server.js) in /other",
        "end that process, or choose another port, then call scripts_run",
    );
    check(
        &with(taken(Some("api"))),
        "port 3000 is taken by process `api` of this project, pid 7 (node server.js) in /other",
        "call scripts_stop with name=\"api\", or use that one; then scripts_run",
    );
    let free = Taken {
        is_open: false,
        listener: None,
        ..taken(None)
    };
    check(
        &with(free),
        "port 3000 was taken, and is free now",
        "call scripts_run to start it again",
    );
}

#[test]
fn an_exit_is_told_in_words() {
    let again = "call scripts_run with name=\"web\" to run it again";
    check(
        &facts(&exited(Exit::Signal(9)), &[]),
        "it ended after 2.0 s, SIGKILL (it was killed, by somebody or because memory ran out)",
        again,
    );
    check(
        &facts(&exited(Exit::Code(3)), &[]),
        "it ended after 2.0 s, exit code 3",
        again,
    );
    check(
        &facts(&exited(Exit::Code(0)), &[]),
        "it ended as it should, with exit code 0",
        again,
    );
}

#[test]
fn what_is_missing_is_named() {
    let lines = ["> vite".to_owned(), "sh: 1: vite: not found".to_owned()];
    check(
        &facts(&exited(Exit::Code(127)), &lines),
        "it ended after 2.0 s, exit code 127 (a command was not found): a program is missing (sh: 1: vite: not found)",
        "install it (perhaps the dependencies of the project), then call scripts_run",
    );
}

#[test]
fn a_problem_is_the_evidence_and_what_to_correct() {
    let process = exited(Exit::Code(1));
    let lines = ["noise".to_owned()];
    let facts = Facts {
        problem: Some("src/a.ts:3:7: error: no [tsc]".to_owned()),
        ..facts(&process, &lines)
    };
    let explained = explain(&facts);
    assert_eq!(explained.evidence, ["src/a.ts:3:7: error: no [tsc]"]);
    assert_eq!(
        explained.next,
        "correct what is named, then call scripts_run"
    );
}

#[test]
fn a_stop_is_told_with_who_asked_for_it() {
    let process = ended(Outcome::Stopped(Exit::Signal(15)));
    let facts = Facts {
        stopped_by: Some("the person".to_owned()),
        ..facts(&process, &[])
    };
    assert_eq!(explain(&facts).why, "the person stopped it");
}

#[test]
fn a_process_that_does_not_get_ready_says_how_long() {
    let process = in_phase(Phase::Running {
        run: Run::FIRST,
        pid: 1,
        started: at(-20),
        readiness: Readiness::Unknown,
    });
    check(
        &facts(&process, &[]),
        "it runs since 30 s, and neither says that it is ready nor listens on a port of a server; that is long",
        "call wait_for with name=\"web\" and until=[\"ready\", \"exit\"]",
    );
}
