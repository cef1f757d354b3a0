//! Decides what a call of `scripts_run` comes down to.

use std::sync::Arc;

use brummer_core::{ProcessId, ProcessSnapshot, Spec};

use crate::tools::process::is_active;

/// What the caller wants to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A script of the project.
    Script(Spec),
    /// A command line.
    Command(Spec),
    /// A process that is no script of the project: a command that was run before.
    Process(ProcessId),
}

/// What happens where it runs already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Already {
    /// It goes on as it is.
    Keep,
    /// It is stopped and started again.
    Restart,
}

/// What the supervisor is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// To ensure that a process of this name runs.
    Ensure(Spec),
    /// To ensure that this process runs, with the spec that it has.
    Known(ProcessId),
    /// To run it beside another process of this name.
    Another(Spec),
    /// To restart it with the spec that it has.
    Restart(ProcessId),
    /// To stop it, and start it with a new spec.
    Replace(ProcessId, Spec),
}

/// What to ask for, given what is there.
pub(super) fn plan(processes: &[Arc<ProcessSnapshot>], wanted: Wanted, already: Already) -> Start {
    match wanted {
        Wanted::Script(spec) => script(processes, spec, already),
        Wanted::Command(spec) => command(processes, spec, already),
        Wanted::Process(id) => known(id, already),
    }
}

fn script(processes: &[Arc<ProcessSnapshot>], spec: Spec, already: Already) -> Start {
    let running = processes
        .iter()
        .find(|process| process.id() == &spec.name && is_active(process));
    match (running, already) {
        (None, _) | (Some(_), Already::Keep) => Start::Ensure(spec),
        (Some(process), Already::Restart) if *process.script() == *spec.shown_script() => {
            Start::Restart(process.id().clone())
        }
        // The project's file was changed since, and a restart is to run what it says now.
        (Some(process), Already::Restart) => Start::Replace(process.id().clone(), spec),
    }
}

/// Other command lines may have the same name, so that a name alone does not tell that this one runs.
fn command(processes: &[Arc<ProcessSnapshot>], spec: Spec, already: Already) -> Start {
    let line = spec.shown_script();
    let same = processes
        .iter()
        .filter(|process| process.name() == spec.name.as_str() && process.script() == &*line)
        .max_by_key(|process| is_active(process));
    if let Some(process) = same {
        return known(process.id().clone(), already);
    }
    let taken = processes
        .iter()
        .any(|process| process.id() == &spec.name && is_active(process));
    if taken {
        Start::Another(spec)
    } else {
        Start::Ensure(spec)
    }
}

fn known(id: ProcessId, already: Already) -> Start {
    match already {
        Already::Keep => Start::Known(id),
        Already::Restart => Start::Restart(id),
    }
}

#[cfg(test)]
mod tests {
    use brummer_core::{Command, Exit, Outcome, Phase, Readiness, Run};
    use jiff::Timestamp;

    use super::*;

    fn spec(name: &str, line: &str) -> Spec {
        Spec::new(name, Command::shell(line), "/app").unwrap()
    }

    fn id(name: &str) -> ProcessId {
        ProcessId::new(name).unwrap()
    }

    fn running(name: &str, line: &str) -> Arc<ProcessSnapshot> {
        let phase = Phase::Running {
            run: Run::FIRST,
            pid: 1,
            started: Timestamp::UNIX_EPOCH,
            readiness: Readiness::Unknown,
        };
        Arc::new(ProcessSnapshot::pending(id(name), &spec(name, line)).in_phase(phase))
    }

    fn ended(name: &str, line: &str) -> Arc<ProcessSnapshot> {
        let phase = Phase::Ended {
            run: Run::FIRST,
            started: Timestamp::UNIX_EPOCH,
            ended: Timestamp::UNIX_EPOCH,
            outcome: Outcome::Exited(Exit::Code(0)),
        };
        Arc::new(ProcessSnapshot::pending(id(name), &spec(name, line)).in_phase(phase))
    }

    #[track_caller]
    fn check(there: &[Arc<ProcessSnapshot>], wanted: Wanted, already: Already, expected: &Start) {
        assert_eq!(plan(there, wanted, already), *expected);
    }

    #[test]
    fn a_running_script_is_kept_unless_a_restart_is_wanted() {
        let there = [running("dev", "vite")];
        let wanted = Wanted::Script(spec("dev", "vite"));
        let ensure = Start::Ensure(spec("dev", "vite"));
        check(&there, wanted.clone(), Already::Keep, &ensure);
        check(&there, wanted, Already::Restart, &Start::Restart(id("dev")));
    }

    #[test]
    fn a_restart_runs_what_the_script_says_now() {
        let there = [running("dev", "vite")];
        let replace = Start::Replace(id("dev"), spec("dev", "vite --host"));
        let wanted = Wanted::Script(spec("dev", "vite --host"));
        check(&there, wanted, Already::Restart, &replace);
    }

    #[test]
    fn a_restart_of_what_does_not_run_is_a_start() {
        let ensure = Start::Ensure(spec("dev", "vite"));
        let wanted = Wanted::Script(spec("dev", "vite"));
        check(&[], wanted.clone(), Already::Restart, &ensure);
        check(&[ended("dev", "vite")], wanted, Already::Restart, &ensure);
    }

    #[test]
    fn the_same_command_line_is_the_same_process() {
        let there = [running("sh", "a"), running("sh", "b")];
        let wanted = Wanted::Command(spec("sh", "b"));
        check(&there, wanted, Already::Keep, &Start::Known(id("sh")));
    }

    #[test]
    fn another_command_line_of_the_same_name_runs_beside() {
        let another = Start::Another(spec("sh", "b"));
        let wanted = Wanted::Command(spec("sh", "b"));
        check(
            &[running("sh", "a")],
            wanted.clone(),
            Already::Keep,
            &another,
        );
        let ensure = Start::Ensure(spec("sh", "b"));
        check(&[ended("sh", "a")], wanted, Already::Keep, &ensure);
    }

    #[test]
    fn a_process_that_is_no_script_is_started_with_the_spec_that_it_has() {
        let wanted = Wanted::Process(id("sh"));
        check(
            &[ended("sh", "a")],
            wanted,
            Already::Keep,
            &Start::Known(id("sh")),
        );
    }
}
