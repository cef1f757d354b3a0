//! What a directory has.

use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType};
use std::io;
use std::path::Path;
use std::rc::Rc;

use rustc_hash::FxHashSet;

/// The most names of one directory that are listed.
const MAX_NAMES: usize = 100_000;

/// The most names that are given for an ending, or of files.
const MAX_ENDING: usize = 1_000;

/// The names in a directory.
#[derive(Clone)]
pub(in crate::project) struct Listing(Names);

#[derive(Clone)]
enum Names {
    /// All of them with what they are, sorted.
    Known(Rc<[(OsString, Kind)]>),
    /// The directory cannot be listed, or has too many: what is in it must be asked for by name.
    Unknown,
}

/// What a name in a directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Dir,
    Link,
    File,
}

impl From<FileType> for Kind {
    fn from(kind: FileType) -> Self {
        if kind.is_dir() {
            Self::Dir
        } else if kind.is_symlink() {
            Self::Link
        } else {
            Self::File
        }
    }
}

/// A directory, or a link that may lead to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::project) enum Branch {
    /// A directory.
    Dir(String),
    /// A link to anything.
    Link(String),
}

impl Listing {
    /// Lists a directory; one that is not there has nothing in it.
    pub(super) fn read(dir: &Path) -> io::Result<Self> {
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self(Names::Known(Rc::new([]))));
            }
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            if names.len() == MAX_NAMES {
                return Ok(Self::unknown());
            }
            let entry = entry?;
            let kind = entry.file_type().map_or(Kind::File, Kind::from);
            names.push((entry.file_name(), kind));
        }
        names.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Self(Names::Known(names.into())))
    }

    /// One that is not known.
    pub(super) fn unknown() -> Self {
        Self(Names::Unknown)
    }

    /// Whether there may be something of this name.
    pub(in crate::project) fn may_have(&self, name: &str) -> bool {
        match &self.0 {
            Names::Known(names) => names
                .binary_search_by(|(have, _)| have.as_os_str().cmp(OsStr::new(name)))
                .is_ok(),
            Names::Unknown => true,
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        match &self.0 {
            Names::Known(names) => names.is_empty(),
            Names::Unknown => false,
        }
    }

    /// Whether there is, or may be, something of one of these names.
    pub(super) fn has_one(&self, wanted: &FxHashSet<String>) -> bool {
        match &self.0 {
            Names::Known(names) => names
                .iter()
                .any(|(name, _)| name.to_str().is_some_and(|name| wanted.contains(name))),
            Names::Unknown => true,
        }
    }

    /// The names that end so and are text.
    pub(in crate::project) fn ending(&self, end: &str) -> Vec<String> {
        let names = self.known().iter().filter_map(|(name, _)| name.to_str());
        let names = names.filter(|name| name.ends_with(end)).take(MAX_ENDING);
        names.map(str::to_owned).collect()
    }

    /// The files and links whose names are text.
    pub(in crate::project) fn files(&self) -> Vec<String> {
        let files = self.known().iter().filter(|(_, kind)| *kind != Kind::Dir);
        let names = files.filter_map(|(name, _)| name.to_str());
        names.take(MAX_ENDING).map(str::to_owned).collect()
    }

    /// The directories and links whose names are text.
    pub(in crate::project) fn branches(&self) -> impl Iterator<Item = Branch> {
        self.known().iter().filter_map(|(name, kind)| {
            let name = name.to_str()?.to_owned();
            match kind {
                Kind::Dir => Some(Branch::Dir(name)),
                Kind::Link => Some(Branch::Link(name)),
                Kind::File => None,
            }
        })
    }

    fn known(&self) -> &[(OsString, Kind)] {
        match &self.0 {
            Names::Known(names) => names,
            Names::Unknown => &[],
        }
    }
}
