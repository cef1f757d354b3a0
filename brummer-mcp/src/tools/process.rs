//! A process as a client sees it.

use std::path::Path;

use brummer_core::{Owner, Phase, ProblemCounts, ProcessSnapshot, Readiness, Status};
use jiff::Timestamp;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use super::lines::shortened;
use super::shown;

/// The state of a process at one moment. What does not apply is left out.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub(super) struct Process {
    #[serde(rename = "processId")]
    id: String,
    /// One word: pending, starting, running, stopping, restarting, stopped, failed or success.
    status: String,
    script: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pid: Option<u32>,
    /// RFC 3339, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_signal: Option<i32>,
    /// How the last run ended, of a process that is about to be started again.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_exit: Option<String>,
    /// Why it could not be started.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// Of a running process: `unknown`, or `ready` and what told us.
    #[serde(skip_serializing_if = "Option::is_none")]
    readiness: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    urls: Vec<String>,
    /// How many problems are current, as in "2 errors".
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<String>,
    /// How far each watcher is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    watchers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    restarts: u32,
    /// Where it runs, if not in the directory of the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    directory: Option<String>,
    /// Who started it, if not the program itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
}

impl Process {
    /// What `snapshot` says at `now`, in the project of this directory.
    pub(super) fn at(snapshot: &ProcessSnapshot, now: Timestamp, project: &Path) -> Self {
        let started = snapshot.start_time().is_some();
        let output = snapshot.output();
        let watchers = output.watchers.iter();
        let directory = snapshot
            .dir()
            .strip_prefix(project)
            .unwrap_or(snapshot.dir());
        let directory = directory.to_string_lossy().into_owned();
        let millis = snapshot.duration_at(now).as_millis();
        Self {
            id: snapshot.id().to_string(),
            status: snapshot.status().to_string(),
            script: shortened(snapshot.script()),
            run: snapshot.run().map(brummer_core::Run::number),
            pid: snapshot.pid(),
            start_time: snapshot.start_time().map(shown_time),
            end_time: snapshot.end_time().map(shown_time),
            duration_ms: started.then(|| u64::try_from(millis).unwrap_or(u64::MAX)),
            exit_code: snapshot.exit_code(),
            exit_signal: snapshot.exit_signal(),
            last_exit: last_exit(snapshot.phase()),
            error: snapshot.error().map(shortened),
            readiness: readiness(snapshot),
            urls: snapshot.urls().iter().map(ToString::to_string).collect(),
            problems: problems(output.problems),
            watchers: watchers
                .map(|watcher| shown::watcher(watcher, now))
                .collect(),
            tests: output.tests.map(shown::tests),
            restarts: snapshot.restarts(),
            directory: (!directory.is_empty()).then_some(directory),
            owner: owner(snapshot.owner()),
        }
    }
}

/// Whether something of the process is there, comes, or goes, so that starting it again is a restart.
pub(super) fn is_active(snapshot: &ProcessSnapshot) -> bool {
    let status = snapshot.status();
    !status.is_finished() && status != Status::Pending
}

fn shown_time(time: Timestamp) -> String {
    format!("{time:.3}")
}

fn last_exit(phase: &Phase) -> Option<String> {
    match phase {
        Phase::Restarting { last_exit, .. } => Some(last_exit.to_string()),
        Phase::Pending
        | Phase::Starting { .. }
        | Phase::Running { .. }
        | Phase::Stopping { .. }
        | Phase::Ended { .. } => None,
    }
}

fn readiness(snapshot: &ProcessSnapshot) -> Option<String> {
    if snapshot.status() != Status::Running {
        return None;
    }
    Some(match snapshot.readiness() {
        Readiness::Ready { reason, .. } => format!("ready: {reason}"),
        // Nothing told us, or nothing that this version knows of.
        _ => "unknown".to_owned(),
    })
}

fn owner(owner: &Owner) -> Option<String> {
    match owner {
        Owner::Program => None,
        Owner::Person => Some("person".to_owned()),
        Owner::Agent(client) => Some(format!("agent {client}")),
    }
}

fn problems(counts: ProblemCounts) -> Option<String> {
    let ProblemCounts { errors, warnings } = counts;
    let said = [(errors, "error"), (warnings, "warning")];
    let said = said.iter().filter(|(number, _)| *number > 0);
    let said: Vec<_> = said
        .map(|(number, what)| shown::count(*number as usize, what))
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use brummer_core::{Command, Exit, Outcome, ProcessId, Run, Spec};
    use serde_json::{Value, json};

    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn json_in(phase: Phase) -> Value {
        let spec = Spec::new("dev", Command::shell("vite"), "/app").unwrap();
        let pending = ProcessSnapshot::pending(ProcessId::new("dev").unwrap(), &spec);
        serde_json::to_value(Process::at(
            &pending.in_phase(phase),
            second(90),
            Path::new("/app"),
        ))
        .unwrap()
    }

    #[test]
    fn a_running_process_tells_its_pid_and_how_long_it_runs() {
        let expected = json!({
            "processId": "dev", "status": "running", "script": "vite", "run": 1, "pid": 42,
            "startTime": "1970-01-01T00:01:00.000Z", "durationMs": 30_000,
            "readiness": "ready: port 5173",
        });
        let readiness = Readiness::Ready {
            since: second(61),
            reason: Arc::from("port 5173"),
        };
        let running = Phase::Running {
            run: Run::FIRST,
            pid: 42,
            started: second(60),
            readiness,
        };
        assert_eq!(json_in(running), expected);
    }

    #[test]
    fn a_failed_process_tells_its_exit_code_and_when_it_ended() {
        let ended = json_in(Phase::Ended {
            run: Run::FIRST,
            started: second(60),
            ended: second(61),
            outcome: Outcome::Exited(Exit::Code(3)),
        });
        assert_eq!(ended["status"], "failed");
        assert_eq!(ended["exitCode"], 3);
        assert_eq!(ended["endTime"], "1970-01-01T00:01:01.000Z");
        assert_eq!(ended["durationMs"], 1000);
        assert_eq!(ended.get("pid"), None);
    }

    #[test]
    fn what_does_not_apply_is_left_out() {
        let pending = json_in(Phase::Pending);
        assert_eq!(pending.get("startTime"), None);
        assert_eq!(pending.get("readiness"), None);
        assert_eq!(pending.get("durationMs"), None);
    }
}
