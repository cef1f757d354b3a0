//! The files themselves: read with care, written whole or not at all, with what was there before kept beside them.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use brummer_mcp::install::Scope;
use tempfile::NamedTempFile;

/// The most that is read of a file; one of an editor has a few KiB, that of Claude Code a few MiB.
const MAX_BYTES: u64 = 64 << 20;

/// How many backups are looked at, from the newest.
const BACKUPS: usize = 20;

/// A file as it was found.
pub(super) struct Found {
    /// Where it really is, behind links.
    pub(super) path: PathBuf,
    /// What is in it; none if it is not there.
    pub(super) text: Option<String>,
}

/// A file that is to have another text.
pub(super) struct Change {
    /// Where it really is.
    pub(super) path: PathBuf,
    /// What was found in it.
    pub(super) before: Option<String>,
    /// What it is to have; none if it is to go.
    pub(super) after: Option<String>,
    /// Whose it is: a new one of the user's own can be read by nobody else.
    pub(super) scope: Scope,
}

/// Reads a file.
///
/// # Errors
/// In words, beginning with its path, if it is there and is nothing that could be edited.
pub(super) fn read(file: &Path) -> Result<Found, String> {
    let shown = file.display();
    let problem = |error: &io::Error| format!("{shown}: cannot be read: {error}");
    if let Err(error) = file.symlink_metadata() {
        return match error.kind() {
            io::ErrorKind::NotFound => Ok(Found {
                path: file.to_owned(),
                text: None,
            }),
            _ => Err(problem(&error)),
        };
    }
    let path = file.canonicalize().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            format!("{shown}: is a link to nothing: make the file that it means, or remove it")
        }
        _ => problem(&error),
    })?;
    let metadata = path.metadata().map_err(|error| problem(&error))?;
    if metadata.is_dir() {
        return Err(format!("{shown}: is a directory: move it away"));
    }
    if !metadata.is_file() {
        return Err(format!("{shown}: is no ordinary file: move it away"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(format!("{shown}: is larger than {} MiB", MAX_BYTES >> 20));
    }
    let bytes = fs::read(&path).map_err(|error| problem(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|&byte| byte == b'\n').count();
        format!("{shown}:{line}: is not UTF-8: save it as that")
    })?;
    Ok(Found {
        path,
        text: Some(text),
    })
}

/// The texts that were kept of a file, the newest first.
pub(super) fn backups(path: &Path) -> Vec<String> {
    let mut numbers = backup_numbers(path);
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    let newest = numbers.into_iter().take(BACKUPS);
    let files = newest.map(|number| backup_path(path, number));
    files.filter_map(|file| read(&file).ok()?.text).collect()
}

/// Writes all of them, or none if one cannot be prepared. Gives the backup of each, if there was something to keep.
///
/// # Errors
/// In words, with what was written nevertheless.
pub(super) fn write(changes: &[Change]) -> Result<Vec<Option<PathBuf>>, String> {
    let nothing = |error: String| format!("{error}; nothing was written");
    let mut prepared = Vec::new();
    for change in changes {
        prepared.push(prepare(change).map_err(nothing)?);
    }
    // While a person looked at the difference, its editor may have written the file.
    for change in changes {
        if read(&change.path).map_err(nothing)?.text != change.before {
            let shown = change.path.display();
            return Err(nothing(format!(
                "{shown}: was changed by another program meanwhile: run this again"
            )));
        }
    }
    let mut kept = Vec::new();
    for (change, prepared) in changes.iter().zip(prepared) {
        kept.push(replace(change, prepared).map_err(|error| {
            let written = &changes[..kept.len()];
            let written = written
                .iter()
                .map(|change| change.path.display().to_string());
            let written: Vec<_> = written.collect();
            match written.as_slice() {
                [] => nothing(error),
                written => format!("{error}; written before: {}", written.join(", ")),
            }
        })?);
    }
    Ok(kept)
}

/// The new file beside the old one, complete and with its rights, under a name of its own.
fn prepare(change: &Change) -> Result<Option<NamedTempFile>, String> {
    let shown = change.path.display();
    let metadata = change.path.metadata().ok();
    if metadata
        .as_ref()
        .is_some_and(|data| data.permissions().readonly())
    {
        return Err(format!(
            "{shown}: is read-only: make it writable, or edit what it is made from"
        ));
    }
    let Some(text) = &change.after else {
        return Ok(None);
    };
    let dir = change.path.parent().unwrap_or(Path::new("."));
    let write = || {
        fs::create_dir_all(dir)?;
        let mut file = tempfile::Builder::new()
            .prefix(".brummer-")
            .permissions(new_permissions(change.scope))
            .tempfile_in(dir)?;
        file.write_all(text.as_bytes())?;
        if let Some(metadata) = metadata {
            keep_owner(file.as_file(), &metadata);
            file.as_file().set_permissions(metadata.permissions())?;
        }
        file.as_file().sync_all()?;
        Ok(file)
    };
    write()
        .map(Some)
        .map_err(|error: io::Error| format!("{shown}: cannot be written: {error}"))
}

/// Keeps what is there, and puts the new file in its place.
fn replace(change: &Change, prepared: Option<NamedTempFile>) -> Result<Option<PathBuf>, String> {
    let path = &change.path;
    let problem = |error: io::Error| format!("{}: cannot be written: {error}", path.display());
    match (prepared, &change.before) {
        (Some(new), Some(before)) => {
            let backup = keep(path, before).map_err(problem)?;
            new.persist(path).map_err(|error| problem(error.error))?;
            Ok(Some(backup))
        }
        (Some(new), None) => {
            new.persist_noclobber(path)
                .map_err(|error| problem(error.error))?;
            Ok(None)
        }
        // What goes whole is what `brummer mcp install` would write again.
        (None, _) => fs::remove_file(path).map(|()| None).map_err(problem),
    }
}

/// Writes a backup under a name that none has, with the rights of the file.
fn keep(path: &Path, text: &str) -> io::Result<PathBuf> {
    let newest = backup_numbers(path).into_iter().max().unwrap_or(0);
    let backup = backup_path(path, newest.saturating_add(1));
    let mut options = OpenOptions::new();
    // Nobody may read it before it has the rights of the file.
    options.write(true).create_new(true).mode(0o600);
    let mut file = options.open(&backup)?;
    file.write_all(text.as_bytes())?;
    let metadata = path.metadata()?;
    keep_owner(&file, &metadata);
    file.set_permissions(metadata.permissions())?;
    file.sync_all()?;
    Ok(backup)
}

fn backup_path(path: &Path, number: u32) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".bak-{number}"));
    path.with_file_name(name)
}

fn backup_numbers(path: &Path) -> Vec<u32> {
    let (Some(dir), Some(name)) = (
        path.parent(),
        path.file_name().and_then(|name| name.to_str()),
    ) else {
        return Vec::new();
    };
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter_map(|other| {
            other
                .strip_prefix(name)?
                .strip_prefix(".bak-")?
                .parse()
                .ok()
        })
        .collect()
}

/// The rights of a file that was not there; what the user's mask takes away is taken from these.
fn new_permissions(scope: Scope) -> Permissions {
    Permissions::from_mode(match scope {
        Scope::User => 0o600,
        Scope::Project => 0o666,
    })
}

/// The owner stays, if whoever edits may give files away: root, for another user.
fn keep_owner(file: &File, metadata: &fs::Metadata) {
    // Whoever may not has a file of their own, as after any editor that writes a new one.
    let _ = fchown(file, Some(metadata.uid()), Some(metadata.gid()));
}
