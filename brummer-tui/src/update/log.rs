//! The log of the selected process.

use brummer_core::{Error, LogCursor, LogPage};

use super::{Effect, histogram, redraw, search, stream};
use crate::model::{LogPane, Model, Shape, Sight};

/// How far to scroll.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// So many rows.
    Rows(usize),
    /// Half of the rows that are in sight.
    HalfPage,
    /// All but one row, so that the eye finds its place again.
    Page,
}

impl Step {
    fn rows(self, shape: Shape) -> usize {
        match self {
            Self::Rows(rows) => rows,
            Self::HalfPage => (shape.height / 2).max(1),
            Self::Page => shape.height.saturating_sub(1).max(1),
        }
    }
}

/// Scrolls up.
pub(super) fn up(model: &mut Model, step: Step) -> Vec<Effect> {
    by_hand(model, |log, shape| log.scroll_up(step.rows(shape), shape))
}

/// Scrolls down.
pub(super) fn down(model: &mut Model, step: Step) -> Vec<Effect> {
    by_hand(model, |log, shape| log.scroll_down(step.rows(shape), shape))
}

/// Goes to the oldest line.
pub(super) fn oldest(model: &mut Model) -> Vec<Effect> {
    by_hand(model, LogPane::rewind)
}

/// Goes to the end, and stays there.
pub(super) fn follow(model: &mut Model) -> Vec<Effect> {
    by_hand(model, |log, _| log.follow())
}

/// Shows what is further left.
pub(super) fn pan_left(model: &mut Model) -> Vec<Effect> {
    with(model, |log, _| log.pan_left())
}

/// Shows what is further right.
pub(super) fn pan_right(model: &mut Model) -> Vec<Effect> {
    with(model, |log, _| log.pan_right())
}

/// Adapts the view to a pane whose shape may have changed.
pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    with(model, LogPane::settle)
}

/// Some log has changed.
pub(super) fn changed(model: &mut Model, end: LogCursor) -> Vec<Effect> {
    model.log_end = Some(end);
    if let Some(log) = &mut model.log {
        log.mark_stale();
    }
    read(model)
        .into_iter()
        .chain(search::count(model))
        .chain(histogram::read(model))
        .chain(stream::read(model))
        .collect()
}

/// A log was read.
pub(super) fn take(
    model: &mut Model,
    ticket: u64,
    page: Result<LogPage, Error>,
    start: u64,
) -> Vec<Effect> {
    let shape = shape(model);
    let Some(log) = model.log.as_mut().filter(|log| log.ticket() == ticket) else {
        return Vec::new();
    };
    let Ok(page) = page else {
        // The process was removed in the meantime, which the next revision of the project shows.
        log.give_up();
        return Vec::new();
    };
    match log.take(page, start, shape) {
        Sight::Changed => redraw(model),
        Sight::Same => read(model).into_iter().collect(),
    }
}

/// Asks for what the view lacks.
pub(super) fn read(model: &mut Model) -> Option<Effect> {
    let shape = shape(model);
    let log = model.log.as_mut()?;
    Some(Effect::Read {
        ticket: log.ticket(),
        query: Box::new(log.next_read(shape)?),
    })
}

/// Moves the view, after which no search that was begun before moves it.
fn by_hand(model: &mut Model, act: impl FnOnce(&mut LogPane, Shape)) -> Vec<Effect> {
    with(model, |log, shape| {
        log.is_sought = false;
        act(log, shape);
    })
}

fn with(model: &mut Model, act: impl FnOnce(&mut LogPane, Shape)) -> Vec<Effect> {
    let shape = shape(model);
    if let Some(log) = &mut model.log {
        act(log, shape);
    }
    redraw(model)
}

/// The shape in which the log is shown.
pub(super) fn shape(model: &Model) -> Shape {
    let pane = model.panes().and_then(|panes| panes.log);
    model.log_shape(pane.map(|pane| pane.rows).unwrap_or_default())
}
