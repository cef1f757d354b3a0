//! What the output of a process says, in short.

use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::Serialize;

use crate::detect::{ServerUrl, TestCounts};
use crate::problem::ProblemCounts;
use crate::remote::wire;

/// What the output of the present run, or of the last one, says. All of it is in
/// [`Supervisor::problems`](crate::Supervisor::problems) and in the logs.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct OutputSummary {
    /// Where its servers can be reached, in the order in which they were printed.
    pub urls: Vec<ServerUrl>,
    /// How many problems are current.
    pub problems: ProblemCounts,
    /// The watchers that were heard of, in the order in which they were.
    pub watchers: Vec<WatcherSummary>,
    /// The latest test results.
    pub tests: Option<TestCounts>,
}

/// Where a watcher stands: a program that works on each change, and then waits for the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct WatcherSummary {
    /// The watcher, as in "vite".
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub tool: &'static str,
    /// The program whose output this is, where the process wraps several, as in "api".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// What it does, or what its last cycle came to.
    #[serde(flatten)]
    pub state: WatcherState,
    /// Whether it compiles only what is asked for: then silence says nothing of a change, whatever the state.
    pub on_request: bool,
    /// How many cycles it finished.
    pub cycles: u32,
    /// When it said that its present or last cycle began; none if it does not say such things.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub began: Option<Timestamp>,
    /// When its last cycle ended.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub ended: Option<Timestamp>,
}

impl WatcherSummary {
    /// How long the last cycle took, if it is over, its beginning is known, and all was compiled in it.
    pub fn took(&self) -> Option<Duration> {
        if self.on_request {
            return None;
        }
        let took = self.ended?.duration_since(self.began?);
        Duration::try_from(took).ok()
    }
}

/// What a watcher does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum WatcherState {
    /// It works on a change.
    Busy,
    /// Its last cycle found no errors.
    Clean,
    /// It took notice of the last change, and compiles only what is asked for: whether the change is good shows when somebody asks.
    Updated,
    /// Its last cycle found errors.
    Failed {
        /// How many; none if it did not count them.
        errors: Option<u32>,
    },
}

impl OutputSummary {
    /// What all watchers together come to: busy if one is, else failed if one did, else clean if nothing is left open; none without watchers.
    pub fn cycle(&self) -> Option<WatcherState> {
        let states = self.watchers.iter().map(|watcher| watcher.state);
        states.reduce(|one, other| match (one, other) {
            (WatcherState::Busy, _) | (_, WatcherState::Busy) => WatcherState::Busy,
            (
                WatcherState::Failed { errors: Some(one) },
                WatcherState::Failed {
                    errors: Some(other),
                },
            ) => WatcherState::Failed {
                errors: Some(one.saturating_add(other)),
            },
            (WatcherState::Failed { .. }, WatcherState::Failed { .. }) => {
                WatcherState::Failed { errors: None }
            }
            (failed @ WatcherState::Failed { .. }, WatcherState::Clean | WatcherState::Updated)
            | (WatcherState::Clean | WatcherState::Updated, failed @ WatcherState::Failed { .. }) => {
                failed
            }
            (WatcherState::Updated, WatcherState::Clean | WatcherState::Updated)
            | (WatcherState::Clean, WatcherState::Updated) => WatcherState::Updated,
            (WatcherState::Clean, WatcherState::Clean) => WatcherState::Clean,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watcher(state: WatcherState) -> WatcherSummary {
        WatcherSummary {
            tool: "tsc",
            lane: None,
            state,
            on_request: false,
            cycles: 1,
            began: None,
            ended: None,
        }
    }

    #[track_caller]
    fn check(states: &[WatcherState], expected: Option<WatcherState>) {
        let watchers = states.iter().copied().map(watcher).collect();
        let summary = OutputSummary {
            watchers,
            ..OutputSummary::default()
        };
        assert_eq!(summary.cycle(), expected);
    }

    #[test]
    fn several_watchers_are_as_good_as_the_worst() {
        let failed = |errors| WatcherState::Failed { errors };
        check(&[], None);
        check(
            &[WatcherState::Clean, WatcherState::Clean],
            Some(WatcherState::Clean),
        );
        check(
            &[WatcherState::Clean, failed(Some(2))],
            Some(failed(Some(2))),
        );
        check(
            &[WatcherState::Clean, WatcherState::Updated],
            Some(WatcherState::Updated),
        );
        check(
            &[WatcherState::Updated, failed(Some(2))],
            Some(failed(Some(2))),
        );
        check(&[failed(Some(1)), failed(Some(2))], Some(failed(Some(3))));
        check(&[failed(Some(1)), failed(None)], Some(failed(None)));
        check(
            &[failed(None), WatcherState::Busy],
            Some(WatcherState::Busy),
        );
    }
}
