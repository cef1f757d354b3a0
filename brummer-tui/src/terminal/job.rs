//! This program as a job of a shell: stopping until the shell continues it, by key or by signal.

use std::io;

use futures_util::Stream;
use futures_util::stream::{select, unfold};
use rustix::process::{Pid, Signal, getpgid, getpgrp, getppid, getsid, kill_current_process_group};
use tokio::signal::unix::{SignalKind, signal};

/// What is asked of a job from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobSignal {
    /// To stop until it is continued: `kill -TSTP`, or an editor in which somebody presses ctrl-z.
    Stop,
    /// It was stopped and is continued, which it may not have known of before (`kill -STOP`).
    Continue,
}

/// What is asked of this job. From now on a SIGTSTP does not stop it by itself.
pub(crate) fn signals() -> impl Stream<Item = JobSignal> {
    let stop = listen(SignalKind::from_raw(Signal::TSTP.as_raw()), JobSignal::Stop);
    let go_on = listen(
        SignalKind::from_raw(Signal::CONT.as_raw()),
        JobSignal::Continue,
    );
    select(stop, go_on)
}

fn listen(kind: SignalKind, meaning: JobSignal) -> impl Stream<Item = JobSignal> {
    // Where signals cannot be listened for, they do what they do by themselves.
    let signals = unfold(signal(kind).ok(), move |signals| async move {
        let mut signals = match signals {
            Some(signals) => signals,
            None => std::future::pending().await,
        };
        signals.recv().await.map(|()| (meaning, Some(signals)))
    });
    Box::pin(signals)
}

/// Stops this job, as a terminal does on ctrl-z: with all of it, since the shell waits for the whole job (`npx brummer` is
/// more than this program). Returns when it is continued.
///
/// # Errors
/// If nobody is there to continue it, or the system refuses.
pub(super) fn stop() -> io::Result<()> {
    if !is_waited_for() {
        return Err(io::Error::other("no shell is there to continue it"));
    }
    // SIGTSTP is for those who want to prepare themselves, which is done.
    Ok(kill_current_process_group(Signal::STOP)?)
}

/// Whether one of this job's processes has a parent outside of the job, in the same session. Else the job is orphaned (POSIX),
/// and the system would not stop it by a SIGTSTP either.
fn is_waited_for() -> bool {
    let Ok(session) = getsid(None) else {
        return false;
    };
    let mut parent = getppid();
    while let Some(pid) = parent {
        if getsid(Some(pid)) != Ok(session) {
            return false;
        }
        if getpgid(Some(pid)) != Ok(getpgrp()) {
            return true;
        }
        parent = parent_of(pid);
    }
    false
}

/// The parent of another process, where the system has a file that tells (`proc_pid_stat(5)`).
fn parent_of(pid: Pid) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_pid())).ok()?;
    // The name may hold anything, also blanks and brackets; the state and the parent are behind it.
    let (_, behind) = stat.rsplit_once(')')?;
    let parent = behind.split_whitespace().nth(1)?.parse().ok()?;
    Pid::from_raw(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_of_a_process_is_found() {
        let own = rustix::process::getpid();
        let found = parent_of(own);
        assert!(found.is_none() || found == getppid(), "{found:?}");
    }
}
