//! Small things in words, as all front ends say them.

use std::time::Duration;

use jiff::Timestamp;

use crate::snapshot::{WatcherState, WatcherSummary};

/// `1 error`, `2 errors`.
pub fn count(number: usize, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {what}{s}")
}

/// `12 s ago`.
pub fn ago(time: Timestamp, now: Timestamp) -> String {
    let ago = Duration::try_from(now.duration_since(time)).unwrap_or_default();
    format!("{} ago", span(ago))
}

/// `120 ms`, `3.4 s`, `12 min`, `5 h`.
pub fn span(span: Duration) -> String {
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

/// `vite clean 3.4 s ago, took 120 ms`.
pub fn watcher(watcher: &WatcherSummary, now: Timestamp) -> String {
    let mut text = watcher.tool.to_owned();
    if let Some(lane) = &watcher.lane {
        text = format!("{lane} {text}");
    }
    text.push(' ');
    text.push_str(&state(watcher.state));
    if watcher.state != WatcherState::Busy
        && let Some(ended) = watcher.ended
    {
        text = format!("{text} {}", ago(ended, now));
        if let Some(took) = watcher.took() {
            text = format!("{text}, took {}", span(took));
        }
    }
    text
}

/// `busy`, `clean`, `updated`, `failed with 2 errors`.
pub fn state(state: WatcherState) -> String {
    match state {
        WatcherState::Busy => "busy".to_owned(),
        WatcherState::Clean => "clean".to_owned(),
        WatcherState::Updated => "updated".to_owned(),
        WatcherState::Failed { errors: None } => "failed".to_owned(),
        WatcherState::Failed {
            errors: Some(errors),
        } => format!("failed with {}", count(errors as usize, "error")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_the_unit_that_fits() {
        let check = |millis, expected| {
            assert_eq!(span(Duration::from_millis(millis)), expected);
        };
        check(0, "0 ms");
        check(3_449, "3.4 s");
        check(59_900, "59 s");
        check(720_000, "12 min");
        check(20_000_000, "5 h");
    }
}
