//! Keeps the files within their limits: the oldest go first.

use std::time::SystemTime;

use super::LogStorage;
use super::file::SUFFIX;
use crate::directory::{Directory, try_lock};

/// Deletes files that are too old, and the oldest while there is too much. A file that is being written stays.
///
/// What cannot be looked at or deleted now is tried again with the next file.
pub(super) fn prune(dir: &Directory, storage: &LogStorage) {
    let Ok(mut names) = dir.names() else { return };
    names.retain(|name| name.ends_with(SUFFIX));
    // They begin with the time.
    names.sort_unstable();
    let files = names.into_iter().filter_map(|name| {
        let file = dir.existing_file(&name).ok()?;
        let about = file.metadata().ok()?;
        Some((name, file, about))
    });
    let files: Vec<_> = files.collect();
    let now = SystemTime::now();
    let mut total: u64 = files.iter().map(|(_, _, about)| about.len()).sum();
    // Room for the file that comes next.
    let most = storage.max_bytes - storage.max_bytes / 8;
    for (name, file, about) in &files {
        let age = about
            .modified()
            .ok()
            .and_then(|at| now.duration_since(at).ok());
        let is_old = age.is_some_and(|age| age > storage.max_age);
        if (is_old || total > most) && try_lock(file) && dir.remove(name).is_ok() {
            total -= about.len();
        }
    }
}
