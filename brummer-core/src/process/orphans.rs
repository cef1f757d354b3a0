//! Reaps the orphans that a subreaper adopts, and nobody else's children.
//!
//! A descendant whose parent ended becomes a child of the nearest subreaper (prctl(2)). When it ends, somebody has
//! to wait for it, or it stays in the process table. That somebody is the task here; it must not take the exit status of a
//! child that the event loop, or the embedding program, waits for itself.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The children that are waited for elsewhere: leaders and guardians of every supervisor in this process.
///
/// Like the children themselves it belongs to the process: one supervisor must not reap the leader of another.
static WAITED: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn waited() -> MutexGuard<'static, BTreeSet<u32>> {
    // A set of numbers is whole after every step of its own.
    WAITED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a child that is waited for elsewhere. Until it is noted as such, nobody is reaped.
pub(crate) fn spawn_waited<T, E>(
    spawn: impl FnOnce() -> Result<T, E>,
    pid: impl FnOnce(&T) -> u32,
) -> Result<T, E> {
    let mut waited = waited();
    let child = spawn()?;
    waited.insert(pid(&child));
    Ok(child)
}

/// The child has been waited for.
pub(crate) fn reaped(pid: u32) {
    waited().remove(&pid);
}

/// Makes this process a subreaper, and starts the task that reaps what it adopts.
#[cfg(target_os = "linux")]
pub(crate) fn adopt() -> std::io::Result<tokio::task::AbortHandle> {
    use tokio::signal::unix::{SignalKind, signal};

    // The argument is only looked at for being there (prctl(2)).
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let mut children = signal(SignalKind::child())?;
    let task = tokio::spawn(async move {
        while children.recv().await.is_some() {
            reap();
        }
    });
    Ok(task.abort_handle())
}

/// Only Linux has subreapers; elsewhere orphans go to the first process of the system, which reaps them.
#[cfg(not(target_os = "linux"))]
pub(crate) fn adopt() -> std::io::Result<tokio::task::AbortHandle> {
    Ok(tokio::spawn(std::future::ready(())).abort_handle())
}

/// Reaps the adopted orphans that have ended.
///
/// Adopted is a child that is waited for nowhere else and lives in another session than we do: all that we start begins a
/// session of its own, and its descendants cannot come back to ours.
///
/// In a container our own session may have begun outside of its process namespace, and then has no number there: it is 0, which
/// rustix's `getsid` does not allow for.
#[cfg(target_os = "linux")]
fn reap() {
    use nix::unistd::{Pid as AnyPid, getsid};
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    let waited = waited();
    let Ok(own_session) = getsid(None) else {
        return;
    };
    for child in own_children() {
        let Some(pid) = Pid::from_raw(child.cast_signed()) else {
            continue;
        };
        let session = getsid(Some(AnyPid::from_raw(pid.as_raw_pid())));
        if waited.contains(&child) || session == Ok(own_session) {
            continue;
        }
        // An orphan that still lives is left alone (`NOHANG`), one that was reaped meanwhile is no error.
        let _ = waitid(
            WaitId::Pid(pid),
            WaitIdOptions::EXITED | WaitIdOptions::NOHANG,
        );
    }
}

/// The children of each of our threads (`proc_pid_task_children(5)`); what cannot be read has none.
#[cfg(target_os = "linux")]
fn own_children() -> Vec<u32> {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return Vec::new();
    };
    threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| {
            children
                .split_whitespace()
                .flat_map(str::parse)
                .collect::<Vec<u32>>()
        })
        .collect()
}
