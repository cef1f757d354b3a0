//! Changes, no faster than one wants to look.

use std::time::Duration;

use brummer_core::Changes;
use tokio::time::{Instant, sleep_until};

/// A signal that rests for a while after each change, so that a flood of them is a few.
pub(super) struct Paced {
    changes: Changes,
    rest: Duration,
    not_before: Instant,
}

impl Paced {
    pub(super) fn new(changes: Changes, rest: Duration) -> Self {
        Self {
            changes,
            rest,
            not_before: Instant::now(),
        }
    }

    /// Waits for the next change; forever once there can be none. Nothing is lost if the wait is given up.
    pub(super) async fn next(&mut self) {
        sleep_until(self.not_before).await;
        if !self.changes.wait().await {
            std::future::pending::<()>().await;
        }
        self.not_before = Instant::now() + self.rest;
    }
}
