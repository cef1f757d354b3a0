//! The log of the selected process.

use brummer_core::{Phase, ProcessSnapshot, Status};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use super::rule;
use crate::keymap::{Action, key_for};
use crate::model::{Focus, LogPane, Model, Pane, Position, rule as rule_in_log};
use crate::text::{count, cut, human, wrap};
use crate::theme::symbol;

/// Draws the log with its title.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, pane: Pane, focus: Focus) {
    let (Some(process), Some(log)) = (model.process(), &model.log) else {
        rule::draw(model.theme, frame, pane.rule, Vec::new(), Vec::new());
        let hint = "There is nothing to run here.";
        frame.render_widget(Line::styled(hint, model.theme.quiet()), pane.rows);
        return;
    };
    let note = note(process, log, pane.rule.width);
    let taken = note.width() + 8;
    let title = title(
        model,
        process,
        focus,
        usize::from(pane.rule.width).saturating_sub(taken),
    );
    let note = Span::styled(note, note_style(model, log));
    rule::draw(model.theme, frame, pane.rule, title, vec![note]);

    if log.is_empty() {
        if log.is_loaded() {
            frame.render_widget(nothing(model, process, pane.rows.width), pane.rows);
        }
        return;
    }
    let mut rows = log.rows(model.log_shape(pane.rows), model.theme);
    rows.extend(ending(model, process, pane.rows));
    frame.render_widget(Text::from(rows), pane.rows);
}

/// `● web  vite --port 5173` in at most so many columns.
fn title(
    model: &Model,
    process: &ProcessSnapshot,
    focus: Focus,
    width: usize,
) -> Vec<Span<'static>> {
    let theme = model.theme;
    let style = match focus {
        Focus::Log => theme.accent(),
        Focus::List => Style::new().add_modifier(Modifier::BOLD),
    };
    let name = cut(process.id().as_str(), width.saturating_sub(2));
    let left = width.saturating_sub(2 + name.width() + 2);
    let mut title = vec![
        Span::styled(symbol(process.status()), theme.status(process.status())),
        Span::raw(" "),
        Span::styled(name, style),
    ];
    // Less than this says nothing.
    if left >= 6 {
        let script = cut(process.script(), left);
        title.push(Span::styled(format!("  {script}"), theme.quiet()));
    }
    title
}

/// `pid 4242 · run 2 · following`, or the latter parts of it, in the larger half of so many columns.
fn note(process: &ProcessSnapshot, log: &LogPane, width: u16) -> String {
    let mut parts = Vec::new();
    if let Some(pid) = process.pid() {
        parts.push(format!("pid {pid}"));
    }
    if let Some(run) = process.run() {
        parts.push(format!("run {run}"));
    }
    if log.dropped() > 0 {
        parts.push(format!("{} dropped", count(log.dropped())));
    }
    parts.push(match log.position() {
        Position::End if process.run().is_none() => String::new(),
        Position::End => "following".to_owned(),
        Position::Held(held) if held.since == 0 => "scrolled".to_owned(),
        Position::Held(held) => format!("▼ {} new", count(held.since)),
    });
    let room = usize::from(width) * 3 / 5;
    while parts.len() > 1 && parts.join(" · ").width() > room {
        parts.remove(0);
    }
    cut(&parts.join(" · "), room)
}

fn note_style(model: &Model, log: &LogPane) -> Style {
    match log.position() {
        Position::End => model.theme.quiet(),
        Position::Held(_) => model.theme.warning(),
    }
}

/// What to say instead of an empty log.
fn nothing(model: &Model, process: &ProcessSnapshot, width: u16) -> Text<'static> {
    let start = |again| format!("Press {} to start it{again}.", key_for(Action::Start));
    let quiet = model.theme.quiet();
    let rows = match (process.phase(), process.error()) {
        (_, Some(error)) => {
            let mut rows = wrap(
                &Line::styled(error.to_owned(), model.theme.error()),
                width.into(),
            );
            rows.push(Line::styled(start(" again"), quiet));
            rows
        }
        (Phase::Pending, None) => vec![
            Line::styled("It was not started yet.", quiet),
            Line::styled(
                format!(
                    "Press {} or {} to start it.",
                    key_for(Action::Open),
                    key_for(Action::Start)
                ),
                quiet,
            ),
        ],
        (Phase::Ended { outcome, .. }, None) => vec![
            Line::styled(format!("It printed nothing ({outcome})."), quiet),
            Line::styled(start(" again"), quiet),
        ],
        (
            Phase::Starting { .. }
            | Phase::Running { .. }
            | Phase::Stopping { .. }
            | Phase::Restarting { .. },
            None,
        ) => vec![Line::styled("No output so far.", quiet)],
    };
    Text::from(rows)
}

/// The last row of a log of a run that ended: how, and after how long.
fn ending(model: &Model, process: &ProcessSnapshot, area: Rect) -> Option<Line<'static>> {
    let Phase::Ended { outcome, .. } = process.phase() else {
        return None;
    };
    let text = match process.error() {
        Some(error) => error.to_owned(),
        None => format!(
            "{outcome} · after {}",
            human(process.duration_at(model.now))
        ),
    };
    let style = match process.status() {
        Status::Failed => model.theme.error(),
        Status::Pending
        | Status::Starting
        | Status::Running
        | Status::Stopping
        | Status::Restarting
        | Status::Stopped
        | Status::Success => model.theme.quiet(),
    };
    Some(rule_in_log(&text, usize::from(area.width), style))
}
