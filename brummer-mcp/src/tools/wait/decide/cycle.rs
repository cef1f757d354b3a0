//! Whether watchers have seen the newest change, and what they said of it.

use brummer_core::edit::{Heard, Hearing, Judgement, hear, judge};
use brummer_core::{ProcessSnapshot, WatcherState};
use jiff::Timestamp;

use super::{State, Verdict, not_yet};
use crate::tools::edit::Newest;
use crate::tools::shown;

impl State {
    pub(super) fn cycle(&self) -> Verdict {
        let edit = match &self.edit {
            Some(Newest::Edit(edit)) => edit,
            Some(Newest::Committed) => return self.without_edit("git names no changed file"),
            Some(Newest::Nothing) | None => return self.without_edit("no file was found"),
        };
        let changed = format!("{} changed {}", edit.file, shown::ago(edit.time, self.now));
        let heard = hear(self.processes.iter().map(|process| &**process), edit);
        let said = |wanted: &[Heard]| {
            let heard = heard
                .iter()
                .filter(|hearing| wanted.contains(&hearing.heard));
            heard
                .map(|hearing| said(hearing, self.now))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let others = said(&[Heard::Earlier, Heard::Silent]);
        let done = || said(&[Heard::Fresh, Heard::Close]);
        match judge(&heard, edit, self.printed, self.now) {
            Judgement::Working => not_yet(format!("{}; {changed}", said(&[Heard::Working]))),
            Judgement::Fresh => {
                let done = done();
                Verdict::Met(match &*others {
                    "" => format!("{done}; {changed}"),
                    others => format!("{done}; {changed}; unknown: {others}"),
                })
            }
            Judgement::Gone => Verdict::Never("nothing runs that could see a change".to_owned()),
            Judgement::Earlier => not_yet(format!("{others}; {changed}")),
            // Nobody says when work begins, so that all there is to know is that nothing is printed any more.
            Judgement::Silent { quiet, left: None } => {
                let quiet = shown::duration(quiet);
                Verdict::Unknown(format!("quiet for {quiet}; {others}; {changed}"))
            }
            Judgement::Silent { left, .. } => Verdict::NotYet {
                stands: format!(
                    "{}; {changed}",
                    said(&[Heard::Close, Heard::Earlier, Heard::Silent])
                ),
                look_again: left,
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
}

/// What one of them has to do with the change, in words.
fn said(hearing: &Hearing<'_>, now: Timestamp) -> String {
    let process: &ProcessSnapshot = hearing.process;
    match (hearing.watcher, hearing.heard) {
        (Some(watcher), heard) => {
            let said = format!("{}: {}", process.id(), shown::watcher(watcher, now));
            match heard {
                Heard::Earlier => format!("{said}, began before the change"),
                Heard::Silent => format!("{said}, does not say when it begins"),
                Heard::Close => format!("{said}, began with the change"),
                Heard::Fresh | Heard::Working | Heard::Gone => said,
            }
        }
        (None, Heard::Fresh) => format!(
            "{}, started after the change",
            crate::tools::changes::line(process)
        ),
        (None, Heard::Working | Heard::Close | Heard::Earlier | Heard::Silent | Heard::Gone) => {
            format!("{} has no watcher that is known", process.id())
        }
    }
}
