//! Small things in words.

use std::time::Duration;

use jiff::Timestamp;

/// `12 s ago`.
pub(crate) fn ago(time: Timestamp, now: Timestamp) -> String {
    let ago = Duration::try_from(now.duration_since(time)).unwrap_or_default();
    format!("{} ago", span(ago))
}

/// `120 ms`, `3.4 s`, `12 min`, `5 h`.
pub(crate) fn span(span: Duration) -> String {
    let millis = span.as_millis();
    let seconds = span.as_secs();
    match seconds {
        0 => format!("{millis} ms"),
        1..10 => format!("{}.{} s", seconds, (millis / 100) % 10),
        10..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}
