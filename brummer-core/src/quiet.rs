//! How long nothing has come from a process: all that is known of a watcher that does not say what it does.

use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::Serialize;

use crate::id::Run;
use crate::remote::wire;

/// How long nothing has come from a run.
///
/// A watcher of a known format, or one with a problem matcher that has a `background`, says when it begins and ends to work on a change, and
/// whether it failed ([`OutputSummary::cycle`](crate::OutputSummary::cycle)). Of any other one there is only this: that it printed something since a
/// change or did not, and that nothing has come since. Neither means that all is well, and neither resolves a problem: those of such a process stay
/// current until it is started again. Whether one was printed again since a change is told by [`Problem::last_seen`](crate::Problem::last_seen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quiet {
    /// The run.
    pub run: Run,
    /// When it began.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub began: Timestamp,
    /// When it printed something last, also without ending a line; none if it never did.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub last_output: Option<Timestamp>,
}

impl Quiet {
    /// How long nothing had come at this moment, counted from a change on, or from the beginning of the run if that was later.
    pub fn lasted(&self, change: Timestamp, now: Timestamp) -> Duration {
        let since = self.last_output.unwrap_or(self.began).max(change);
        // A clock that was set back makes it short, never long.
        Duration::try_from(now.duration_since(since)).unwrap_or_default()
    }

    /// Whether it printed something since a change: it may have been about that.
    pub fn is_heard_since(&self, change: Timestamp) -> bool {
        self.last_output.is_some_and(|last| last >= change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[track_caller]
    fn check(last: Option<i64>, change: i64, expected: (u64, bool)) {
        let quiet = Quiet {
            run: Run::FIRST,
            began: at(10),
            last_output: last.map(at),
        };
        let lasted = quiet.lasted(at(change), at(100));
        let heard = quiet.is_heard_since(at(change));
        assert_eq!((lasted.as_secs(), heard), expected);
    }

    #[test]
    fn it_is_quiet_since_the_last_output_the_change_or_the_beginning() {
        check(Some(70), 50, (30, true));
        check(Some(30), 50, (50, false));
        check(None, 50, (50, false));
        check(None, 5, (90, false));
        check(Some(200), 50, (0, true));
    }
}
