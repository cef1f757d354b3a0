//! The JSON form of a process: flat, camelCase, times in RFC 3339.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::{Phase, ProcessSnapshot, Readiness, Status, WatcherSummary};
use crate::detect::{ServerUrl, TestCounts};
use crate::id::{GroupName, ProcessId, Run};
use crate::problem::ProblemCounts;
use crate::process::spec::{Owner, Stdin};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    process_id: &'a ProcessId,
    name: &'a str,
    script: &'a str,
    status: Status,
    start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    exit_code: Option<i32>,
    exit_signal: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_exit: Option<String>,
    run: Option<Run>,
    pid: Option<u32>,
    ready: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ready_reason: Option<&'a str>,
    restarts: u32,
    urls: &'a [ServerUrl],
    problems: ProblemCounts,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    watchers: &'a [WatcherSummary],
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<TestCounts>,
    cwd: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a GroupName>,
    stdin: Stdin,
    owner: &'a Owner,
}

impl Serialize for ProcessSnapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ready_reason = match self.readiness() {
            Readiness::Unknown => None,
            Readiness::Ready { reason, .. } => Some(&**reason),
        };
        let last_exit = match self.phase() {
            Phase::Restarting { last_exit, .. } => Some(last_exit.to_string()),
            Phase::Pending
            | Phase::Starting { .. }
            | Phase::Running { .. }
            | Phase::Stopping { .. }
            | Phase::Ended { .. } => None,
        };
        Wire {
            process_id: self.id(),
            name: self.name(),
            script: self.script(),
            status: self.status(),
            start_time: self.start_time(),
            end_time: self.end_time(),
            exit_code: self.exit_code(),
            exit_signal: self.exit_signal(),
            error: self.error(),
            last_exit,
            run: self.run(),
            pid: self.pid(),
            ready: ready_reason.is_some(),
            ready_reason,
            restarts: self.restarts(),
            urls: self.urls(),
            problems: self.output().problems,
            watchers: &self.output().watchers,
            tests: self.output().tests,
            cwd: self.dir().to_string_lossy(),
            group: self.group(),
            stdin: self.stdin(),
            owner: self.owner(),
        }
        .serialize(serializer)
    }
}
