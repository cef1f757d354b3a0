//! A view that is a list, with details of the selected row where there are any.

use brummer_core::Status;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span, Text};

use super::{item, rule};
use crate::model::{Item, LOOKING, Model, Pane, View, problem_rows};
use crate::text::wrap;

/// Draws the view.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, body: Rect) {
    let pane = model.list_area(body);
    let list = model.list();
    let title = vec![Span::styled(model.view.info().title, model.theme.accent())];
    rule::draw(model.theme, frame, pane.rule, title, note(model));
    if list.items.is_empty() {
        frame.render_widget(nothing(model, pane.rows.width), pane.rows);
        return;
    }
    let width = usize::from(pane.rows.width);
    let rows = list.in_sight(usize::from(pane.rows.height));
    for (area, (item, is_selected)) in pane.rows.rows().zip(rows) {
        let line = item::line(model, item, is_selected, width);
        frame.render_widget(line, area);
    }
    if let (Some(pane), Some(item)) = (Pane::lower(body), list.item()) {
        details(model, frame, pane, item);
    }
}

/// How many rows there are, and which one is selected.
fn note(model: &Model) -> Vec<Span<'static>> {
    let list = model.list();
    let mut parts = Vec::new();
    if !list.search.is_empty() {
        parts.push(format!("`{}`", list.search));
    }
    match list.items.len() {
        0 => {}
        count if count < list.total => parts.push(format!("{count} of {}", list.total)),
        count if model.view != View::Help => parts.push(format!("{}/{count}", list.selected + 1)),
        _ => {}
    }
    if model.view == View::Problems {
        if model.problems_shown.more > 0 {
            parts.push(format!("and {} more", model.problems_shown.more));
        }
        if model.problems_shown.with_resolved {
            parts.push("with resolved ones".to_owned());
        }
    }
    vec![Span::styled(parts.join(" · "), model.theme.quiet())]
}

/// What to say instead of an empty list.
fn nothing(model: &Model, width: u16) -> Text<'static> {
    let list = model.list();
    let text = if model.is_opening && model.view == View::Scripts {
        LOOKING.to_owned()
    } else if model.view == View::Problems && list.search.is_empty() && !failed(model).is_empty() {
        format!(
            "No problem was recognised in the output, but {} failed: see the log.",
            failed(model)
        )
    } else if list.search.is_empty() {
        model.view.info().empty.to_owned()
    } else {
        format!("Nothing has `{}`; esc shows all again.", list.search)
    };
    Text::from(wrap(&Line::styled(text, model.theme.quiet()), width.into()))
}

/// Which processes failed, as in a sentence: the first of them, and how many others.
fn failed(model: &Model) -> String {
    let processes = model.project.processes().iter();
    let mut failed = processes.filter(|process| process.status() == Status::Failed);
    let Some(first) = failed.next() else {
        return String::new();
    };
    match failed.count() {
        0 => first.id().to_string(),
        others => format!("{} and {others} more", first.id()),
    }
}

/// What else there is to say of the selected row.
fn details(model: &Model, frame: &mut Frame<'_>, pane: Pane, item: &Item) {
    let (title, rows) = match item {
        Item::Problem(problem) => (problem.process.to_string(), problem_rows(model, problem)),
        Item::Script(script, _) => (script.name.to_string(), item::script_rows(model, script)),
        Item::Url(..)
        | Item::Activity(_)
        | Item::Setting(_)
        | Item::Editor(_)
        | Item::Heading(_)
        | Item::Key { .. } => return,
    };
    let title = vec![Span::styled(title, Modifier::BOLD)];
    rule::draw(model.theme, frame, pane.rule, title, Vec::new());
    let width = usize::from(pane.rows.width);
    let height = usize::from(pane.rows.height);
    let mut drawn = Vec::new();
    for row in rows {
        if drawn.len() >= height {
            break;
        }
        drawn.extend(wrap(&row, width));
    }
    drawn.truncate(height);
    frame.render_widget(Text::from(drawn), pane.rows);
}
