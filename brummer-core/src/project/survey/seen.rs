//! Which files a project is made of: those that were looked for, whether they are there or not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

/// What was looked for, and where: a change of anything else does not change what can be run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The directories that were looked at.
    dirs: BTreeSet<PathBuf>,
    /// Names that count in each of them.
    names: FxHashSet<String>,
    /// Endings of names that count in each of them.
    endings: BTreeSet<&'static str>,
    /// Single files elsewhere.
    files: BTreeSet<PathBuf>,
}

impl Seen {
    /// The directories to watch, none of them with what is below it.
    pub fn dirs(&self) -> BTreeSet<&Path> {
        let of_files = self.files.iter().filter_map(|file| file.parent());
        self.dirs
            .iter()
            .map(PathBuf::as_path)
            .chain(of_files)
            .collect()
    }

    /// Whether this is in one of the directories, so that it may be one itself.
    pub(in crate::project) fn is_inside(&self, path: &Path) -> bool {
        path.parent().is_some_and(|dir| self.dirs.contains(dir))
    }

    /// Whether a change of this path can change what can be run.
    pub fn concerns(&self, path: &Path) -> bool {
        let named = path.file_name().and_then(|name| name.to_str());
        let counts = named.is_some_and(|name| {
            self.names.contains(name) || self.endings.iter().any(|end| name.ends_with(end))
        });
        let is_in_dir = || path.parent().is_some_and(|dir| self.dirs.contains(dir));
        counts && is_in_dir() || self.files.contains(path) || self.dirs.contains(path)
    }

    pub(super) fn dir(&mut self, dir: &Path) {
        if !self.dirs.contains(dir) {
            self.dirs.insert(dir.to_owned());
        }
    }

    pub(super) fn name(&mut self, name: &str) {
        if !self.names.contains(name) {
            self.names.insert(name.to_owned());
        }
    }

    pub(super) fn ending(&mut self, end: &'static str) {
        self.endings.insert(end);
    }

    pub(in crate::project) fn file(&mut self, file: &Path) {
        self.files.insert(file.to_owned());
    }
}
