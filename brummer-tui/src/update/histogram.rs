//! The bars above the log.

use brummer_core::LogHistogram;
use ratatui::layout::{Position, Rect};

use super::{Effect, log, look, search};
use crate::keymap::Action;
use crate::model::Model;

/// Shows the bars, or takes them away.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    model.bars.is_shown = !model.bars.is_shown;
    log::settle(model)
}

/// Asks for the bars, if they are shown and may have changed.
pub(super) fn read(model: &mut Model) -> Option<Effect> {
    let wanted = model.wanted_bars()?;
    let end = model.log_end?.line();
    model.bars.next(wanted, end, model.now).map(Effect::Bars)
}

/// They were counted.
pub(super) fn take(model: &mut Model, histogram: Option<LogHistogram>) -> Vec<Effect> {
    model.bars.take(histogram);
    vec![Effect::Draw]
}

/// Goes to the first line of the next bar, later or earlier.
pub(super) fn step(model: &mut Model, action: Action) -> Vec<Effect> {
    if !model.bars.is_shown {
        return toggle(model);
    }
    let shape = log::shape(model);
    let Some(log) = &model.log else {
        return Vec::new();
    };
    let Some((first, _)) = log.sight(shape) else {
        return Vec::new();
    };
    let line = log.focus().unwrap_or(first);
    let is_later = action == Action::NextBar;
    let beside = model.bars.line_beside(log.scope(), line, is_later);
    if let Some(line) = beside {
        return search::go_to(model, line);
    }
    look::say(model, "there are no lines beyond that".to_owned());
    vec![Effect::Draw]
}

/// Goes to the first line of the bar that was clicked, or of the next one that has lines.
pub(super) fn click(model: &mut Model, row: Rect, at: Position) -> Vec<Effect> {
    let Some(log) = &model.log else {
        return Vec::new();
    };
    let bars = model.bars.of(log.scope());
    let place = usize::from(at.x.saturating_sub(row.x));
    let line = bars.and_then(|bars| {
        let mut later = bars.buckets.iter().skip(place);
        later.find_map(|bar| bar.first)
    });
    line.map_or_else(Vec::new, |line| search::go_to(model, line))
}
