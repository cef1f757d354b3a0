//! Whether watchers have seen a change. It knows no clock and looks at nothing but what it is given.

use std::time::Duration;

use jiff::Timestamp;

use super::Edit;
use crate::snapshot::{ProcessSnapshot, Readiness, WatcherState, WatcherSummary};

/// How long it has to be quiet where nothing says that work begins.
const QUIET: Duration = Duration::from_secs(1);

/// How much earlier than the change a file's time may be: the kernel takes it from its tick (`CONFIG_HZ`, at least 100 a second). What
/// begins within that may have read the file before.
const TICK: Duration = Duration::from_millis(10);

/// What a watcher, or a process that is none, has to do with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It began after the change, and is done.
    Fresh,
    /// It works.
    Working,
    /// It is done, and began with the change: before or after it, the file's time is too coarse to tell.
    Close,
    /// It said when it began, and that was before the change.
    Earlier,
    /// It does not tell: it does not say when it begins, or compiles only what is asked for.
    Silent,
    /// It does not run.
    Gone,
}

/// A watcher, or a process without one, and what it has to do with a change.
#[derive(Clone, Copy, Debug)]
pub struct Hearing<'a> {
    /// The process.
    pub process: &'a ProcessSnapshot,
    /// The watcher; none for a process that is judged as a whole.
    pub watcher: Option<&'a WatcherSummary>,
    /// What it has to do with the change.
    pub heard: Heard,
}

/// What all of them together mean for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// One works: wait.
    Working,
    /// What could tell has seen the change, and is done.
    Fresh,
    /// Nothing runs that could see it.
    Gone,
    /// One that says when it begins has not begun yet: wait.
    Earlier,
    /// Nobody says when work begins, so that all there is to know is how long nothing was printed.
    Silent {
        /// How long.
        quiet: Duration,
        /// How much longer to wait before that says something; none if it does.
        left: Option<Duration>,
    },
}

/// What these processes have to do with a change.
pub fn hear<'a>(
    processes: impl IntoIterator<Item = &'a ProcessSnapshot>,
    edit: &Edit,
) -> Vec<Hearing<'a>> {
    let heard = processes.into_iter().flat_map(|process| {
        let watchers = &process.output().watchers;
        if watchers.is_empty() || !process.is_running() {
            return vec![Hearing {
                process,
                watcher: None,
                heard: of_process(process, edit),
            }];
        }
        let heard = watchers.iter().map(|watcher| Hearing {
            process,
            watcher: Some(watcher),
            heard: of_watcher(process, watcher, edit),
        });
        heard.collect()
    });
    heard.collect()
}

/// What all of them together mean. `printed` is when the last of them printed something.
pub fn judge(
    heard: &[Hearing<'_>],
    edit: &Edit,
    printed: Option<Timestamp>,
    now: Timestamp,
) -> Judgement {
    let any = |wanted: Heard| heard.iter().any(|hearing| hearing.heard == wanted);
    if any(Heard::Working) {
        return Judgement::Working;
    }
    if any(Heard::Fresh) {
        return Judgement::Fresh;
    }
    if heard.iter().all(|hearing| hearing.heard == Heard::Gone) {
        return Judgement::Gone;
    }
    if any(Heard::Close) {
        // One that missed the change begins again soon.
        let quiet = between(edit.time, now);
        let left = QUIET.checked_sub(quiet).filter(|left| !left.is_zero());
        return match left {
            Some(_) => Judgement::Silent { quiet, left },
            None => Judgement::Fresh,
        };
    }
    if any(Heard::Earlier) {
        return Judgement::Earlier;
    }
    let since = printed.map_or(edit.time, |printed| printed.max(edit.time));
    let quiet = between(since, now);
    Judgement::Silent {
        quiet,
        left: QUIET.checked_sub(quiet).filter(|left| !left.is_zero()),
    }
}

fn of_watcher(process: &ProcessSnapshot, watcher: &WatcherSummary, edit: &Edit) -> Heard {
    match watcher.state {
        WatcherState::Busy => Heard::Working,
        WatcherState::Updated => Heard::Silent,
        WatcherState::Clean | WatcherState::Failed { .. } => {
            // All that a process does has seen a change from before it was started.
            if is_after(edit, watcher.began) || is_after(edit, process.start_time()) {
                Heard::Fresh
            } else if is_close(edit, watcher) {
                Heard::Close
            } else if watcher.began.is_some() && !watcher.on_request {
                Heard::Earlier
            } else {
                Heard::Silent
            }
        }
    }
}

/// A process without watchers has seen a change if it was started after.
fn of_process(process: &ProcessSnapshot, edit: &Edit) -> Heard {
    let is_later = is_after(edit, process.start_time());
    let is_ready = matches!(process.readiness(), Readiness::Ready { .. });
    if process.is_finished() {
        return if is_later { Heard::Fresh } else { Heard::Gone };
    }
    if process.start_time().is_none() {
        return Heard::Gone;
    }
    if is_later && is_ready {
        Heard::Fresh
    } else {
        Heard::Silent
    }
}

/// Whether something that began then has seen the change.
fn is_after(edit: &Edit, began: Option<Timestamp>) -> bool {
    began.is_some_and(|began| between(edit.time, began) > TICK)
}

/// Whether a cycle began with the change, as far as the file's time can tell, or between the parts of a write, of which the last one gives
/// the file its time. What ended that soon as well is from before it.
fn is_close(edit: &Edit, watcher: &WatcherSummary) -> bool {
    let (Some(began), Some(_)) = (watcher.began, watcher.ended) else {
        return false;
    };
    let apart = between(began, edit.time).max(between(edit.time, began));
    apart <= TICK && is_after(edit, watcher.ended)
}

/// How long from one moment to a later one; nothing if the clock was set back.
fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}
