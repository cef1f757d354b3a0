//! What a directory has.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::rc::Rc;
use std::{fs, io};

/// The most names of one directory that are listed.
const MAX_NAMES: usize = 100_000;

/// The most names that are given for an ending.
const MAX_ENDING: usize = 1_000;

/// The names in a directory.
#[derive(Clone)]
pub(in crate::project) struct Listing(Names);

#[derive(Clone)]
enum Names {
    /// All of them, sorted.
    Known(Rc<[OsString]>),
    /// The directory cannot be listed, or has too many: what is in it must be asked for by name.
    Unknown,
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
            names.push(entry?.file_name());
        }
        names.sort_unstable();
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
                .binary_search_by(|have| have.as_os_str().cmp(OsStr::new(name)))
                .is_ok(),
            Names::Unknown => true,
        }
    }

    /// The names that end so and are text.
    pub(in crate::project) fn ending(&self, end: &str) -> Vec<String> {
        let names = match &self.0 {
            Names::Known(names) => names.as_ref(),
            Names::Unknown => &[],
        };
        let names = names.iter().filter_map(|name| name.to_str());
        let names = names.filter(|name| name.ends_with(end)).take(MAX_ENDING);
        names.map(str::to_owned).collect()
    }
}
