//! What is told outside of the screen: the title of the window, progress, the bell.

use brummer_core::{ProjectSnapshot, Status, WatcherState};

use super::{Effect, Progress, TerminalEffect};
use crate::model::Model;

/// What follows from a new revision, as far as it differs from the one that is shown.
pub(super) fn of(model: &Model, next: &ProjectSnapshot) -> Vec<Effect> {
    let before = &model.project;
    let mut effects = Vec::new();
    let is_first = before.revision() == 0;
    if model.wants.title && (is_first || title(model, before) != title(model, next)) {
        effects.push(TerminalEffect::Title(title(model, next)));
    }
    if model.wants.progress && (is_first || progress(before) != progress(next)) {
        effects.push(TerminalEffect::Progress(progress(next)));
    }
    let fails = |process: &brummer_core::ProcessSnapshot| process.status() == Status::Failed;
    let newly_failed = next.processes().iter().any(|process| {
        let was = before.process(process.id().as_str());
        fails(process) && was.is_some_and(|was| !fails(was))
    });
    if model.wants.bell && newly_failed {
        effects.push(TerminalEffect::Bell);
    }
    effects.into_iter().map(Effect::Terminal).collect()
}

/// `✗2 shop – brummer`: how many failed, if any.
fn title(model: &Model, project: &ProjectSnapshot) -> String {
    let failed = project
        .processes()
        .iter()
        .filter(|process| process.status() == Status::Failed)
        .count();
    let sign = model.theme.symbol(Status::Failed);
    let failed = match failed {
        0 => String::new(),
        count => format!("{sign}{count} "),
    };
    format!("{failed}{} – brummer", model.title)
}

fn progress(project: &ProjectSnapshot) -> Progress {
    let is_busy = project.processes().iter().any(|process| {
        matches!(
            process.status(),
            Status::Starting | Status::Stopping | Status::Restarting
        ) || process.is_running() && process.output().cycle() == Some(WatcherState::Busy)
    });
    let has_failed = project
        .processes()
        .iter()
        .any(|process| process.status() == Status::Failed || process.output().problems.errors > 0);
    match (is_busy, has_failed) {
        (true, _) => Progress::Busy,
        (false, true) => Progress::Failed,
        (false, false) => Progress::None,
    }
}
