//! A directory of this user's own: made, checked, and opened once, so that it cannot be exchanged for another.

use std::fs::{DirBuilder, File};
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags};

/// A directory that belongs to this user, open.
#[derive(Debug)]
pub(crate) struct Directory(OwnedFd);

impl Directory {
    /// Makes the directory where it does not exist, for this user only, and opens it.
    ///
    /// # Errors
    /// Also if it, or the one above it, is a symbolic link or belongs to somebody else.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        if let Some(parent) = path.parent() {
            check(&open_directory(parent)?)?;
        }
        Self::closed_to_others(path)
    }

    /// The same in a directory that may belong to somebody else, as that for temporary files does.
    ///
    /// # Errors
    /// Also if it is a symbolic link or belongs to somebody else.
    pub(crate) fn create_among_others(path: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Self::closed_to_others(path)
    }

    fn closed_to_others(path: &Path) -> io::Result<Self> {
        let dir = Self::open(path)?;
        let file = File::from(dir.0.try_clone()?);
        if file.metadata()?.mode() & 0o077 != 0 {
            file.set_permissions(PermissionsExt::from_mode(0o700))?;
        }
        Ok(dir)
    }

    /// Opens a directory that exists.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let dir = open_directory(path)?;
        check(&dir)?;
        Ok(Self(dir))
    }

    /// Makes a file, for this user only, that nobody else has made.
    pub(crate) fn create_file(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::APPEND;
        self.open_file(name, flags)
    }

    /// Opens a file to be locked, and makes it where it does not exist.
    pub(crate) fn lock_file(&self, name: &str) -> io::Result<File> {
        self.open_file(name, OFlags::RDWR | OFlags::CREATE)
    }

    /// Opens a file to be read or locked.
    pub(crate) fn existing_file(&self, name: &str) -> io::Result<File> {
        let file = self.open_file(name, OFlags::RDONLY)?;
        if file.metadata()?.is_file() {
            return Ok(file);
        }
        Err(io::Error::other("not a regular file"))
    }

    /// The text of a small file; empty if there is none.
    pub(crate) fn read_small(&self, name: &str, limit: u64) -> io::Result<String> {
        let file = match self.existing_file(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
            file => file?,
        };
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Gives a file another name, over what has that name.
    pub(crate) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, from, &self.0, to)?)
    }

    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Whether a file is still the one that has this name.
    pub(crate) fn has(&self, file: &File, name: &str) -> io::Result<bool> {
        let open = rustix::fs::fstat(file)?;
        match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(named) => Ok((open.st_dev, open.st_ino) == (named.st_dev, named.st_ino)),
            Err(rustix::io::Errno::NOENT) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The names of everything in it that are text.
    pub(crate) fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            if let Ok(name) = entry?.file_name().to_str() {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    fn open_file(&self, name: &str, flags: OFlags) -> io::Result<File> {
        // A pipe in the place of a file must not be waited for.
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let mode = Mode::RUSR | Mode::WUSR;
        Ok(rustix::fs::openat(&self.0, name, flags, mode)?.into())
    }
}

/// Locks a file for as long as it is open, unless somebody else has it locked.
pub(crate) fn try_lock(file: &File) -> bool {
    rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive).is_ok()
}

fn open_directory(path: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(dir) => Ok(dir),
        // What Linux and POSIX answer for a link.
        Err(rustix::io::Errno::LOOP | rustix::io::Errno::NOTDIR)
            if path
                .symlink_metadata()
                .is_ok_and(|found| found.is_symlink()) =>
        {
            Err(io::Error::other("it is a symbolic link"))
        }
        Err(error) => Err(error.into()),
    }
}

fn check(dir: &OwnedFd) -> io::Result<()> {
    if rustix::fs::fstat(dir)?.st_uid == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(io::Error::other("it belongs to somebody else"))
}
