//! Whether watchers have seen the newest change, and what they said of it.

use brummer_core::edit::{Edit, Heard, Hearing, Judgement, hear, judge};
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
                .map(|hearing| said(hearing, edit, self.now))
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
                let next = ask_for_it(&heard);
                Verdict::Unknown(format!("quiet for {quiet}; {others}; {changed}{next}"))
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

/// What has one that compiles only what is asked for tell.
fn ask_for_it(heard: &[Hearing<'_>]) -> String {
    let is_on_request = |hearing: &&Hearing<'_>| {
        let watcher = hearing.watcher;
        hearing.heard == Heard::Silent && watcher.is_some_and(|watcher| watcher.on_request)
    };
    let Some(hearing) = heard.iter().find(is_on_request) else {
        return String::new();
    };
    let place = match hearing.process.urls().first() {
        Some(url) => format!(" ({}…)", url.url),
        None => String::new(),
    };
    format!(
        "; to know: run the build or the type checker, or fetch the changed file{place}, then problems_list (plain .js is served unchecked)"
    )
}

/// What one of them has to do with the change, in words.
fn said(hearing: &Hearing<'_>, edit: &Edit, now: Timestamp) -> String {
    let process: &ProcessSnapshot = hearing.process;
    match (hearing.watcher, hearing.heard) {
        (Some(watcher), heard) => {
            let said = format!("{}: {}", process.id(), shown::watcher(watcher, now));
            match heard {
                Heard::Earlier => format!("{said}, began before the change"),
                Heard::Silent if watcher.on_request => {
                    let is_earlier = watcher.ended.is_some_and(|ended| ended < edit.time);
                    let earlier = if is_earlier {
                        ", before the change"
                    } else {
                        ""
                    };
                    format!("{said}{earlier}, compiles only what is asked for")
                }
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
