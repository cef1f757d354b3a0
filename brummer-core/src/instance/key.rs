//! What the files of an instance are called.

use std::fmt::{self, Write as _};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The longest part of a key that people can read, in characters.
const NAME: usize = 40;

/// The name of a project among all of this user: that of its directory, and a hash of its whole path, as in `shop-420d23cdf38bd286`.
///
/// Two checkouts of a repository are two projects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The key of the project in this directory, which should be canonical.
    pub fn of(root: &Path) -> Self {
        let name = root.file_name().unwrap_or_default().to_string_lossy();
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let mut key: String = name
            .chars()
            .map(|c| if is_plain(c) { c } else { '_' })
            .take(NAME)
            .collect();
        // Writing to a string cannot fail.
        let _ = write!(key, "-{:016x}", fnv(root.as_os_str().as_bytes()));
        Self(key)
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that tells projects apart; it is short, because the path of a socket must be.
    pub(super) fn hash(&self) -> &str {
        &self.0[self.0.len() - 16..]
    }

    pub(super) fn file(&self) -> String {
        format!("{}{SUFFIX}", self.hash())
    }

    pub(super) fn socket(&self) -> String {
        format!("{}.sock", self.hash())
    }

    pub(super) fn lock(&self) -> String {
        format!("{}.lock", self.hash())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What the names of entries end with.
const SUFFIX: &str = ".json";

/// Whether a file of the directory is an entry, by its name.
pub(super) fn is_entry(file: &str) -> bool {
    file.strip_suffix(SUFFIX).is_some_and(|hash| {
        hash.len() == 16
            && hash
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// FNV-1a, which is the same in every version of this program.
fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str) -> Key {
        Key::of(Path::new(path))
    }

    #[test]
    fn projects_of_the_same_name_are_told_apart_by_their_paths() {
        let (one, other) = (key("/a/app"), key("/b/app"));
        assert!(one.as_str().starts_with("app-") && other.as_str().starts_with("app-"));
        assert_ne!(one, other);
    }

    #[test]
    fn a_key_is_one_plain_component() {
        assert_eq!(key("/a/my app!").as_str(), "my_app_-420d23cdf38bd286");
        assert!(!key("/").as_str().contains('/'));
    }

    #[test]
    fn its_files_are_short_and_known_by_their_names() {
        let key = key("/a/my app!");
        assert_eq!(key.socket(), "420d23cdf38bd286.sock");
        assert!(is_entry(&key.file()));
        for other in [
            "420d.json",
            "420d23cdf38bd286.lock",
            "420D23CDF38BD286.json",
            ".json",
        ] {
            assert!(!is_entry(other), "{other}");
        }
    }
}
