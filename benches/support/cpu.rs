//! CPU time, as the system accounts it.

use std::io;
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// What this program has used, or those of its descendants that were waited for.
pub(crate) fn used(who: UsageWho) -> io::Result<Duration> {
    let usage = getrusage(who)?;
    let duration = |time: TimeVal| {
        Duration::from_micros(
            time.tv_sec().unsigned_abs() * 1_000_000 + time.tv_usec().unsigned_abs(),
        )
    };
    Ok(duration(usage.user_time()) + duration(usage.system_time()))
}
