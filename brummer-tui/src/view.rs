//! Draws the model. What is drawn follows from the model alone; nothing is decided here.

mod footer;
mod header;
mod histogram;
mod item;
mod leaving;
mod list;
mod log;
mod overlay;
mod palette;
mod rows;
mod rule;
mod tabs;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::text::Line;

pub(crate) use self::log::rows as log_rows;
pub(crate) use self::tabs::tab_at;
use crate::model::{Entry, Leaving, Model, View};

/// Draws everything.
pub(crate) fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let Some(panes) = model.panes_on(area) else {
        frame.render_widget(Line::raw("too small"), area);
        return;
    };
    header::draw(model, frame, panes.header);
    if let Some(tabs) = panes.tabs {
        tabs::draw(model, frame, tabs);
    }
    match model.view {
        View::Processes => {
            if let Some(pane) = panes.list {
                list::draw(model, frame, pane, panes.focus);
            }
            if let Some(pane) = panes.log {
                log::draw(model, frame, pane, panes.focus);
            }
            if let Some(divider) = panes.divider {
                rule::divide(model.theme, frame, divider);
            }
        }
        View::Problems
        | View::Urls
        | View::Scripts
        | View::Activity
        | View::Settings
        | View::Help => rows::draw(model, frame, panes.body),
    }
    footer::draw(model, frame, panes.footer);
    boxes(model, frame);
    if model.theme.ascii {
        in_ascii(frame);
    }
}

/// What lies on top of a view.
fn boxes(model: &Model, frame: &mut Frame<'_>) {
    if let Some(Entry::Palette(palette)) = &model.entry {
        palette::draw(model, frame, palette);
    }
    match (model.leaving, &model.overlay) {
        (Leaving::No, None) => {}
        (Leaving::No, Some(overlay)) => overlay::draw(model, frame, overlay),
        (Leaving::Asked, _) => leaving::ask(model, frame),
        (Leaving::Stopping { since, .. }, _) => leaving::draw(model, frame, "Stopping", since),
        (Leaving::Killing { since, .. }, _) => leaving::draw(model, frame, "Killing", since),
    }
}

/// Replaces the signs of texts that are not ASCII. What programs print is left as it is, but for these.
fn in_ascii(frame: &mut Frame<'_>) {
    for cell in &mut frame.buffer_mut().content {
        let sign = match cell.symbol() {
            "…" => "~",
            "·" => "-",
            "≥" => ">",
            _ => continue,
        };
        cell.set_symbol(sign);
    }
}
