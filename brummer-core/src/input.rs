//! Reading files that people wrote: bounded, and with a plain answer to what is wrong with one.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Why a file that is there could not be read as text. Each reads on after the name of the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// A directory has the name of the file.
    #[error("is a directory, not a file")]
    Directory,
    /// A pipe, a socket or a device, where reading may never end.
    #[error("is not a regular file")]
    Special,
    /// The file has more bytes than it may.
    #[error("is larger than {} MiB", limit >> 20)]
    TooLarge {
        /// The bound, in bytes.
        limit: u64,
    },
    /// A byte is not part of UTF-8 text.
    #[error("is not UTF-8 text")]
    NotUtf8 {
        /// The offset of that byte.
        offset: usize,
        /// The whole text, with a replacement character for it.
        lossy: String,
    },
    /// The operating system said no.
    #[error("cannot be read: {0}")]
    Io(io::Error),
}

/// The text of a file of at most `limit` bytes; none if there is no such file.
pub(crate) fn read_text(path: &Path, limit: u64) -> Result<Option<String>, Unreadable> {
    let bytes = match read_bytes(path, limit) {
        Ok(bytes) => bytes,
        Err(Unreadable::Io(error)) if is_missing(&error) => return Ok(None),
        Err(other) => return Err(other),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => Err(Unreadable::NotUtf8 {
            offset: error.utf8_error().valid_up_to(),
            lossy: String::from_utf8_lossy(error.as_bytes()).into_owned(),
        }),
    }
}

fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Unreadable> {
    // Before the file is opened, because opening a pipe waits for its writer.
    let kind = fs::metadata(path).map_err(Unreadable::Io)?;
    if kind.is_dir() {
        return Err(Unreadable::Directory);
    }
    if !kind.is_file() {
        return Err(Unreadable::Special);
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(Unreadable::Io)?;
    if bytes.len() as u64 > limit {
        return Err(Unreadable::TooLarge { limit });
    }
    Ok(bytes)
}

/// A path through something that is not a directory leads to no file, just as one to nowhere.
fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u64 = 1 << 20;

    #[track_caller]
    fn check_refused(path: &Path, reason: &str) {
        let error = read_text(path, LIMIT).unwrap_err();
        assert_eq!(error.to_string(), reason);
    }

    #[test]
    fn a_missing_file_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        assert!(read_text(&file, LIMIT).unwrap().is_none());
        fs::write(&file, "text").unwrap();
        assert!(read_text(&file.join("below"), LIMIT).unwrap().is_none());
    }

    #[test]
    fn a_file_of_exactly_the_limit_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, vec![b' '; 1 << 20]).unwrap();
        assert_eq!(read_text(&file, LIMIT).unwrap().unwrap().len(), 1 << 20);
        fs::write(&file, vec![b' '; (1 << 20) + 1]).unwrap();
        check_refused(&file, "is larger than 1 MiB");
    }

    #[test]
    fn what_is_not_text_is_refused_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        check_refused(dir.path(), "is a directory, not a file");
        let file = dir.path().join("file");
        fs::write(&file, b"a\xff").unwrap();
        check_refused(&file, "is not UTF-8 text");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused_before_it_is_opened() {
        check_refused(Path::new("/dev/zero"), "is not a regular file");
    }
}
