//! Looks through a directory for what was changed last, within bounds.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The most entries that are looked at.
const MAX_ENTRIES: usize = 20_000;

/// Directories of what is made or installed, and not written by hand.
const MADE: [&str; 12] = [
    "node_modules",
    "target",
    "dist",
    "build",
    "out",
    "vendor",
    "venv",
    "coverage",
    "__pycache__",
    "bin",
    "obj",
    "tmp",
];

/// The file that was changed last, of those near the top first; none if there is none.
pub(super) fn newest(root: &Path) -> Option<PathBuf> {
    let mut newest: Option<(SystemTime, PathBuf)> = None;
    let mut dirs = VecDeque::from([root.to_owned()]);
    let mut entries = 0;
    while let Some(dir) = dirs.pop_front() {
        // A directory that cannot be read has nothing that was edited through it.
        let Ok(listed) = fs::read_dir(&dir) else {
            continue;
        };
        for entry in listed.flatten() {
            entries += 1;
            if entries > MAX_ENTRIES {
                return newest.map(|(_, path)| path);
            }
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if about.is_dir() && !MADE.contains(&&*name) {
                dirs.push_back(entry.path());
            }
            if let Some(time) = about.modified().ok().filter(|_| about.is_file())
                && newest.as_ref().is_none_or(|(latest, _)| time > *latest)
            {
                newest = Some((time, entry.path()));
            }
        }
    }
    newest.map(|(_, path)| path)
}
