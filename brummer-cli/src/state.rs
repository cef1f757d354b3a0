//! Where the logs of a project are kept on disk, and keeping them there.

use std::error::Error;
use std::path::{Path, PathBuf};

use brummer_core::config::LogSettings;
use brummer_core::instance::Key;
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

/// The file for what a host in the background says. None if there is no home directory.
pub(crate) fn host_log(project: &Path) -> Option<PathBuf> {
    Some(project_dir(project)?.join("serve.log"))
}

/// The directory of what is remembered of a project.
fn project_dir(project: &Path) -> Option<PathBuf> {
    // The XDG base directory specification has relative paths ignored.
    let state = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(std::env::home_dir()?.join(".local/state")))?;
    Some(state.join("brummer").join(Key::of(project).as_str()))
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
