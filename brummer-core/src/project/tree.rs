//! The directories below a project that may be projects of their own.

use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

/// How many levels below the project are looked at; members of workspaces are found at any depth.
pub(super) const MAX_DEPTH: usize = 3;

/// The most directories that are looked at.
pub(super) const MAX_DIRS: usize = 10_000;

/// The most entries that are walked over to find them.
const MAX_ENTRIES: usize = 100_000;

/// Directories that hold what was fetched or made, or examples of broken projects.
const SKIPPED: [&str; 18] = [
    "node_modules",
    "bower_components",
    "vendor",
    "third_party",
    "target",
    "dist",
    "build",
    "out",
    "coverage",
    "venv",
    "__pycache__",
    "Pods",
    "deps",
    "_build",
    "fixtures",
    "__fixtures__",
    "__tests__",
    "testdata",
];

/// The directories that were found.
pub(super) struct Below {
    /// The nearest first, then by name.
    pub(super) dirs: Vec<PathBuf>,
    /// Whether there are more.
    pub(super) is_cut: bool,
}

/// Those below `dir`, at most so many levels, that are not hidden, not ignored by git, and not links.
pub(super) fn below(dir: &Path, depth: usize) -> Below {
    let walk = WalkBuilder::new(dir)
        .max_depth(Some(depth))
        .follow_links(false)
        .filter_entry(is_wanted)
        .build();
    let mut dirs = Vec::new();
    let mut is_cut = false;
    // What cannot be listed is said where it is looked at.
    for (number, entry) in walk.flatten().enumerate() {
        if number == MAX_ENTRIES {
            is_cut = true;
            break;
        }
        if entry.depth() > 0 {
            dirs.push((entry.depth(), entry.into_path()));
        }
    }
    dirs.sort_unstable();
    is_cut |= dirs.len() > MAX_DIRS;
    dirs.truncate(MAX_DIRS);
    let dirs = dirs.into_iter().map(|(_, dir)| dir).collect();
    Below { dirs, is_cut }
}

/// Whether a directory of this name may be, or hold, a project.
pub(super) fn is_wanted_name(name: &str) -> bool {
    !name.starts_with('.') && !SKIPPED.contains(&name)
}

fn is_wanted(entry: &DirEntry) -> bool {
    let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
    let name = entry.file_name().to_str();
    is_dir && (entry.depth() == 0 || name.is_none_or(|name| !SKIPPED.contains(&name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_what_may_be_a_project_is_found_the_nearest_first() {
        let temp = tempfile::tempdir().unwrap();
        let dirs = [
            ".git",
            ".hidden/a",
            "b/c/d/e",
            "a/node_modules/x",
            "ignored/x",
            "target/debug",
            "z",
        ];
        for dir in dirs {
            fs::create_dir_all(temp.path().join(dir)).unwrap();
        }
        fs::write(temp.path().join(".gitignore"), "ignored/\n").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(temp.path(), temp.path().join("loop")).unwrap();
        let below = below(temp.path(), MAX_DEPTH);
        let found: Vec<_> = below
            .dirs
            .iter()
            .map(|dir| dir.strip_prefix(temp.path()).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(found, ["a", "b", "z", "b/c", "b/c/d"]);
        assert!(!below.is_cut);
    }
}
