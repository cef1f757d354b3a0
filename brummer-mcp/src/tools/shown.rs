//! Small things in words.

use std::path::Path;

use brummer_core::detect::TestCounts;
pub(super) use brummer_core::words::{ago, count, span as duration, state, watcher};

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
    fn paths_are_named_from_the_project() {
        let check = |text, expected| assert_eq!(path(text, Path::new("/app")), expected);
        check("/app/src/a.ts:3", "src/a.ts:3");
        check("/apple/a.ts", "/apple/a.ts");
        check("src/a.ts", "src/a.ts");
    }
}
