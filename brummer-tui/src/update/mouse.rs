//! The mouse.

use ratatui::layout::{Position, Rect};

use super::{Effect, Wheel, histogram, log, look, overlay, processes, redraw, rows};
use crate::model::{Drag, Focus, ListRow, Model, Panes, VIEWS, View};
use crate::view::tab_at;

/// How many rows a notch of the mouse wheel goes.
const NOTCH: usize = 3;

/// The mouse wheel was turned.
pub(super) fn wheel(model: &mut Model, wheel: Wheel, at: Position) -> Vec<Effect> {
    if model.overlay.is_some() {
        return overlay::wheel(model, wheel);
    }
    if model.view != View::Processes {
        return match wheel {
            Wheel::Up => rows::up(model, NOTCH),
            Wheel::Down => rows::down(model, NOTCH),
        };
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

/// A cell was clicked: a row or a tab is selected, a pane gets the focus, something begins to be dragged.
pub(super) fn click(model: &mut Model, at: Position) -> Vec<Effect> {
    model.drag = Drag::Nothing;
    let Some(panes) = model.panes() else {
        return Vec::new();
    };
    if model.overlay.take().is_some() || model.entry.take().is_some() {
        return redraw(model);
    }
    if let Some(tabs) = panes.tabs.filter(|tabs| tabs.contains(at)) {
        let view = tab_at(model, tabs, at.x).map(|tab| VIEWS[tab].view);
        return view.map_or_else(Vec::new, |view| rows::go(model, view));
    }
    if model.view == View::Processes {
        return click_panes(model, &panes, at);
    }
    let list = model.list_area(panes.body);
    if list.rows.contains(at) {
        return rows::select(model, usize::from(at.y - list.rows.y));
    }
    vec![Effect::Draw]
}

fn click_panes(model: &mut Model, panes: &Panes, at: Position) -> Vec<Effect> {
    if let Some(list) = panes.list.filter(|list| list.rows.contains(at)) {
        model.focus = Focus::List;
        let row = usize::from(at.y - list.rows.y);
        return match model.listed(list.rows.height).get(row).cloned() {
            Some(ListRow::Group(group)) if model.selected_group.as_ref() == Some(&group.name) => {
                processes::fold(model, !group.is_folded)
            }
            Some(row) => processes::select_row(model, &row),
            None => vec![Effect::Draw],
        };
    }
    if panes.divider.is_some_and(|divider| divider.contains(at)) {
        model.drag = Drag::Splitter;
        return Vec::new();
    }
    if let Some(row) = panes
        .log
        .and_then(|log| log.bars)
        .filter(|row| row.contains(at))
    {
        model.focus = Focus::Log;
        return histogram::click(model, row, at);
    }
    if let Some(pane) = panes.log.filter(|log| log.rows.contains(at)) {
        model.focus = Focus::Log;
        if let Some(log) = &mut model.log {
            log.deselect();
        }
        if let Some(from) = line_at(model, pane.rows, at) {
            model.drag = Drag::Lines {
                from,
                is_moved: false,
            };
        }
    }
    redraw(model)
}

/// The mouse was moved with its button down.
pub(super) fn drag(model: &mut Model, at: Position) -> Vec<Effect> {
    let Some(panes) = model.panes() else {
        return Vec::new();
    };
    match model.drag {
        Drag::Nothing => Vec::new(),
        Drag::Splitter => {
            let by = panes.divider.map_or(0, |divider| {
                i32::from(at.x).saturating_sub(i32::from(divider.x))
            });
            look::widen(model, i16::try_from(by).unwrap_or(0))
        }
        Drag::Lines { from, .. } => {
            let Some(pane) = panes.log else {
                return Vec::new();
            };
            // Beyond an edge, the view moves on.
            let mut effects = Vec::new();
            if at.y < pane.rows.y {
                effects.extend(log::up(model, log::Step::Rows(1)));
            } else if at.y >= pane.rows.bottom() {
                effects.extend(log::down(model, log::Step::Rows(1)));
            }
            let last = pane.rows.bottom().saturating_sub(1);
            let y = at.y.clamp(pane.rows.y, last.max(pane.rows.y));
            let line = line_at(model, pane.rows, Position::new(pane.rows.x, y));
            if let (Some(line), Some(log)) = (line, &mut model.log) {
                model.drag = Drag::Lines {
                    from,
                    is_moved: true,
                };
                log.select(Some(from));
                log.select_to(line);
            }
            effects.extend(redraw(model));
            effects
        }
    }
}

/// The button was let go: what was selected is copied.
pub(super) fn drop(model: &mut Model) -> Vec<Effect> {
    let drag = std::mem::replace(&mut model.drag, Drag::Nothing);
    match drag {
        Drag::Lines { is_moved: true, .. } => look::copy(model),
        Drag::Lines { .. } | Drag::Splitter | Drag::Nothing => Vec::new(),
    }
}

/// The line of the log at a cell.
fn line_at(model: &Model, rows: Rect, at: Position) -> Option<u64> {
    let log = model.log.as_ref()?;
    let row = usize::from(at.y.checked_sub(rows.y)?);
    crate::view::log_rows(model, log, rows).get(row)?.sequence
}
