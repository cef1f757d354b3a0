//! Waiting for what must come.

use std::thread;
use std::time::{Duration, Instant};

/// Far longer than anything takes, on a slow machine too: a test that waits for this has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Between two looks at what tells nobody of its changes, as `/proc` does.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks until there is something, and fails with its name if nothing comes.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        thread::sleep(PAUSE);
    }
}
