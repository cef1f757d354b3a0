//! Keys and mouse.

use crossterm::event::KeyEvent;
use ratatui::layout::Position;

use super::{Effect, Wheel, leave, log, overlay, processes, redraw};
use crate::keymap::{self, Action, Place};
use crate::model::{Focus, Lines, Model, Topic};
use crate::options::Left;

/// How many rows a notch of the mouse wheel goes.
const NOTCH: usize = 3;

/// A key was pressed.
pub(super) fn press(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    let place = model.place();
    let Some(action) = keymap::action(key, place) else {
        return Vec::new();
    };
    model.messages.mark_read();
    match place {
        Place::Overlay => overlay::act(model, action),
        Place::Panes | Place::List | Place::Log | Place::Leaving => act(model, action),
    }
}

fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Open => processes::open(model),
        Action::Start => processes::start(model),
        Action::Stop => processes::stop(model),
        Action::Kill => processes::kill(model),
        Action::Restart => processes::restart(model),
        Action::RestartAll => processes::restart_all(model),
        Action::SelectPrevious => processes::select_previous(model),
        Action::SelectNext => processes::select_next(model),
        Action::SwitchFocus => switch_focus(model),
        Action::Zoom => zoom(model),
        Action::RowUp => log::up(model, log::Step::Rows(1)),
        Action::RowDown => log::down(model, log::Step::Rows(1)),
        Action::HalfPageUp => log::up(model, log::Step::HalfPage),
        Action::HalfPageDown => log::down(model, log::Step::HalfPage),
        Action::PageUp => log::up(model, log::Step::Page),
        Action::PageDown => log::down(model, log::Step::Page),
        Action::Oldest => log::oldest(model),
        Action::Follow => log::follow(model),
        Action::PanLeft => log::pan_left(model),
        Action::PanRight => log::pan_right(model),
        Action::Wrap => wrap(model),
        Action::Help => overlay::open(model, Topic::Help),
        Action::Messages => overlay::open(model, Topic::Messages),
        Action::Back => back(model),
        Action::Quit => leave::leave(model, Left::Quit),
    }
}

/// The mouse wheel was turned.
pub(super) fn wheel(model: &mut Model, wheel: Wheel, at: Position) -> Vec<Effect> {
    if model.overlay.is_some() {
        return overlay::wheel(model, wheel);
    }
    let is_over_list = model
        .panes()
        .and_then(|panes| panes.list)
        .is_some_and(|list| list.rows.contains(at));
    match (wheel, is_over_list) {
        (Wheel::Up, true) => processes::select_previous(model),
        (Wheel::Down, true) => processes::select_next(model),
        (Wheel::Up, false) => log::up(model, log::Step::Rows(NOTCH)),
        (Wheel::Down, false) => log::down(model, log::Step::Rows(NOTCH)),
    }
}

/// A cell was clicked: a process is selected, a pane gets the focus.
pub(super) fn click(model: &mut Model, at: Position) -> Vec<Effect> {
    let Some(panes) = model.panes() else {
        return Vec::new();
    };
    if model.overlay.take().is_some() {
        return redraw(model);
    }
    if let Some(list) = panes.list.filter(|list| list.rows.contains(at)) {
        model.focus = Focus::List;
        let row = usize::from(at.y - list.rows.y);
        let clicked = model.listed(list.rows.height).get(row);
        let clicked = clicked.map(|process| process.id().clone());
        return clicked.map_or_else(|| vec![Effect::Draw], |id| processes::select(model, id));
    }
    if panes.log.is_some_and(|log| log.rows.contains(at)) {
        model.focus = Focus::Log;
    }
    vec![Effect::Draw]
}

fn switch_focus(model: &mut Model) -> Vec<Effect> {
    model.focus = match model.place() {
        Place::Log => Focus::List,
        Place::Panes | Place::List | Place::Overlay | Place::Leaving => Focus::Log,
    };
    model.zoomed = false;
    log::settle(model)
}

fn zoom(model: &mut Model) -> Vec<Effect> {
    model.zoomed = !model.zoomed;
    log::settle(model)
}

fn wrap(model: &mut Model) -> Vec<Effect> {
    model.lines = match model.lines {
        Lines::Wrapped => Lines::Cut,
        Lines::Cut => Lines::Wrapped,
    };
    log::settle(model)
}

fn back(model: &mut Model) -> Vec<Effect> {
    model.zoomed = false;
    model.focus = Focus::List;
    log::settle(model)
}
