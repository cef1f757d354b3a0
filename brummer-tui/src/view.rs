//! Draws the model. What is drawn follows from the model alone; nothing is decided here.

mod footer;
mod header;
mod leaving;
mod list;
mod log;
mod overlay;
mod rule;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::text::Line;

use crate::model::{Leaving, Model};

/// Draws everything.
pub(crate) fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let Some(panes) = model.panes_on(area) else {
        frame.render_widget(Line::raw("too small"), area);
        return;
    };
    header::draw(model, frame, panes.header);
    if let Some(pane) = panes.list {
        list::draw(model, frame, pane, panes.focus);
    }
    if let Some(pane) = panes.log {
        log::draw(model, frame, pane, panes.focus);
    }
    if let Some(divider) = panes.divider {
        rule::divide(model.theme, frame, divider);
    }
    footer::draw(model, frame, panes.footer);
    match (model.leaving, model.overlay) {
        (Leaving::No, None) => {}
        (Leaving::No, Some(overlay)) => overlay::draw(model, frame, overlay),
        (Leaving::Stopping { since, .. }, _) => leaving::draw(model, frame, "Stopping", since),
        (Leaving::Killing { since, .. }, _) => leaving::draw(model, frame, "Killing", since),
    }
}
