//! Reads the `.env` files of some directories, and again when they change.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::{Redactor, Secrets};

/// The most directories that are looked at.
const MAX_DIRS: usize = 32;

/// The most entries of a directory that are looked at.
const MAX_ENTRIES: usize = 4_096;

/// The most files that are read.
const MAX_FILES: usize = 64;

/// The most that is read of a file, in bytes.
const MAX_BYTES: u64 = 256 * 1024;

/// How long a file that was changed may be changed again without a trace: clocks of file systems are coarse.
const COARSE: Duration = Duration::from_millis(100);

/// Files that show how others are written, and hold nothing.
const EXAMPLES: &[&str] = &["dist", "example", "examples", "sample", "template", "tmpl"];

/// The secrets of `.env` files, kept in step with them. What a file said before is remembered, since logs still have it.
#[derive(Debug, Default)]
pub struct SecretFiles(Mutex<State>);

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadFiles {
    /// The files, in the order of their names.
    pub files: Vec<PathBuf>,
    /// How many values are known, former ones among them.
    pub secrets: usize,
    /// How many values, files and directories were left out because there were too many.
    pub left_out: usize,
}

#[derive(Debug, Default)]
struct State {
    dirs: BTreeMap<PathBuf, Dir>,
    files: BTreeMap<PathBuf, Option<Stamp>>,
    secrets: Secrets,
    redactor: Arc<Redactor>,
    left_out: usize,
}

#[derive(Debug, Default)]
struct Dir {
    stamp: Option<Stamp>,
    files: Vec<PathBuf>,
}

/// What of a file differs once it was changed; none for one that may be changed again without a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    len: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        let is_settled = modified.elapsed().is_ok_and(|age| age > COARSE);
        is_settled.then_some(Self {
            modified,
            len: metadata.len(),
        })
    }
}

impl SecretFiles {
    /// What masks the secrets that the files of these directories hold now. Looks whether files changed, and reads those that
    /// did; it waits for the disk, usually a microsecond for each file.
    pub fn redactor<'a>(&self, dirs: impl IntoIterator<Item = &'a Path>) -> Arc<Redactor> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.look(dirs);
        Arc::clone(&state.redactor)
    }

    /// What was read so far.
    pub fn read(&self) -> ReadFiles {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ReadFiles {
            files: state.files.keys().cloned().collect(),
            secrets: state.secrets.len(),
            left_out: state.left_out + state.secrets.left_out(),
        }
    }
}

impl State {
    fn look<'a>(&mut self, dirs: impl IntoIterator<Item = &'a Path>) {
        for dir in dirs {
            if self.dirs.contains_key(dir) {
                continue;
            }
            if self.dirs.len() < MAX_DIRS {
                self.dirs.insert(dir.to_owned(), Dir::default());
            } else {
                self.left_out = self.left_out.max(1);
            }
        }
        let mut left_out = self.left_out.min(1);
        for (path, dir) in &mut self.dirs {
            left_out += dir.look(path);
        }
        let named = self.dirs.values().flat_map(|dir| &dir.files);
        let mut is_new = false;
        for path in named {
            if !self.files.contains_key(path) && self.files.len() >= MAX_FILES {
                left_out += 1;
                continue;
            }
            let known = self.files.entry(path.clone()).or_insert(None);
            // One that is gone, or is not ours to read, says nothing new.
            let Ok(metadata) = fs::metadata(path) else {
                continue;
            };
            let stamp = Stamp::of(&metadata);
            if stamp.is_some() && *known == stamp {
                continue;
            }
            *known = stamp;
            // A pipe of that name would make us wait for whoever writes to it.
            if metadata.is_file()
                && let Ok(text) = read(path)
            {
                let before = self.secrets.clone();
                self.secrets.read_env(&text);
                is_new |= before != self.secrets;
            }
        }
        self.left_out = left_out;
        if is_new {
            self.redactor = Arc::new(Redactor::new(&self.secrets));
        }
    }
}

impl Dir {
    /// Finds its files, if that may have changed; returns how many entries were not looked at.
    fn look(&mut self, path: &Path) -> usize {
        let stamp = fs::metadata(path).ok().as_ref().and_then(Stamp::of);
        if stamp.is_some() && stamp == self.stamp {
            return 0;
        }
        self.stamp = stamp;
        let Ok(entries) = fs::read_dir(path) else {
            self.files.clear();
            return 0;
        };
        let mut entries = entries.flatten();
        let mut files: Vec<PathBuf> = entries
            .by_ref()
            .take(MAX_ENTRIES)
            .filter(|entry| entry.file_name().to_str().is_some_and(is_env))
            .map(|entry| entry.path())
            .collect();
        files.sort();
        self.files = files;
        let more = usize::from(entries.next().is_some());
        if more > 0 {
            // It may be among those that were not looked at.
            let usual = [
                ".env",
                ".env.local",
                ".env.development",
                ".env.development.local",
            ];
            let usual = usual
                .iter()
                .map(|name| path.join(name))
                .filter(|file| file.exists());
            self.files.extend(usual);
            self.files.sort();
            self.files.dedup();
        }
        more
    }
}

/// Whether a file of this name holds variables.
fn is_env(name: &str) -> bool {
    match name.strip_prefix(".env") {
        None => false,
        Some("") => true,
        Some(rest) => rest.strip_prefix('.').is_some_and(|kind| {
            let last = kind.rsplit('.').next().unwrap_or(kind);
            !kind.is_empty() && !EXAMPLES.contains(&last)
        }),
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &SecretFiles, dir: &Path, text: &str, expected: &str) {
        assert_eq!(files.redactor([dir]).mask(text), expected);
    }

    #[test]
    fn only_env_files_hold_variables() {
        let names = [".env", ".env.local", ".env.production.local"];
        assert!(names.iter().all(|name| is_env(name)));
        let others = [
            ".env.example",
            ".env.local.sample",
            ".environment",
            "env",
            ".env.",
            ".envrc",
        ];
        assert!(!others.iter().any(|name| is_env(name)));
    }

    #[test]
    fn a_change_is_picked_up_and_what_was_there_before_stays_secret() {
        let dir = tempfile::tempdir().unwrap();
        let files = SecretFiles::default();
        check(
            &files,
            dir.path(),
            "first-0ne second-2wo",
            "first-0ne second-2wo",
        );
        fs::write(dir.path().join(".env"), "A_TOKEN=first-0ne\n").unwrap();
        check(
            &files,
            dir.path(),
            "first-0ne second-2wo",
            "[masked: A_TOKEN] second-2wo",
        );
        fs::write(dir.path().join(".env"), "A_TOKEN=second-2wo\n").unwrap();
        check(
            &files,
            dir.path(),
            "first-0ne second-2wo",
            "[masked: A_TOKEN] [masked: A_TOKEN]",
        );
        fs::write(dir.path().join(".env.local"), "B_TOKEN=third-3hree\n").unwrap();
        check(&files, dir.path(), "third-3hree", "[masked: B_TOKEN]");
        let read = files.read();
        assert_eq!((read.files.len(), read.secrets, read.left_out), (2, 3, 0));
    }

    #[test]
    fn a_change_that_keeps_length_and_time_is_seen_while_it_is_fresh() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".env");
        let files = SecretFiles::default();
        for n in 0..50 {
            fs::write(&path, format!("A_TOKEN=value-{n:03}\n")).unwrap();
            check(
                &files,
                dir.path(),
                &format!("value-{n:03}"),
                "[masked: A_TOKEN]",
            );
        }
    }

    #[test]
    fn what_is_not_a_file_is_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(".env")).unwrap();
        check(&SecretFiles::default(), dir.path(), "text", "text");
        let gone = dir.path().join("gone");
        check(&SecretFiles::default(), &gone, "text", "text");
    }
}
