//! What processes use of the machine.

use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::id::ProcessId;
use crate::process::stop::Member;
use crate::remote::wire;

/// What the trees of all running processes used of the machine, read in one go.
///
/// It is no part of the snapshot, which would be a new one with each look; and it is read only when somebody asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsageReading {
    /// How long after the supervisor was built this was read: the difference of two readings is the time in which the difference of
    /// [`Usage::cpu`] was used.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub at: Duration,
    /// Of each process that runs, in the order of the project. One of which nothing could be read is not there.
    pub processes: Vec<Usage>,
}

/// What the tree of a process used of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// The process.
    pub process: ProcessId,
    /// The time on processors that the members have used, with what those used that they have waited for, so that it grows
    /// also while short-lived children do the work. It may become less, when a member ends that nobody waits for.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub cpu: Duration,
    /// The memory that the members have in RAM, in bytes. What they share is counted for each of them.
    pub memory: u64,
    /// How many members the tree has.
    pub count: u32,
    /// Who they are, the eldest first; at most [`Usage::MAX_MEMBERS`].
    pub members: Vec<Member>,
}

impl Usage {
    /// The most members that are named.
    pub const MAX_MEMBERS: usize = 16;
}

impl UsageReading {
    /// What a process uses.
    pub fn of(&self, process: &str) -> Option<&Usage> {
        let mut all = self.processes.iter();
        all.find(|usage| usage.process.as_str() == process)
    }

    /// The share of one processor that a process has used since an earlier reading, in per cent: 200 if it kept two of them busy. None if
    /// either reading does not have it, or if no time has passed.
    pub fn cpu_percent(&self, earlier: &Self, process: &str) -> Option<f64> {
        let used = self
            .of(process)?
            .cpu
            .saturating_sub(earlier.of(process)?.cpu);
        let passed = self.at.checked_sub(earlier.at).filter(|it| !it.is_zero())?;
        Some(used.as_secs_f64() / passed.as_secs_f64() * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(at: u64, cpu: u64) -> UsageReading {
        UsageReading {
            at: Duration::from_secs(at),
            processes: vec![Usage {
                process: ProcessId::new("web").unwrap(),
                cpu: Duration::from_millis(cpu),
                memory: 0,
                count: 1,
                members: Vec::new(),
            }],
        }
    }

    #[track_caller]
    fn check(earlier: (u64, u64), later: (u64, u64), expected: Option<f64>) {
        let (earlier, later) = (reading(earlier.0, earlier.1), reading(later.0, later.1));
        assert_eq!(later.cpu_percent(&earlier, "web"), expected);
    }

    #[test]
    fn the_share_of_a_processor_is_what_was_used_between_two_readings() {
        check((1, 500), (3, 1500), Some(50.0));
        check((1, 0), (2, 2000), Some(200.0));
    }

    #[test]
    fn what_a_member_took_with_it_is_no_negative_share() {
        check((1, 500), (2, 100), Some(0.0));
    }

    #[test]
    fn without_time_in_between_there_is_no_share() {
        check((1, 0), (1, 500), None);
        assert_eq!(reading(2, 0).cpu_percent(&reading(1, 0), "api"), None);
    }
}
