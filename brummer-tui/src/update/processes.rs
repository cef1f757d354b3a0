//! The list of processes, and what is asked of the one that is selected.

use std::sync::Arc;

use brummer_core::{ProcessId, ProjectSnapshot, Status};

use super::{Effect, Request, is_leaving, log, redraw};
use crate::keymap::Action;
use crate::model::{Focus, LogPane, Model, Position};

/// Shows a new revision. The selection stays with its process, or with its row if the process is gone.
pub(super) fn show(model: &mut Model, project: Arc<ProjectSnapshot>) -> Vec<Effect> {
    let row = model.selected_index().unwrap_or(0);
    model.project = project;
    if model.process().is_none() {
        let processes = model.project.processes();
        let nearest = processes.get(row).or(processes.last());
        model.selected = nearest.map(|process| process.id().clone());
    }
    show_log(model);
    keep_in_sight(model);
    log::settle(model)
}

/// Selects this process.
pub(super) fn select(model: &mut Model, id: ProcessId) -> Vec<Effect> {
    model.selected = Some(id);
    show_log(model);
    keep_in_sight(model);
    redraw(model)
}

/// Selects the process above.
pub(super) fn select_previous(model: &mut Model) -> Vec<Effect> {
    step(model, |row| row.saturating_sub(1))
}

/// Selects the process below.
pub(super) fn select_next(model: &mut Model) -> Vec<Effect> {
    step(model, |row| row + 1)
}

fn step(model: &mut Model, to: impl Fn(usize) -> usize) -> Vec<Effect> {
    let row = model.selected_index().map_or(0, to);
    match model.project.processes().get(row) {
        Some(process) => {
            let id = process.id().clone();
            select(model, id)
        }
        None => vec![Effect::Draw],
    }
}

/// Opens the log of the selected process, if it is not the one that is open.
fn show_log(model: &mut Model) {
    let ticket = model.log.as_ref().map_or(0, |log| log.ticket() + 1);
    match &model.selected {
        Some(id) if model.log.as_ref().is_none_or(|log| log.process() != id) => {
            model.log = Some(LogPane::new(id.clone(), ticket));
        }
        Some(_) => {}
        None => model.log = None,
    }
}

/// Scrolls the list as little as shows the selected process, and no further than it is long.
pub(super) fn keep_in_sight(model: &mut Model) {
    let rows = model
        .panes()
        .and_then(|panes| panes.list)
        .map_or(1, |list| usize::from(list.rows.height.max(1)));
    let row = model.selected_index().unwrap_or(0);
    let last = model.project.processes().len().saturating_sub(rows);
    model.list_offset = model
        .list_offset
        .clamp((row + 1).saturating_sub(rows), row)
        .min(last);
}

/// Whether the action would do something as things are.
pub(crate) fn is_offered(model: &Model, action: Action) -> bool {
    let status = model.process().map(|process| process.status());
    match (action, status) {
        (Action::Start, Some(status)) => status == Status::Pending || status.is_finished(),
        (Action::Stop | Action::Kill, Some(status)) => {
            status != Status::Pending && !status.is_finished()
        }
        (Action::Restart, Some(status)) => status != Status::Pending,
        (Action::Start | Action::Stop | Action::Kill | Action::Restart, None) => false,
        (Action::Follow, _) => {
            let position = model.log.as_ref().map(LogPane::position);
            matches!(position, Some(Position::Held(_)))
        }
        (Action::Messages, _) => model.messages.iter().next().is_some(),
        _ => true,
    }
}

/// Starts the selected process, or goes to its log if it needs no start.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if is_offered(model, Action::Start) {
        return start(model);
    }
    model.focus = Focus::Log;
    log::settle(model)
}

/// Starts the selected process.
pub(super) fn start(model: &mut Model) -> Vec<Effect> {
    ask(model, Request::Start)
}

/// Stops the selected process.
pub(super) fn stop(model: &mut Model) -> Vec<Effect> {
    ask(model, Request::Stop)
}

/// Kills the selected process.
pub(super) fn kill(model: &mut Model) -> Vec<Effect> {
    ask(model, Request::Kill)
}

/// Restarts the selected process.
pub(super) fn restart(model: &mut Model) -> Vec<Effect> {
    ask(model, Request::Restart)
}

/// Restarts all that run.
pub(super) fn restart_all(model: &mut Model) -> Vec<Effect> {
    if is_leaving(model) {
        return Vec::new();
    }
    vec![Effect::Draw, Effect::Ask(Request::RestartAll)]
}

fn ask(model: &mut Model, request: impl Fn(ProcessId) -> Request) -> Vec<Effect> {
    let mut effects = vec![Effect::Draw];
    if let Some(id) = model.selected.clone()
        && !is_leaving(model)
    {
        effects.push(Effect::Ask(request(id)));
    }
    effects
}
