//! The proof of a stop: what was signalled, what survived, how long it took.

use std::fmt;
use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Serialize, Serializer};

use crate::id::{ProcessId, Run};
use crate::process::spec::StopSignal;
use crate::remote::wire;

/// What a stop did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct StopReport {
    /// The process.
    pub process: ProcessId,
    /// The run that was stopped; none if it was never started.
    pub run: Option<Run>,
    /// The signal that asked the tree to end.
    pub signal: StopSignal,
    /// The processes of the tree that were asked to end.
    pub signalled: Vec<Member>,
    /// Those that had to be killed after the grace period.
    pub killed: Vec<Member>,
    /// Those that are still there, as when they run under another user.
    pub survivors: Vec<Member>,
    /// Why the tree could not be looked at, if it could not; then nothing of this is proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// From the first signal until the tree was empty or the grace period over.
    #[serde(rename = "graceMs", serialize_with = "milliseconds")]
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub grace_took: Duration,
    /// From the kill until the tree was empty; zero if nothing had to be killed.
    #[serde(rename = "killMs", serialize_with = "milliseconds")]
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub kill_took: Duration,
}

impl StopReport {
    /// The report of a stop that found nothing to stop.
    pub(crate) fn nothing(process: ProcessId, run: Option<Run>, signal: StopSignal) -> Self {
        Self {
            process,
            run,
            signal,
            signalled: Vec::new(),
            killed: Vec::new(),
            survivors: Vec::new(),
            error: None,
            grace_took: Duration::ZERO,
            kill_took: Duration::ZERO,
        }
    }

    /// Whether it is proven that nothing of the tree is left.
    pub fn is_clean(&self) -> bool {
        self.survivors.is_empty() && self.error.is_none()
    }
}

/// One line for people: `dev: SIGTERM to 3 processes, gone after 12 ms`.
impl fmt::Display for StopReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.process)?;
        if let Some(error) = &self.error {
            return write!(f, "cannot tell what is left: {error}");
        }
        if self.signalled.is_empty() && self.killed.is_empty() && self.survivors.is_empty() {
            return f.write_str("nothing was running");
        }
        let mut stages = Vec::new();
        if !self.signalled.is_empty() {
            stages.push(format!("{} to {}", self.signal, count(&self.signalled)));
        }
        if !self.killed.is_empty() {
            let waited = match self.grace_took.as_millis() {
                0 => String::new(),
                waited => format!(" after {waited} ms"),
            };
            stages.push(format!("SIGKILL to {}{waited}", count(&self.killed)));
        }
        if self.is_clean() {
            let took = self.grace_took + self.kill_took;
            stages.push(format!("gone after {} ms", took.as_millis()));
        } else {
            let survivors: Vec<_> = self.survivors.iter().map(Member::to_string).collect();
            stages.push(format!("still there: {}", survivors.join(" ")));
        }
        f.write_str(&stages.join(", "))
    }
}

/// A process of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The operating system's id.
    pub pid: u32,
    /// The name of its program, as the operating system has it (on Linux at most 15 bytes).
    pub name: String,
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.pid, self.name)
    }
}

fn count(members: &[Member]) -> String {
    match members {
        [one] => one.to_string(),
        many => format!("{} processes", many.len()),
    }
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(pid: u32) -> Member {
        Member {
            pid,
            name: "node".to_owned(),
        }
    }

    fn report() -> StopReport {
        StopReport::nothing(
            ProcessId::new("dev").unwrap(),
            Some(Run::FIRST),
            StopSignal::Term,
        )
    }

    #[test]
    fn a_report_says_what_was_done_in_one_line() {
        assert_eq!(report().to_string(), "dev: nothing was running");
        let graceful = StopReport {
            signalled: vec![member(1), member(2)],
            grace_took: Duration::from_millis(12),
            ..report()
        };
        assert_eq!(
            graceful.to_string(),
            "dev: SIGTERM to 2 processes, gone after 12 ms"
        );
        let killed = StopReport {
            signalled: vec![member(1)],
            killed: vec![member(1)],
            grace_took: Duration::from_secs(5),
            kill_took: Duration::from_millis(2),
            ..report()
        };
        let text =
            "dev: SIGTERM to 1 (node), SIGKILL to 1 (node) after 5000 ms, gone after 5002 ms";
        assert_eq!(killed.to_string(), text);
    }

    #[test]
    fn a_kill_has_no_first_stage() {
        let report = StopReport {
            killed: vec![member(1), member(2)],
            kill_took: Duration::from_millis(3),
            ..report()
        };
        assert_eq!(
            report.to_string(),
            "dev: SIGKILL to 2 processes, gone after 3 ms"
        );
    }

    #[test]
    fn survivors_are_named() {
        let report = StopReport {
            signalled: vec![member(7)],
            survivors: vec![member(7)],
            ..report()
        };
        assert_eq!(
            report.to_string(),
            "dev: SIGTERM to 7 (node), still there: 7 (node)"
        );
    }
}
