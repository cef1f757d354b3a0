//! What is told outside of the screen: the title of the window, progress, the bell.

use brummer_core::config::Notify;
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
    if model.wants.notify != Notify::Off && !is_first && !model.is_looked_at {
        let told = worse(model, next);
        effects.extend(told.map(|text| TerminalEffect::Notify(model.wants.notify, text)));
    }
    effects.into_iter().map(Effect::Terminal).collect()
}

/// The first thing that became worse, and how many others did: `web failed, and 2 more`.
fn worse(model: &Model, next: &ProjectSnapshot) -> Option<String> {
    let changed = next.processes().iter().filter_map(|process| {
        let id = process.id();
        let was = model.project.process(id.as_str())?;
        let errors = process.output().problems.errors;
        match (was.status(), process.status()) {
            (before, Status::Failed) if before != Status::Failed => Some(format!("{id} failed")),
            _ if errors > was.output().problems.errors => Some(match errors {
                1 => format!("{id}: 1 error"),
                _ => format!("{id}: {errors} errors"),
            }),
            _ => None,
        }
    });
    let mut changed: Vec<_> = changed.collect();
    let others = changed.len().saturating_sub(1);
    let first = changed.drain(..).next()?;
    Some(match others {
        0 => first,
        _ => format!("{first}, and {others} more"),
    })
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use brummer_core::{Exit, Outcome};

    use super::*;
    use crate::samples::*;
    use crate::update::{Msg, update};

    /// What is told when `worker` fails and `web` has two errors, while the terminal has the focus or not.
    #[track_caller]
    fn check(is_looked_at: bool, expected: Option<&str>) {
        let processes = [
            process("web", "x", running(3)),
            process("worker", "x", running(3)),
        ];
        let mut model = model(80, 24, processes.to_vec());
        model.wants.notify = Notify::Osc9;
        update(&mut model, Msg::Looked(is_looked_at));
        let code = Outcome::Exited(Exit::Code(1));
        let next = vec![
            with_output(&processes[0], &[], 2, None),
            process("worker", "x", ended(code)),
        ];
        let next = Arc::new(ProjectSnapshot::from_processes(2, next));
        let effects = update(&mut model, Msg::Project(next));
        let told = effects.into_iter().find_map(|effect| match effect {
            Effect::Terminal(TerminalEffect::Notify(_, text)) => Some(text),
            _ => None,
        });
        assert_eq!(told.as_deref(), expected);
    }

    #[test]
    fn who_does_not_look_is_told_what_became_worse() {
        check(false, Some("web: 2 errors, and 1 more"));
    }

    #[test]
    fn who_looks_sees_it() {
        check(true, None);
    }
}
