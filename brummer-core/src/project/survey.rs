//! What is seen of a project while ecosystems look at it, within bounds.

mod listing;
mod seen;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use self::listing::{Branch, Listing};
pub use self::seen::Seen;
use super::ecosystem::{ChosenManager, Told};
use super::found::Found;
use super::search_path::SearchPath;
use super::text::{MAX_BYTES, Text};
use super::warnings::Warnings;
use crate::config::origin::shown_path;
use crate::config::{Settings, Warning};
use crate::input;

/// The most scripts that a project may have.
const MAX_SCRIPTS: usize = 20_000;

/// Something that was found, with who found it where.
pub(super) struct Finding {
    pub(super) ecosystem: &'static str,
    /// The directory that was looked at.
    pub(super) dir: Arc<Path>,
    pub(super) found: Found,
}

/// Everything that was seen so far.
pub(super) struct Survey {
    root: PathBuf,
    settings: Settings,
    search_path: SearchPath,
    found: Vec<Finding>,
    scripts_dropped: usize,
    warnings: Warnings,
    seen: Seen,
    listings: FxHashMap<PathBuf, Listing>,
    claims: FxHashSet<(&'static str, PathBuf)>,
    needed: FxHashSet<String>,
    /// What the files of directories tell of their package manager, for those where it was looked for.
    managers: FxHashMap<PathBuf, Told>,
    package_manager: Option<ChosenManager>,
}

/// What came out of it.
pub(super) struct Surveyed {
    pub(super) found: Vec<Finding>,
    pub(super) warnings: Warnings,
    pub(super) seen: Seen,
    /// What runs the scripts of the project's own `package.json`.
    pub(super) package_manager: Option<ChosenManager>,
}

impl Survey {
    pub(super) fn new(root: &Path, settings: &Settings, search_path: &SearchPath) -> Self {
        Self {
            root: root.to_owned(),
            settings: settings.clone(),
            search_path: search_path.clone(),
            found: Vec::new(),
            scripts_dropped: 0,
            warnings: Warnings::default(),
            seen: Seen::default(),
            listings: FxHashMap::default(),
            claims: FxHashSet::default(),
            needed: FxHashSet::default(),
            managers: FxHashMap::default(),
            package_manager: None,
        }
    }

    pub(super) fn finish(mut self) -> Surveyed {
        if self.scripts_dropped > 0 {
            let message = format!("{} more scripts are not shown", self.scripts_dropped);
            self.warnings.push(Warning {
                origin: None,
                message,
            });
        }
        let listings = &self.listings;
        self.seen.prune(&self.root, |dir, names| {
            let listing = listings.get(dir);
            // One that is empty has just been made, mostly.
            listing.is_none_or(|listing| listing.is_empty() || listing.has_one(names))
        });
        Surveyed {
            found: self.found,
            warnings: self.warnings,
            seen: self.seen,
            package_manager: self.package_manager,
        }
    }

    /// Whether anything was found, working or broken.
    pub(super) fn has_any(&self) -> bool {
        !self.found.is_empty() || !self.warnings.is_empty()
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn search_path(&self) -> &SearchPath {
        &self.search_path
    }

    /// What a directory has, listed the first time.
    pub(super) fn listing(&mut self, dir: &Path) -> Listing {
        if let Some(listing) = self.listings.get(dir) {
            return listing.clone();
        }
        self.seen.dir(dir);
        let listing = Listing::read(dir).unwrap_or_else(|error| {
            self.warn(Warning {
                origin: None,
                message: format!("{} cannot be listed: {error}", shown_path(dir)),
            });
            Listing::unknown()
        });
        self.listings.insert(dir.to_owned(), listing.clone());
        listing
    }

    pub(super) fn asked_for_name(&mut self, name: &str) {
        self.seen.name(name);
    }

    pub(super) fn asked_for_ending(&mut self, dir: &Path, end: &'static str) {
        self.seen.ending(dir, end);
    }

    pub(super) fn asked_for_file(&mut self, path: &Path) {
        self.seen.file(path);
    }

    pub(super) fn read(&mut self, path: &Path) -> Option<Text> {
        match input::read_text(path, MAX_BYTES) {
            Ok(text) => Some(Text::new(path, text?)),
            Err(error) => {
                self.warn(Warning {
                    origin: None,
                    message: format!("{} {error}", shown_path(path)),
                });
                None
            }
        }
    }

    pub(super) fn add(&mut self, ecosystem: &'static str, dir: &Path, found: Found) {
        if self.found.len() == MAX_SCRIPTS {
            self.scripts_dropped += 1;
            return;
        }
        // Those of one directory mostly come one after the other.
        let dir = match self.found.last() {
            Some(last) if *last.dir == *dir => Arc::clone(&last.dir),
            Some(_) | None => dir.into(),
        };
        self.found.push(Finding {
            ecosystem,
            dir,
            found,
        });
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    pub(super) fn needs(&mut self, program: &str, message: impl FnOnce() -> String) {
        if self.needed.insert(program.to_owned()) && !self.search_path.has(program) {
            self.warn(Warning {
                origin: None,
                message: message(),
            });
        }
    }

    pub(super) fn claim(&mut self, ecosystem: &'static str, dir: &Path) -> bool {
        self.claims.insert((ecosystem, dir.to_owned()))
    }

    pub(super) fn is_claimed(&self, ecosystem: &'static str, dir: &Path) -> bool {
        self.claims.contains(&(ecosystem, dir.to_owned()))
    }

    pub(super) fn chose(&mut self, manager: ChosenManager) {
        self.package_manager = Some(manager);
    }

    pub(super) fn told_manager(&self, dir: &Path) -> Option<Told> {
        self.managers.get(dir).cloned()
    }

    pub(super) fn tell_manager(&mut self, dir: &Path, told: Told) {
        self.managers.insert(dir.to_owned(), told);
    }
}
