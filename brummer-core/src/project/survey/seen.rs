//! Which files a project is made of: those that were looked for, whether they are there or not.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

/// What was looked for, and where: a change of anything else does not change what can be run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The directories that were looked at.
    dirs: BTreeSet<PathBuf>,
    /// Names that count in each of them.
    names: FxHashSet<String>,
    /// Endings of names that count in single directories.
    endings: BTreeMap<PathBuf, BTreeSet<&'static str>>,
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

    /// Whether a change of what is in this file can change what can be run.
    pub fn concerns(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str());
        let counts = name.is_some_and(|name| self.names.contains(name));
        counts && self.is_inside(path) || self.files.contains(path)
    }

    /// Whether it can if something of this name comes or goes.
    pub fn lists(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str());
        let endings = path.parent().and_then(|dir| self.endings.get(dir));
        let ends = endings.zip(name).is_some_and(|(endings, name)| {
            let mut endings = endings.iter();
            endings.any(|end| name.ends_with(end))
        });
        ends || self.dirs.contains(path)
    }

    /// Whether one of the single files is below this path, so that it can come with it.
    pub fn leads_to_file(&self, path: &Path) -> bool {
        // What begins with a path comes right after it, part by part.
        let mut from = self
            .files
            .range::<Path, _>((Bound::Included(path), Bound::Unbounded));
        from.next().is_some_and(|file| file.starts_with(path))
    }

    /// Whether this is in one of the directories, so that it may be one itself.
    pub(in crate::project) fn is_inside(&self, path: &Path) -> bool {
        path.parent().is_some_and(|dir| self.dirs.contains(dir))
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

    pub(super) fn ending(&mut self, dir: &Path, end: &'static str) {
        let of_dir = self.endings.entry(dir.to_owned()).or_default();
        of_dir.insert(end);
    }

    pub(in crate::project) fn file(&mut self, file: &Path) {
        self.files.insert(file.to_owned());
    }

    /// Leaves out the directories in which nothing is worth to be watched for: the system allows only so many watches.
    ///
    /// Kept are those that count, by their names or as `counts` says, those beside them, and those that these are in;
    /// in the project's own directory and right in it, something new is noticed anyway.
    pub(super) fn prune(
        &mut self,
        project: &Path,
        counts: impl Fn(&Path, &FxHashSet<String>) -> bool,
    ) {
        let is_near = |dir: &Path| dir == project || dir.parent() == Some(project);
        let is_counting = |dir: &&PathBuf| {
            is_near(dir) || self.endings.contains_key(*dir) || counts(dir, &self.names)
        };
        let counting: BTreeSet<&PathBuf> = self.dirs.iter().filter(is_counting).collect();
        let parents: FxHashSet<&Path> = counting.iter().filter_map(|dir| dir.parent()).collect();
        let is_kept = |dir: &&PathBuf| {
            let is_beside = dir.parent().is_some_and(|parent| parents.contains(parent));
            is_beside || parents.contains(dir.as_path()) || counting.contains(*dir)
        };
        let kept = self.dirs.iter().filter(is_kept).cloned().collect();
        self.dirs = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was seen of a project with a package.
    fn seen() -> Seen {
        let mut seen = Seen::default();
        for dir in [
            "/p",
            "/p/a",
            "/p/x",
            "/p/x/y",
            "/p/a/src",
            "/p/a/src/deep",
            "/p/b/c",
            "/p/b/d",
            "/p/b",
        ] {
            seen.dir(Path::new(dir));
        }
        seen.name("package.json");
        seen.ending(Path::new("/p/a"), ".csproj");
        seen.file(Path::new("/elsewhere/include.mk"));
        let counting = ["/p/a", "/p/b/c"].map(Path::new);
        seen.prune(Path::new("/p"), |dir, _| counting.contains(&dir));
        seen
    }

    #[test]
    fn directories_are_watched_in_which_something_counts_or_may_come() {
        let seen = seen();
        let dirs: Vec<_> = seen
            .dirs()
            .into_iter()
            .map(|dir| dir.to_str().unwrap())
            .collect();
        assert_eq!(
            dirs,
            [
                "/elsewhere",
                "/p",
                "/p/a",
                "/p/b",
                "/p/b/c",
                "/p/b/d",
                "/p/x"
            ]
        );
    }

    #[test]
    fn only_what_was_asked_for_is_of_concern() {
        let seen = seen();
        assert!(seen.concerns(Path::new("/p/a/package.json")));
        assert!(seen.concerns(Path::new("/elsewhere/include.mk")));
        assert!(!seen.concerns(Path::new("/p/a/index.js")));
        assert!(!seen.concerns(Path::new("/elsewhere/package.json")));
    }

    #[test]
    fn a_directory_counts_that_a_file_may_come_in() {
        let seen = seen();
        assert!(seen.leads_to_file(Path::new("/elsewhere")));
        assert!(!seen.leads_to_file(Path::new("/else")));
        assert!(!seen.leads_to_file(Path::new("/elsewhere/include.mk.d")));
    }

    #[test]
    fn a_name_with_an_ending_counts_when_it_comes_or_goes() {
        let seen = seen();
        assert!(
            seen.lists(Path::new("/p/a/b.csproj")) && !seen.concerns(Path::new("/p/a/b.csproj"))
        );
        assert!(!seen.lists(Path::new("/p/x/b.csproj")));
        assert!(seen.lists(Path::new("/p/a")));
    }
}
