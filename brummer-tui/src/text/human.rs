//! Durations as people say them.

use std::time::Duration;

/// `12s`, `3m04s`, `1h02m`, `2d03h`: the two largest units, so that it is at most seven wide for a thousand days.
pub(crate) fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
    if days > 0 {
        format!("{days}d{:02}h", hours % 24)
    } else if hours > 0 {
        format!("{hours}h{:02}m", minutes % 60)
    } else if minutes > 0 {
        format!("{minutes}m{:02}s", seconds % 60)
    } else {
        format!("{seconds}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: u64, expected: &str) {
        assert_eq!(human(Duration::from_secs(seconds)), expected);
    }

    #[test]
    fn a_duration_is_its_two_largest_units() {
        check(0, "0s");
        check(59, "59s");
        check(184, "3m04s");
        check(3720, "1h02m");
        check(100_000, "1d03h");
    }
}
