//! The views that are lists: which one is shown, what is selected in it, and what is done with that.

use std::sync::Arc;

use brummer_core::Activity;

use super::{Effect, Request, log, look, press, problems, redraw, settings};
use crate::keymap::Action;
use crate::model::{
    Entry, Item, Kind, LineEntry, Model, Overlay, Purpose, Topic, VIEWS, View, scripts_of,
};
use crate::options::News;

/// Tells what is new, and shows what can be run now.
pub(super) fn take_news(model: &mut Model, news: News) -> Vec<Effect> {
    if let Some(project) = news.project() {
        model.scripts = scripts_of(project);
        model.refresh(View::Scripts);
    }
    match news {
        News::Opened { mcp, messages, .. } => {
            model.is_opening = false;
            model.mcp = mcp;
            for text in messages {
                model.messages.add(Kind::Warning, text);
            }
        }
        News::Changed { text, .. } => model.messages.add(Kind::Warning, text),
    }
    vec![Effect::Draw]
}

/// Shows what clients did, the latest first.
pub(super) fn take_activity(model: &mut Model, activity: Vec<Arc<Activity>>) -> Vec<Effect> {
    model.activity = activity;
    model.activity.reverse();
    model.refresh(View::Activity);
    match model.view {
        View::Activity => vec![Effect::Draw],
        _ => Vec::new(),
    }
}

/// Shows the view of this action.
pub(super) fn show(model: &mut Model, action: Action) -> Vec<Effect> {
    let view = VIEWS.iter().find(|row| row.action == action);
    view.map_or_else(Vec::new, |row| go(model, row.view))
}

/// Shows the view so many tabs further.
pub(super) fn step(model: &mut Model, by: usize) -> Vec<Effect> {
    go(model, model.view.step(by))
}

/// Shows a view.
pub(super) fn go(model: &mut Model, view: View) -> Vec<Effect> {
    if model.view == View::Problems && view != View::Problems {
        problems::leave_view(model);
    }
    model.view = view;
    model.refresh(view);
    settle(model);
    let mut effects = log::settle(model);
    effects.extend(settings::look(model));
    effects
}

/// Back from a search, or to the processes.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    let list = &mut model.lists[model.view as usize];
    if list.search.is_empty() {
        return go(model, View::Processes);
    }
    list.search.clear();
    model.refresh(model.view);
    redraw(model)
}

/// Adapts all lists to a screen whose size may have changed.
pub(super) fn settle(model: &mut Model) {
    let height = model.list_height();
    for list in &mut model.lists {
        list.keep_in_sight(height);
    }
}

/// One or more rows up.
pub(super) fn up(model: &mut Model, rows: usize) -> Vec<Effect> {
    let height = model.list_height();
    model.lists[model.view as usize].up(rows, height);
    redraw(model)
}

/// One or more rows down.
pub(super) fn down(model: &mut Model, rows: usize) -> Vec<Effect> {
    let height = model.list_height();
    model.lists[model.view as usize].down(rows, height);
    redraw(model)
}

/// A page up.
pub(super) fn page_up(model: &mut Model) -> Vec<Effect> {
    let rows = model.list_height().saturating_sub(1).max(1);
    up(model, rows)
}

/// A page down.
pub(super) fn page_down(model: &mut Model) -> Vec<Effect> {
    let rows = model.list_height().saturating_sub(1).max(1);
    down(model, rows)
}

/// Selects a row by its place on screen.
pub(super) fn select(model: &mut Model, row: usize) -> Vec<Effect> {
    let height = model.list_height();
    let list = &mut model.lists[model.view as usize];
    let row = list.offset + row;
    if row < list.items.len() {
        list.select(row, height);
    }
    redraw(model)
}

/// Begins to type what rows must have.
pub(super) fn search(model: &mut Model) -> Vec<Effect> {
    let text = model.list().search.clone();
    let entry = Entry::Line(LineEntry::with(Purpose::SearchRows, &text));
    press::open(model, entry)
}

/// Shows only rows with this text.
pub(super) fn search_for(model: &mut Model, text: &str) -> Vec<Effect> {
    text.clone_into(&mut model.lists[model.view as usize].search);
    model.refresh(model.view);
    let height = model.list_height();
    let list = &mut model.lists[model.view as usize];
    // The best match is the first one.
    list.select(0, height);
    redraw(model)
}

/// The address that is selected.
fn url(model: &Model) -> Option<String> {
    match model.list().item() {
        Some(Item::Url(_, url)) => Some(url.url.clone()),
        _ => None,
    }
}

/// Opens the address in the browser.
pub(super) fn open_url(model: &mut Model) -> Vec<Effect> {
    let url = url(model).map(|url| Effect::Ask(Request::OpenUrl(url)));
    url.into_iter().collect()
}

/// Copies the address.
pub(super) fn copy_url(model: &mut Model) -> Vec<Effect> {
    match url(model) {
        Some(url) => look::put(model, url.clone(), &url),
        None => Vec::new(),
    }
}

/// Shows the address as a QR code.
pub(super) fn qr(model: &mut Model) -> Vec<Effect> {
    let Some(url) = url(model) else {
        return Vec::new();
    };
    model.overlay = Some(Overlay {
        topic: Topic::Qr(url),
        scrolled: 0,
    });
    vec![Effect::Draw]
}

/// Copies the command line of the script.
pub(super) fn copy_command(model: &mut Model) -> Vec<Effect> {
    let Some(Item::Script(script, _)) = model.list().item() else {
        return Vec::new();
    };
    let command = script.command.to_string();
    look::put(model, command.clone(), &command)
}

/// Runs the script, and shows it.
pub(super) fn run(model: &mut Model) -> Vec<Effect> {
    let Some(Item::Script(script, _)) = model.list().item() else {
        return Vec::new();
    };
    let id = script.name.clone();
    let mut effects = vec![Effect::Ask(Request::Start(id.clone()))];
    effects.extend(show_process(model, id));
    effects
}

/// Asks for arguments to run the script with.
pub(super) fn run_with(model: &mut Model) -> Vec<Effect> {
    let Some(Item::Script(script, _)) = model.list().item() else {
        return Vec::new();
    };
    let purpose = Purpose::ArgumentsOf(script.name.to_string());
    press::open(model, Entry::Line(LineEntry::new(purpose)))
}

/// Shows a process and its log.
pub(super) fn show_process(model: &mut Model, id: brummer_core::ProcessId) -> Vec<Effect> {
    let mut effects = go(model, View::Processes);
    effects.extend(super::processes::select(model, id));
    effects
}
