//! The directory of instances.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::io::Errno;

use super::entry::Entry;
use super::fault::InstanceError;
use super::key::{self, Key};
use super::place::Place;
use super::refusal::{Refusal, Refused};
use crate::directory::{Directory, try_lock};
use crate::project::{repository, root_of};

/// The most files that are looked at.
const MAX_FILES: usize = 1024;

/// The directory of this user's instances, open; cheap to clone.
#[derive(Clone, Debug)]
pub struct Instances {
    pub(super) path: PathBuf,
    pub(super) dir: Arc<Directory>,
}

/// Everything that is in the directory.
#[derive(Debug, Default)]
pub struct Listing {
    /// The instances that live, by their projects.
    pub living: Vec<Entry>,
    /// Those that are just ending.
    pub ending: Vec<Entry>,
    /// Files that are not believed.
    pub refused: Vec<Refused>,
    /// How many instances had ended without taking their files along; these are gone now.
    pub cleaned: usize,
    /// How many files were not looked at, because there are too many.
    pub left_out: usize,
}

impl Instances {
    /// Opens the directory, and makes it for this user alone where there is none.
    ///
    /// # Errors
    /// [`InstanceError::Directory`] if it is a symbolic link, belongs to somebody else, or cannot be made.
    pub fn open(place: Place) -> Result<Self, InstanceError> {
        let Place(path) = place;
        match Directory::create_among_others(&path) {
            Ok(dir) => Ok(Self {
                path,
                dir: Arc::new(dir),
            }),
            Err(source) => Err(InstanceError::Directory { dir: path, source }),
        }
    }

    /// The living instance of the project in this directory, which should be canonical.
    ///
    /// # Errors
    /// If its file is not believed.
    pub fn find(&self, root: &Path) -> Result<Option<Entry>, Refused> {
        let living = self.living(&Key::of(root).file())?.ok();
        Ok(living.filter(|entry| !entry.is_ending))
    }

    /// The instance of the project in this directory, which should be canonical, if it is just ending.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn ending(&self, root: &Path) -> Result<Option<Entry>, Refused> {
        let living = self.living(&Key::of(root).file())?.ok();
        Ok(living.filter(|entry| entry.is_ending))
    }

    /// The living instance that somebody in this directory means: that of the directory, or of the nearest one above it in its repository
    /// that has one.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn nearest(&self, dir: &Path) -> Result<Option<Entry>, Refused> {
        nearest(dir, |level| self.find(level))
    }

    /// The same of those that are just ending.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn nearest_ending(&self, dir: &Path) -> Result<Option<Entry>, Refused> {
        nearest(dir, |level| self.ending(level))
    }

    /// All instances that live. What ended without taking its files along is cleaned up.
    ///
    /// # Errors
    /// [`InstanceError::Directory`] if the directory cannot be read.
    pub fn list(&self) -> Result<Listing, InstanceError> {
        let names = self.dir.names();
        let mut names = names.map_err(|source| InstanceError::Directory {
            dir: self.path.clone(),
            source,
        })?;
        names.retain(|name| key::is_entry(name));
        let mut listing = Listing {
            left_out: names.len().saturating_sub(MAX_FILES),
            ..Listing::default()
        };
        for name in names.iter().take(MAX_FILES) {
            match self.living(name) {
                Ok(Ok(entry)) if entry.is_ending => listing.ending.push(entry),
                Ok(Ok(entry)) => listing.living.push(entry),
                Ok(Err(cleaned)) => listing.cleaned += cleaned,
                Err(refused) => listing.refused.push(refused),
            }
        }
        listing
            .living
            .sort_by(|one, other| one.root.cmp(&other.root));
        listing
            .refused
            .sort_by(|one, other| one.file.cmp(&other.file));
        Ok(listing)
    }

    /// The instance of a file if it lives, else how many that have ended were cleaned up: none or one.
    fn living(&self, file: &str) -> Result<Result<Entry, usize>, Refused> {
        Ok(match self.read(file)? {
            Some(entry) if entry.is_alive() => Ok(entry),
            Some(entry) => Err(usize::from(self.clean(&entry))),
            None => Err(0),
        })
    }

    /// What a file says; none if there is none.
    pub(super) fn read(&self, file: &str) -> Result<Option<Entry>, Refused> {
        let refused = |reason| Refused {
            file: self.path.join(file),
            reason,
        };
        match self.dir.existing_file(file) {
            Ok(open) => read(&open)
                .and_then(|text| Entry::parse(&text, &self.path, file))
                .map(Some)
                .map_err(refused),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(unopened(&error))),
        }
    }

    /// Removes what an instance that has ended left behind, unless another one is just being started.
    fn clean(&self, entry: &Entry) -> bool {
        let key = entry.key();
        let Ok(Some(lock)) = self.try_lock(&key) else {
            return false;
        };
        // Between the look and the lock another one may have come and gone.
        let is_same = self
            .read(&key.file())
            .is_ok_and(|now| now.as_ref() == Some(entry));
        if is_same {
            self.remove(&key);
        }
        self.unlock(&key, lock);
        is_same
    }

    /// Removes the files of an instance whose claim is held.
    pub(super) fn remove(&self, key: &Key) {
        for file in [key.file(), key.socket()] {
            // What is not there needs not be removed; what cannot be removed is refused or cleaned by whoever finds it.
            let _ = self.dir.remove(&file);
        }
    }

    /// The lock of a project, unless somebody has it.
    pub(super) fn try_lock(&self, key: &Key) -> io::Result<Option<File>> {
        let name = key.lock();
        loop {
            let file = self.dir.lock_file(&name)?;
            if !try_lock(&file) {
                return Ok(None);
            }
            // Whoever had it before removed it at the end: then this is a lock that nobody else sees.
            if self.dir.has(&file, &name)? {
                return Ok(Some(file));
            }
        }
    }

    /// Lets a lock go, and takes its file along.
    pub(super) fn unlock(&self, key: &Key, lock: File) {
        // One that stays is an empty file, which the next one locks.
        let _ = self.dir.remove(&key.lock());
        drop(lock);
    }
}

/// What is found for the directory, or for the nearest one above it in its repository for which there is something.
fn nearest(
    dir: &Path,
    find: impl Fn(&Path) -> Result<Option<Entry>, Refused>,
) -> Result<Option<Entry>, Refused> {
    let home = std::env::home_dir();
    let root = root_of(dir, home.as_deref());
    let mut levels = repository::levels(dir);
    if !levels.contains(&root.as_path()) {
        levels.push(&root);
    }
    for level in levels {
        if let Some(entry) = find(level)? {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// The text of a file that this user alone can read and write.
fn read(file: &File) -> Result<Vec<u8>, Refusal> {
    let unreadable = |error: io::Error| Refusal::Unreadable(error.to_string());
    let about = file.metadata().map_err(unreadable)?;
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(Refusal::Foreign);
    }
    if about.mode() & 0o077 != 0 {
        return Err(Refusal::Open(about.mode() & 0o777));
    }
    let mut text = Vec::new();
    // One byte more than may be there tells that it is too long.
    let limit = Entry::MAX_BYTES as u64 + 1;
    file.take(limit)
        .read_to_end(&mut text)
        .map_err(unreadable)?;
    Ok(text)
}

/// Why a file could not be opened.
fn unopened(error: &io::Error) -> Refusal {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::LOOP) => Refusal::Link,
        // A socket cannot be opened.
        Some(Errno::NXIO) => Refusal::NoFile,
        None if error.kind() == io::ErrorKind::Other => Refusal::NoFile,
        Some(Errno::ACCESS) => Refusal::Foreign,
        Some(_) | None => Refusal::Unreadable(error.to_string()),
    }
}
