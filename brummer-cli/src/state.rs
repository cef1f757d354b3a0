//! Where the logs of a project are kept on disk, and keeping them there.

use std::error::Error;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use brummer_core::config::LogSettings;
use brummer_core::{LogStorage, LogStorageReport, Supervisor};

use crate::report;

/// The directory of a project's logs: `$XDG_STATE_HOME/brummer/NAME-HASH/logs`. None if there is no home directory.
pub(crate) fn logs_dir(project: &Path) -> Option<PathBuf> {
    Some(project_dir(project)?.join("logs"))
}

/// The file in which the terminal UI remembers the layout of a project. None if there is no home directory.
#[cfg(feature = "tui")]
pub(crate) fn layout_file(project: &Path) -> Option<PathBuf> {
    Some(project_dir(project)?.join("layout"))
}

/// The directory of what is remembered of a project.
fn project_dir(project: &Path) -> Option<PathBuf> {
    // The XDG base directory specification has relative paths ignored.
    let state = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(std::env::home_dir()?.join(".local/state")))?;
    Some(state.join("brummer").join(project_name(project)))
}

/// The name of the directory, which people know, and a hash of its path, which tells projects apart.
fn project_name(project: &Path) -> String {
    let name = project.file_name().unwrap_or_default().to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut plain: String = name
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .take(40)
        .collect();
    let hash = fnv(project.as_os_str().as_bytes());
    // Writing to a string cannot fail.
    let _ = write!(plain, "-{hash:016x}");
    plain
}

/// FNV-1a, which is the same in every version of this program.
fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Keeps the logs on disk, if the configuration says so. What goes wrong is a warning: the logs are in memory all the same.
pub(crate) fn keep_logs(supervisor: &Supervisor, settings: &LogSettings, project: &Path) {
    if !settings.persist.value {
        return;
    }
    let Some(dir) = logs_dir(project) else {
        report::say("warning: logs are not kept on disk: there is no home directory");
        return;
    };
    let storage = LogStorage {
        dir,
        max_bytes: settings.max_bytes.value.bytes(),
        max_age: settings.max_age.value.duration(),
    };
    if let Err(error) = supervisor.keep_logs(storage) {
        let cause = error
            .source()
            .map_or_else(String::new, |cause| format!(": {cause}"));
        report::say(&format!(
            "warning: logs are not kept on disk: {error}{cause}"
        ));
    }
}

/// Says what is not on disk, at the end of a program that does not show it otherwise.
pub(crate) fn warn_of_losses(supervisor: &Supervisor) {
    if let Some(text) = supervisor.log_storage().as_ref().and_then(losses) {
        report::say(&format!("warning: {text}"));
    }
}

/// What is not on disk, in words; none if everything is.
pub(crate) fn losses(report: &LogStorageReport) -> Option<String> {
    match report {
        LogStorageReport {
            failure: Some(why), ..
        } => Some(format!("logs are not kept on disk at the moment: {why}")),
        LogStorageReport { lost: 0, .. } => None,
        LogStorageReport { lost, .. } => Some(format!(
            "up to {lost} lines are not in the logs on disk: they came faster than they could be written"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_of_the_same_name_are_told_apart_by_their_paths() {
        let (one, other) = (
            project_name(Path::new("/a/app")),
            project_name(Path::new("/b/app")),
        );
        assert!(one.starts_with("app-") && other.starts_with("app-") && one != other);
    }

    #[test]
    fn a_name_is_one_plain_component() {
        assert_eq!(
            project_name(Path::new("/a/my app!")),
            "my_app_-420d23cdf38bd286"
        );
        assert!(!project_name(Path::new("/")).contains('/'));
    }
}
