//! One directory, as an ecosystem looks at it.

use std::path::{Path, PathBuf};

use super::ecosystem::{ChosenManager, Told};
use super::found::Found;
use super::search_path::SearchPath;
use super::survey::{Branch, Listing, Survey};
use super::text::Text;
use crate::config::origin::shown_path;
use crate::config::{Settings, Warning};

/// A directory in which an ecosystem looks for what can be run.
///
/// Whatever it asks for is remembered, so that a change of it is noticed later. Asking for a file that is not there
/// costs nothing: the directory is listed once for all.
pub(super) struct Look<'a> {
    ecosystem: &'static str,
    dir: PathBuf,
    /// What it has, once that was asked for.
    listing: Option<Listing>,
    survey: &'a mut Survey,
}

impl<'a> Look<'a> {
    pub(super) fn new(ecosystem: &'static str, dir: PathBuf, survey: &'a mut Survey) -> Self {
        Self {
            ecosystem,
            dir,
            listing: None,
            survey,
        }
    }

    /// The directory, absolute.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The directory that was asked about: what is found there is named without a prefix.
    pub(super) fn project(&self) -> &Path {
        self.survey.root()
    }

    /// Whether this is the directory that was asked about.
    pub(super) fn is_project(&self) -> bool {
        self.dir == self.survey.root()
    }

    /// Another directory, as the same ecosystem looks at it.
    pub(super) fn at(&mut self, dir: PathBuf) -> Look<'_> {
        Look::new(self.ecosystem, dir, self.survey)
    }

    /// Whether the directory has something of this name.
    pub(super) fn has(&mut self, name: &'static str) -> bool {
        self.survey.asked_for_name(name);
        self.listing().may_have(name) && self.dir.join(name).exists()
    }

    /// The names in the directory that end so (`.csproj`), sorted; at most 1,000.
    pub(super) fn names_ending(&mut self, end: &'static str) -> Vec<String> {
        self.survey.asked_for_ending(&self.dir, end);
        self.listing().ending(end)
    }

    /// The file of this name, if there is one. One that cannot be read is a warning.
    pub(super) fn read(&mut self, name: &str) -> Option<Text> {
        self.survey.asked_for_name(name);
        if self.listing().may_have(name) {
            self.survey.read(&self.dir.join(name))
        } else {
            None
        }
    }

    /// The first of these files that is there.
    pub(super) fn read_first(&mut self, names: &[&str]) -> Option<Text> {
        names.iter().find_map(|name| self.read(name))
    }

    /// A file anywhere (an include), if there is one. One that cannot be read is a warning.
    pub(super) fn read_path(&mut self, path: &Path) -> Option<Text> {
        self.survey.asked_for_file(path);
        self.survey.read(path)
    }

    /// The files in a directory, and the links that may be ones, sorted; at most 1,000. What comes or goes there is noticed later.
    pub(super) fn files(&mut self) -> Vec<String> {
        self.survey.asked_for_ending(&self.dir, "");
        self.listing().files()
    }

    /// The directories in a directory, and the links that may be ones.
    pub(super) fn branches(&mut self, dir: &Path) -> Vec<Branch> {
        self.survey.listing(dir).branches().collect()
    }

    fn listing(&mut self) -> &Listing {
        let Self {
            listing,
            survey,
            dir,
            ..
        } = self;
        listing.get_or_insert_with(|| survey.listing(dir))
    }

    /// Adds something that can be run.
    pub(super) fn add(&mut self, found: Found) {
        self.survey.add(self.ecosystem, &self.dir, found);
    }

    /// Says that something is wrong.
    pub(super) fn warn(&mut self, warning: Warning) {
        self.survey.warn(warning);
    }

    /// The value, or none and a warning.
    pub(super) fn or_warn<T>(&mut self, result: Result<T, Warning>) -> Option<T> {
        result.map_err(|warning| self.survey.warn(warning)).ok()
    }

    /// Says, once, that a program is needed here, if it is not installed. `get` reads on after "get it".
    pub(super) fn needs(&mut self, program: &str, get: &str) {
        let dir = shown_path(&self.dir);
        self.survey.needs(program, || {
            format!("`{program}` is not in PATH (what {dir} has to run needs it); get it {get}")
        });
    }

    /// As [`needs`](Self::needs), with all that is said.
    pub(super) fn needs_saying(&mut self, program: &str, say: impl FnOnce() -> String) {
        self.survey.needs(program, say);
    }

    /// Says that this directory has been dealt with (it is a member of a workspace): the ecosystem is not asked to
    /// look at it by itself. Answers whether it had not been.
    pub(super) fn claim(&mut self, dir: &Path) -> bool {
        self.survey.claim(self.ecosystem, dir)
    }

    /// Whether another ecosystem has dealt with a directory, as a member of a workspace.
    pub(super) fn is_claimed_by(&self, ecosystem: &'static str, dir: &Path) -> bool {
        self.survey.is_claimed(ecosystem, dir)
    }

    /// What is configured for the whole project.
    pub(super) fn settings(&self) -> &Settings {
        self.survey.settings()
    }

    /// Which programs there are.
    pub(super) fn search_path(&self) -> &SearchPath {
        self.survey.search_path()
    }

    /// Says what runs the scripts of the `package.json` here.
    pub(super) fn chose(&mut self, manager: ChosenManager) {
        if self.is_project() {
            self.survey.chose(manager);
        }
    }

    /// What the files of a directory tell of its package manager, if it was looked for there.
    pub(super) fn told_manager(&self, dir: &Path) -> Option<Told> {
        self.survey.told_manager(dir)
    }

    /// Remembers it.
    pub(super) fn tell_manager(&mut self, dir: &Path, told: Told) {
        self.survey.tell_manager(dir, told);
    }
}
