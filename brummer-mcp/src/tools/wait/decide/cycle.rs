//! Whether watchers have seen the newest change, and what they said of it.

use std::time::Duration;

use brummer_core::{ProcessSnapshot, Readiness, WatcherState, WatcherSummary};
use jiff::Timestamp;

use super::{State, Verdict, between, not_yet};
use crate::tools::edit::{Edit, Newest};
use crate::tools::shown;

/// How long it has to be quiet where nothing says that work begins.
const QUIET: Duration = Duration::from_secs(1);

/// How much earlier than the change a file's time may be: the kernel takes it from its tick (`CONFIG_HZ`, at least 100 a second). What
/// begins within that may have read the file before.
const TICK: Duration = Duration::from_millis(10);

/// Whether something that began then has seen the change.
fn is_after(edit: &Edit, began: Option<Timestamp>) -> bool {
    began.is_some_and(|began| between(edit.time, began) > TICK)
}

/// What a watcher, or a process that is none, has to do with a change.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Heard {
    /// It began after the change, and is done; what it came to.
    Fresh(String),
    /// It works.
    Working(String),
    /// It said when it began, and that was before the change.
    Earlier(String),
    /// It does not say when it begins.
    Silent(String),
    /// It does not run.
    Gone,
}

impl State {
    pub(super) fn cycle(&self) -> Verdict {
        let edit = match &self.edit {
            Some(Newest::Edit(edit)) => edit,
            Some(Newest::Committed) => return self.without_edit("git names no changed file"),
            Some(Newest::Nothing) | None => return self.without_edit("no file was found"),
        };
        let changed = format!("{} changed {}", edit.file, shown::ago(edit.time, self.now));
        let heard = self.heard(edit);
        let said = |wanted: fn(&Heard) -> Option<&String>| -> Vec<&str> {
            heard
                .iter()
                .filter_map(wanted)
                .map(String::as_str)
                .collect()
        };
        let working = said(|heard| match heard {
            Heard::Working(text) => Some(text),
            _ => None,
        });
        if !working.is_empty() {
            return not_yet(format!("{}; {changed}", working.join(", ")));
        }
        let fresh = said(|heard| match heard {
            Heard::Fresh(text) => Some(text),
            _ => None,
        });
        let others = said(|heard| match heard {
            Heard::Earlier(text) | Heard::Silent(text) => Some(text),
            _ => None,
        });
        if !fresh.is_empty() {
            let others = match others.as_slice() {
                [] => String::new(),
                others => format!("; unknown: {}", others.join(", ")),
            };
            return Verdict::Met(format!("{}; {changed}{others}", fresh.join(", ")));
        }
        if heard.iter().all(|heard| *heard == Heard::Gone) {
            return Verdict::Never("nothing runs that could see a change".to_owned());
        }
        let stands = format!("{}; {changed}", others.join(", "));
        if heard.iter().any(|heard| matches!(heard, Heard::Earlier(_))) {
            return not_yet(stands);
        }
        self.quiet_after(edit.time, &stands)
    }

    /// Nobody says when work begins, so that all there is to know is that nothing is printed any more.
    fn quiet_after(&self, change: Timestamp, stands: &str) -> Verdict {
        let since = self.printed.map_or(change, |printed| printed.max(change));
        let quiet = between(since, self.now);
        match QUIET.checked_sub(quiet) {
            None | Some(Duration::ZERO) => {
                Verdict::Unknown(format!("quiet for {}; {stands}", shown::duration(quiet)))
            }
            Some(rest) => Verdict::NotYet {
                stands: stands.to_owned(),
                look_again: Some(rest),
            },
        }
    }

    /// Without a change there is nothing that a cycle could be fresh for.
    fn without_edit(&self, why: &str) -> Verdict {
        let watchers = self.processes.iter().flat_map(|process| {
            let watchers = process.output().watchers.iter();
            watchers.map(|watcher| (process.id(), watcher))
        });
        let said: Vec<_> = watchers
            .clone()
            .map(|(process, watcher)| format!("{process}: {}", shown::watcher(watcher, self.now)))
            .collect();
        let stands = match said.as_slice() {
            [] => format!("{why}; pass files"),
            said => format!("{why}; pass files; {}", said.join(", ")),
        };
        if watchers
            .clone()
            .any(|(_, watcher)| watcher.state == WatcherState::Busy)
        {
            return not_yet(stands);
        }
        Verdict::Unknown(stands)
    }

    fn heard(&self, edit: &Edit) -> Vec<Heard> {
        let heard = self.processes.iter().flat_map(|process| {
            let watchers = &process.output().watchers;
            if watchers.is_empty() || !process.is_running() {
                return vec![run(process, edit)];
            }
            let heard = watchers.iter();
            heard
                .map(|watcher| self.watcher(process, watcher, edit))
                .collect()
        });
        heard.collect()
    }

    fn watcher(&self, process: &ProcessSnapshot, watcher: &WatcherSummary, edit: &Edit) -> Heard {
        let said = format!("{}: {}", process.id(), shown::watcher(watcher, self.now));
        match watcher.state {
            WatcherState::Busy => Heard::Working(said),
            WatcherState::Clean | WatcherState::Failed { .. } => {
                // All that a process does has seen a change from before it was started.
                if is_after(edit, watcher.began) || is_after(edit, process.start_time()) {
                    Heard::Fresh(said)
                } else if watcher.began.is_some() {
                    Heard::Earlier(format!("{said}, began before the change"))
                } else {
                    Heard::Silent(format!("{said}, does not say when it begins"))
                }
            }
        }
    }
}

/// What a process without watchers has to do with a change: all of it, if it was started after.
fn run(process: &ProcessSnapshot, edit: &Edit) -> Heard {
    let is_later = is_after(edit, process.start_time());
    let is_ready = matches!(process.readiness(), Readiness::Ready { .. });
    let line = || crate::tools::changes::line(process);
    if process.is_finished() {
        return if is_later {
            Heard::Fresh(format!("{}, started after the change", line()))
        } else {
            Heard::Gone
        };
    }
    if process.start_time().is_none() {
        return Heard::Gone;
    }
    match (is_later, is_ready) {
        (true, true) => Heard::Fresh(format!("{}, started after the change", line())),
        (true, false) | (false, _) => {
            Heard::Silent(format!("{} has no watcher that is known", process.id()))
        }
    }
}
