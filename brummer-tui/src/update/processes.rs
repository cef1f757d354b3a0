//! The list of processes, and what is asked of the one that is selected.

use std::sync::Arc;

use brummer_core::{ProcessId, ProjectSnapshot, Status};

use super::{Effect, Request, is_leaving, log, redraw, signals, stream};
use crate::keymap::Action;
use crate::model::{
    Entry, Focus, Group, Host, Item, ListRow, LogPane, Model, Position, Purpose, Scope, View, Wide,
};

/// Shows a new revision. The selection stays with its process, or with its row if the process is gone.
pub(super) fn show(model: &mut Model, project: Arc<ProjectSnapshot>) -> Vec<Effect> {
    let selected = model.selected.as_ref();
    let row = selected.and_then(|id| model.place_of(id)).unwrap_or(0);
    let mut effects = signals::of(model, &project);
    effects.extend(stream::tell(model, &project));
    model.project = project;
    if model.process().is_none() {
        let processes = model.project.processes();
        let nearest = processes.get(row).or(processes.last());
        model.selected = nearest.map(|process| process.id().clone());
    }
    let known = model.project.processes();
    let is_known = |id: &ProcessId| known.iter().any(|process| process.id() == id);
    model.chosen.retain(is_known);
    note_stopping(model);
    model.arrange();
    show_log(model);
    keep_in_sight(model);
    model.problems_shown.is_stale = true;
    for view in [View::Urls, View::Scripts] {
        model.refresh(view);
    }
    effects.extend(log::settle(model));
    effects
}

/// Takes note of since when processes are being stopped.
fn note_stopping(model: &mut Model) {
    let processes = model.project.processes().iter();
    let stopping = processes.filter(|process| process.status() == Status::Stopping);
    let since = |id: &ProcessId| model.stopping.get(id).copied().unwrap_or(model.now);
    model.stopping = stopping
        .map(|process| (process.id().clone(), since(process.id())))
        .collect();
}

/// Selects this process.
pub(super) fn select(model: &mut Model, id: ProcessId) -> Vec<Effect> {
    // Whoever is led to a process sees it.
    let folded = model.group_of(&id).filter(|group| group.is_folded);
    if let Some(name) = folded.map(|group| Arc::clone(&group.name)) {
        model.folded.remove(&name);
        model.arrange();
    }
    model.selected = Some(id);
    model.selected_group = None;
    show_log(model);
    keep_in_sight(model);
    redraw(model)
}

/// Selects a row of the list.
pub(super) fn select_row(model: &mut Model, row: &ListRow) -> Vec<Effect> {
    match row {
        ListRow::Process(process, _) => select(model, process.id().clone()),
        ListRow::Group(group) => {
            model.selected = group.ids().next().cloned();
            model.selected_group = Some(Arc::clone(&group.name));
            show_log(model);
            keep_in_sight(model);
            redraw(model)
        }
    }
}

/// Shows only the heading of the group that is selected or that the selected process stands in, or all of it again.
pub(super) fn fold(model: &mut Model, folds: bool) -> Vec<Effect> {
    let of_process = model.selected.as_ref().and_then(|id| model.group_of(id));
    let Some(group) = model.group().or(of_process).cloned() else {
        return Vec::new();
    };
    if folds {
        model.folded.insert(Arc::clone(&group.name));
    } else {
        model.folded.remove(&group.name);
    }
    model.arrange();
    select_row(model, &ListRow::Group(group))
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
    match model.rows.get(row).cloned() {
        Some(row) => select_row(model, &row),
        None => vec![Effect::Draw],
    }
}

/// Shows the log of the selected process together with those of the ones that were chosen before, or takes it out of them.
pub(super) fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.selected.clone() else {
        return Vec::new();
    };
    match model.chosen.iter().position(|chosen| *chosen == id) {
        Some(place) => {
            model.chosen.remove(place);
        }
        None => model.chosen.push(id),
    }
    model.look.wide = if model.chosen.is_empty() {
        Wide::One
    } else {
        Wide::Chosen
    };
    show_log(model);
    redraw(model)
}

/// Shows the logs of all processes, merged; or again the one of the selected process.
pub(super) fn show_all(model: &mut Model) -> Vec<Effect> {
    model.look.wide = match model.look.wide {
        Wide::One | Wide::Chosen => Wide::All,
        Wide::All => Wide::One,
    };
    show_log(model);
    redraw(model)
}

/// Shows the log of the selected process alone.
pub(super) fn show_one(model: &mut Model) -> Vec<Effect> {
    model.look.wide = Wide::One;
    model.chosen.clear();
    show_log(model);
    redraw(model)
}

/// Opens the log anew, since other lines of it are wanted, where it was before.
pub(super) fn reopen_log(model: &mut Model) -> Vec<Effect> {
    let shape = log::shape(model);
    let held = model.log.as_ref().and_then(|log| match log.position() {
        Position::End => None,
        Position::Held(_) => log.focus().or_else(|| Some(log.sight(shape)?.1)),
    });
    model.log = None;
    show_log(model);
    if let Some(search) = &mut model.search {
        search.forget();
    }
    if let Some(line) = held {
        let ticket = model.new_ticket();
        if let (Some(log), Some(end)) = (&mut model.log, model.log_end) {
            log.go_to(line, end, ticket, shape);
        }
    }
    redraw(model)
}

/// Opens the log that is wanted, if it is not the one that is open.
fn show_log(model: &mut Model) {
    let scope = match (model.look.wide, &model.selected) {
        (_, None) => None,
        (Wide::All, _) => Some(Scope::All),
        (Wide::One, _) if model.group().is_some() => {
            let group = model.group().into_iter().flat_map(Group::ids);
            Some(Scope::Several(group.cloned().collect()))
        }
        (Wide::Chosen, _) if !model.chosen.is_empty() => Some(Scope::Several(model.chosen.clone())),
        (Wide::One | Wide::Chosen, Some(id)) => Some(Scope::One(id.clone())),
    };
    let Some(scope) = scope else {
        model.log = None;
        return;
    };
    if model.log.as_ref().is_some_and(|log| *log.scope() == scope) {
        return;
    }
    let ticket = model.new_ticket();
    let mut log = LogPane::new(scope, model.look.filter.clone(), ticket);
    log.marks = model.look.marks.clone();
    model.log = Some(log);
    if let Some(search) = &mut model.search {
        search.forget();
    }
}

/// Scrolls the list as little as shows the selected process, and no further than it is long.
pub(super) fn keep_in_sight(model: &mut Model) {
    let rows = model
        .panes()
        .and_then(|panes| panes.list)
        .map_or(1, |list| usize::from(list.rows.height.max(1)));
    let row = model.selected_index().unwrap_or(0);
    let last = model.rows.len().saturating_sub(rows);
    model.list_offset = model
        .list_offset
        .clamp((row + 1).saturating_sub(rows), row)
        .min(last);
}

/// Whether the action would do something as things are.
pub(crate) fn is_offered(model: &Model, action: Action) -> bool {
    let status = model.process().map(|process| process.status());
    if let Host::Gone(_) = model.host {
        // What is shown as running is so no longer.
        match action {
            Action::Start | Action::Restart => return status.is_some(),
            Action::Stop | Action::Kill => return false,
            _ => {}
        }
    }
    if let Some(group) = model.group()
        && let Some(is_fit) = fit_for(action)
    {
        return group.members.iter().any(|it| is_fit(it.status()));
    }
    match (action, status) {
        (Action::Start | Action::Stop | Action::Kill | Action::Restart, Some(status)) => {
            fit_for(action).is_some_and(|is_fit| is_fit(status))
        }
        (Action::Fold | Action::Unfold, _) => {
            let of_process = model.selected.as_ref().and_then(|id| model.group_of(id));
            let group = model.group().or(of_process);
            group.is_some_and(|group| group.is_folded == (action == Action::Unfold))
        }
        (Action::Start | Action::Stop | Action::Kill | Action::Restart, None) => false,
        (Action::Follow, _) => {
            let position = model.log.as_ref().map(LogPane::position);
            matches!(position, Some(Position::Held(_)))
        }
        (Action::Messages, _) => model.messages.iter().next().is_some(),
        (Action::Find | Action::Wrap | Action::Copy, _) => {
            model.log.as_ref().is_some_and(|log| !log.is_empty())
        }
        (Action::Edit | Action::ToLog | Action::CopyProblem, _)
            if matches!(model.view, View::Problems) =>
        {
            matches!(model.list().item(), Some(Item::Problem(_)))
        }
        (Action::OpenUrl | Action::CopyUrl | Action::QrCode, _) => {
            matches!(model.list().item(), Some(Item::Url(..)))
        }
        (Action::RunSelected | Action::RunWithArguments | Action::CopyCommand, _) => {
            matches!(model.list().item(), Some(Item::Script(..)))
        }
        (Action::Change, _) => model.editors.is_some(),
        (Action::ToggleRegex, _) => match &model.entry {
            Some(Entry::Line(line)) => matches!(line.purpose, Purpose::Find { .. }),
            Some(Entry::Palette(_)) | None => false,
        },
        _ => true,
    }
}

/// In which status a process can have this done to it, if it is something that is done to processes.
fn fit_for(action: Action) -> Option<fn(Status) -> bool> {
    let can_start = |status: Status| status == Status::Pending || status.is_finished();
    match action {
        Action::Start => Some(can_start),
        Action::Stop | Action::Kill => {
            Some(|status| status != Status::Pending && !status.is_finished())
        }
        Action::Restart => Some(|status| status != Status::Pending),
        _ => None,
    }
}

/// Starts the selected process, or goes to its log if it needs no start; shows a group or only its heading.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if let Some(group) = model.group() {
        let folds = !group.is_folded;
        return fold(model, folds);
    }
    if is_offered(model, Action::Start) {
        return start(model);
    }
    model.focus = Focus::Log;
    log::settle(model)
}

/// Starts the selected process, or those of the selected group.
pub(super) fn start(model: &mut Model) -> Vec<Effect> {
    ask(model, Action::Start, Request::Start)
}

/// Stops the selected process, or those of the selected group.
pub(super) fn stop(model: &mut Model) -> Vec<Effect> {
    ask(model, Action::Stop, Request::Stop)
}

/// Kills the selected process, or those of the selected group.
pub(super) fn kill(model: &mut Model) -> Vec<Effect> {
    ask(model, Action::Kill, Request::Kill)
}

/// Restarts the selected process, or those of the selected group.
pub(super) fn restart(model: &mut Model) -> Vec<Effect> {
    ask(model, Action::Restart, Request::Restart)
}

/// Stops all that run.
pub(super) fn stop_all(model: &mut Model) -> Vec<Effect> {
    if is_leaving(model) {
        return Vec::new();
    }
    vec![Effect::Draw, Effect::Ask(Request::StopAll)]
}

/// Restarts all that run.
pub(super) fn restart_all(model: &mut Model) -> Vec<Effect> {
    if is_leaving(model) {
        return Vec::new();
    }
    vec![Effect::Draw, Effect::Ask(Request::RestartAll)]
}

fn ask(model: &mut Model, action: Action, request: impl Fn(ProcessId) -> Request) -> Vec<Effect> {
    let mut effects = vec![Effect::Draw];
    if is_leaving(model) {
        return effects;
    }
    match (model.group(), fit_for(action)) {
        (Some(group), Some(is_fit)) => {
            let fit = group.members.iter().filter(|it| is_fit(it.status()));
            effects.extend(fit.map(|it| Effect::Ask(request(it.id().clone()))));
        }
        (_, _) => effects.extend(model.selected.clone().map(|id| Effect::Ask(request(id)))),
    }
    effects
}
