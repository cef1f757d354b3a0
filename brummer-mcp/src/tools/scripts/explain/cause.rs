//! Judges why a process is as it is, from what is known of it.

use std::time::Duration;

use brummer_core::{Exit, Outcome, Phase, ProcessSnapshot, Readiness, WatcherState};
use jiff::Timestamp;

use super::Explanation;
use super::port::Taken;
use crate::tools::changes::line;
use crate::tools::lines::shortened;
use crate::tools::shown;

/// How many of the last lines are shown as evidence.
const EVIDENCE: usize = 4;

/// After how long a start is slow.
const SLOW: Duration = Duration::from_secs(15);

/// What is known.
pub(super) struct Facts<'a> {
    pub(super) process: &'a ProcessSnapshot,
    pub(super) now: Timestamp,
    /// The worst and newest problem, in a line.
    pub(super) problem: Option<String>,
    /// The last lines of the run.
    pub(super) lines: &'a [String],
    /// The port that it could not have.
    pub(super) taken: Option<Taken>,
    /// Who stopped it.
    pub(super) stopped_by: Option<String>,
}

/// Why the process is as it is, and what to do.
pub(super) fn explain(facts: &Facts<'_>) -> Explanation {
    let id = facts.process.id();
    match facts.process.phase() {
        Phase::Pending => said(
            "it was never started",
            format!("call scripts_run with name=\"{id}\""),
        ),
        Phase::Starting { .. } => said("it is being started", wait(facts)),
        Phase::Stopping { .. } => said(
            "it was told to stop, and something of it still runs",
            "call wait_for with until=[\"exit\"], or scripts_stop with force=true",
        ),
        Phase::Restarting { last_exit, .. } => {
            let why = format!("it is being started again; the last run ended: {last_exit}");
            said(why, wait(facts))
        }
        Phase::Running { readiness, .. } => facts.running(readiness),
        Phase::Ended { outcome, .. } => match outcome {
            Outcome::NotStarted { error } => not_started(error),
            Outcome::Stopped(_) => {
                let who = facts.stopped_by.as_deref().unwrap_or("somebody");
                said(format!("{who} stopped it"), again(facts))
            }
            Outcome::Exited(exit) => facts.exited(*exit),
        },
    }
}

impl Facts<'_> {
    fn exited(&self, exit: Exit) -> Explanation {
        if exit == Exit::Code(0) {
            return said("it ended as it should, with exit code 0", again(self));
        }
        let ended = in_words(exit);
        let after = shown::duration(self.process.duration_at(self.now));
        if let Some(taken) = &self.taken {
            return self.with_evidence(taken_port(taken), next_of(taken));
        }
        let (cause, next) = match self.missing() {
            Some((what, next)) => (format!(": {what}"), next.to_owned()),
            None => (String::new(), again(self)),
        };
        let next = if self.problem.is_some() {
            "correct what is named, then call scripts_run".to_owned()
        } else {
            next
        };
        self.with_evidence(format!("it ended after {after}, {ended}{cause}"), next)
    }

    /// Something that is not installed, by what was printed.
    fn missing(&self) -> Option<(String, &'static str)> {
        let found = |words: &[&str]| {
            let is_said = |line: &&String| words.iter().any(|word| line.contains(word));
            self.lines.iter().rev().find(is_said)
        };
        if let Some(line) = found(&["command not found", ": not found", "is not recognized"]) {
            return Some((
                format!("a program is missing ({})", shortened(line)),
                "install it (perhaps the dependencies of the project), then call scripts_run",
            ));
        }
        let modules = [
            "Cannot find module",
            "Cannot find package",
            "ModuleNotFoundError",
            "ERR_MODULE_NOT_FOUND",
        ];
        if let Some(line) = found(&modules) {
            return Some((
                format!("a module is missing ({})", shortened(line.trim())),
                "install the dependencies of the project, then call scripts_run",
            ));
        }
        let line = found(&["No such file or directory", "ENOENT"])?;
        Some((
            format!(
                "a file or directory is missing ({})",
                shortened(line.trim())
            ),
            "create it or correct its name, then call scripts_run",
        ))
    }

    fn running(&self, readiness: &Readiness) -> Explanation {
        let output = self.process.output();
        let age = self.process.duration_at(self.now);
        let busy = output
            .watchers
            .iter()
            .find(|watcher| watcher.state == WatcherState::Busy);
        if let Some(busy) = busy {
            let since = busy.began.map_or_else(String::new, |began| {
                format!(" since {}", shown::ago(began, self.now))
            });
            let why = format!("{} is at work{since}", busy.tool);
            return self.with_evidence(why, wait_cycle());
        }
        if let Some(taken) = self.taken.as_ref().filter(|_| !is_ready(readiness)) {
            return self.with_evidence(taken_port(taken), next_of(taken));
        }
        if self.problem.is_some() {
            let why = line(self.process);
            return self.with_evidence(
                why,
                "correct what is named; problems_list has all of it".to_owned(),
            );
        }
        if is_ready(readiness) {
            return said(
                format!("nothing is wrong: {}", line(self.process)),
                "use it",
            );
        }
        let age_text = shown::duration(age);
        let watches = !output.watchers.is_empty();
        if watches {
            return said(
                format!("nothing is wrong: it watches, since {age_text}"),
                wait_cycle(),
            );
        }
        let slow = if age > SLOW { "; that is long" } else { "" };
        let why = format!(
            "it runs since {age_text}, and neither says that it is ready nor listens on a port of a server{slow}"
        );
        self.with_evidence(why, wait(self))
    }

    fn with_evidence(&self, why: String, next: impl Into<String>) -> Explanation {
        let mut evidence: Vec<String> = self.problem.iter().map(|text| shortened(text)).collect();
        if evidence.is_empty() {
            let lines = self.lines.iter().filter(|line| !line.trim().is_empty());
            let mut last: Vec<_> = lines
                .rev()
                .take(EVIDENCE)
                .map(|line| shortened(line))
                .collect();
            last.reverse();
            evidence = last;
        }
        Explanation {
            why,
            evidence,
            next: next.into(),
        }
    }
}

/// Why it could not begin.
fn not_started(error: &str) -> Explanation {
    let next = if error.contains("was not found") {
        "install the program, or correct the command, then call scripts_run"
    } else if error.contains("the directory") {
        "create the directory, or correct the script that names it, then call scripts_run"
    } else {
        "remove the cause, then call scripts_run"
    };
    said(format!("it could not be started: {error}"), next)
}

fn is_ready(readiness: &Readiness) -> bool {
    matches!(readiness, Readiness::Ready { .. })
}

fn said(why: impl Into<String>, next: impl Into<String>) -> Explanation {
    Explanation {
        why: why.into(),
        evidence: Vec::new(),
        next: next.into(),
    }
}

fn wait(facts: &Facts<'_>) -> String {
    format!(
        "call wait_for with name=\"{}\" and until=[\"ready\", \"exit\"]",
        facts.process.id()
    )
}

fn wait_cycle() -> String {
    "call wait_for with until=[\"cycle\"]".to_owned()
}

fn again(facts: &Facts<'_>) -> String {
    format!(
        "call scripts_run with name=\"{}\" to run it again",
        facts.process.id()
    )
}

fn taken_port(taken: &Taken) -> String {
    let port = taken.port;
    if !taken.is_open {
        return format!("port {port} was taken, and is free now");
    }
    let Some(listener) = &taken.listener else {
        return format!("port {port} is taken by a process that may not be looked at");
    };
    let whose = match &taken.own {
        Some(id) => format!("process `{id}` of this project, "),
        None => String::new(),
    };
    let dir = listener
        .dir
        .as_ref()
        .map_or_else(String::new, |dir| format!(" in {}", dir.display()));
    format!(
        "port {port} is taken by {whose}pid {} ({}){dir}",
        listener.pid, listener.command
    )
}

fn next_of(taken: &Taken) -> String {
    match (&taken.own, taken.is_open) {
        (_, false) => "call scripts_run to start it again".to_owned(),
        (Some(id), true) => {
            format!("call scripts_stop with name=\"{id}\", or use that one; then scripts_run")
        }
        (None, true) => {
            "end that process, or choose another port, then call scripts_run".to_owned()
        }
    }
}

/// How a run ended, for those who do not know the numbers (sysexits(3), signal(7), and what shells make of them).
fn in_words(exit: Exit) -> String {
    let what = match exit {
        Exit::Code(126) => "a command may not be executed",
        Exit::Code(127) => "a command was not found",
        Exit::Code(130) => "it was interrupted",
        Exit::Code(134) | Exit::Signal(6) => "it aborted itself",
        Exit::Code(137) | Exit::Signal(9) => "it was killed, by somebody or because memory ran out",
        Exit::Code(139) | Exit::Signal(11) => "it crashed: segmentation fault",
        Exit::Code(143) | Exit::Signal(15) => "it was told to end from outside",
        Exit::Code(_) | Exit::Signal(_) => return exit.to_string(),
    };
    format!("{exit} ({what})")
}

#[cfg(test)]
mod tests;
