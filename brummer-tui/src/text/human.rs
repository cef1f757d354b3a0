//! Durations and counts as people say them.

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

/// `9999`, `12k`, `3.4M`, `120M`: exact as long as that is short.
pub(crate) fn count(number: u64) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => format!("{}k", number / 1_000),
        1_000_000..100_000_000 => {
            format!("{}.{}M", number / 1_000_000, number / 100_000 % 10)
        }
        _ => format!("{}M", number / 1_000_000),
    }
}

/// `512K`, `182M`, `1.2G`: at most five wide below ten thousand GiB.
pub(crate) fn bytes(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    match bytes / MIB {
        0 => format!("{}K", bytes >> 10),
        mebibytes @ 1..1024 => format!("{mebibytes}M"),
        mebibytes @ 1024..102_400 => {
            format!("{}.{}G", mebibytes >> 10, mebibytes % 1024 * 10 / 1024)
        }
        mebibytes => format!("{}G", mebibytes >> 10),
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
    fn a_large_count_is_rounded_down() {
        let counts = [9_999, 12_999, 3_456_789, 123_456_789].map(count);
        assert_eq!(counts, ["9999", "12k", "3.4M", "123M"]);
    }

    #[test]
    fn memory_is_told_in_its_unit() {
        let told = [300 << 10, 182 << 20, 1_230 << 20, 200 << 30].map(bytes);
        assert_eq!(told, ["300K", "182M", "1.2G", "200G"]);
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
