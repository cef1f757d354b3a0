//! Small things in words.

use std::path::Path;
use std::time::Duration;

use brummer_core::detect::TestCounts;
use brummer_core::{WatcherState, WatcherSummary};
use jiff::Timestamp;

/// `1 error`, `2 errors`.
pub(super) fn count(number: usize, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {what}{s}")
}

/// `12 s ago`.
pub(super) fn ago(time: Timestamp, now: Timestamp) -> String {
    let ago = Duration::try_from(now.duration_since(time)).unwrap_or_default();
    format!("{} ago", duration(ago))
}

/// `120 ms`, `3.4 s`, `12 min`, `5 h`.
pub(super) fn duration(duration: Duration) -> String {
    let millis = duration.as_millis();
    let seconds = duration.as_secs();
    match seconds {
        0 => format!("{millis} ms"),
        1..10 => format!("{}.{} s", seconds, (millis / 100) % 10),
        10..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}

/// A path relative to the project, where it is in it.
pub(super) fn path<'a>(path: &'a str, directory: &Path) -> &'a str {
    let Some(directory) = directory.to_str() else {
        return path;
    };
    let rest = path.strip_prefix(directory);
    let rest = rest.and_then(|rest| rest.strip_prefix('/'));
    rest.unwrap_or(path)
}

/// The beginning of a text.
pub(super) fn shortened(text: &str, bytes: usize) -> String {
    let shown = &text[..text.floor_char_boundary(bytes)];
    let more = if shown.len() < text.len() { "…" } else { "" };
    format!("{shown}{more}")
}

/// `vite clean 3.4 s ago, took 120 ms`.
pub(super) fn watcher(watcher: &WatcherSummary, now: Timestamp) -> String {
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
            text = format!("{text}, took {}", duration(took));
        }
    }
    text
}

/// `busy`, `clean`, `failed with 2 errors`.
pub(super) fn state(state: WatcherState) -> String {
    match state {
        WatcherState::Busy => "busy".to_owned(),
        WatcherState::Clean => "clean".to_owned(),
        WatcherState::Failed { errors: None } => "failed".to_owned(),
        WatcherState::Failed {
            errors: Some(errors),
        } => format!("failed with {}", count(errors as usize, "error")),
    }
}

/// `tests: 12 passed, 2 failed, 1 skipped`.
pub(super) fn tests(counts: TestCounts) -> String {
    let TestCounts {
        passed,
        failed,
        skipped,
    } = counts;
    let skipped = if skipped > 0 {
        format!(", {skipped} skipped")
    } else {
        String::new()
    };
    format!("tests: {passed} passed, {failed} failed{skipped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_the_unit_that_fits() {
        let check = |millis, expected| {
            assert_eq!(duration(Duration::from_millis(millis)), expected);
        };
        check(0, "0 ms");
        check(3_449, "3.4 s");
        check(59_900, "59 s");
        check(720_000, "12 min");
        check(20_000_000, "5 h");
    }

    #[test]
    fn paths_are_named_from_the_project() {
        let check = |text, expected| assert_eq!(path(text, Path::new("/app")), expected);
        check("/app/src/a.ts:3", "src/a.ts:3");
        check("/apple/a.ts", "/apple/a.ts");
        check("src/a.ts", "src/a.ts");
    }
}
