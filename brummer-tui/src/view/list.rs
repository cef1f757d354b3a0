//! The processes, one a row: bar, symbol, name, and what there is to say of the status.

use brummer_core::{Exit, Outcome, Phase, ProcessSnapshot, Status};
use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::rule;
use crate::model::{Focus, Model, Pane};
use crate::text::{fit, human};
use crate::theme::{Theme, symbol};

/// Draws the list.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, pane: Pane, focus: Focus) {
    let theme = model.theme;
    let style = match focus {
        Focus::List => theme.accent(),
        Focus::Log => theme.quiet(),
    };
    let title = vec![Span::styled("Processes", style)];
    rule::draw(theme, frame, pane.rule, title, note(model, pane.rows));
    for (row, process) in pane.rows.rows().zip(model.listed(pane.rows.height)) {
        let look = if Some(process.id()) == model.selected.as_ref() {
            Look::Selected(focus)
        } else {
            Look::Other
        };
        let line = line(process, look, theme, model.now, usize::from(row.width));
        frame.render_widget(line, row);
    }
}

/// Which row of how many is selected, where not all are in sight.
fn note(model: &Model, rows: Rect) -> Vec<Span<'static>> {
    let count = model.project.processes().len();
    match model.selected_index() {
        Some(row) if count > usize::from(rows.height) => {
            vec![Span::styled(
                format!("{}/{count}", row + 1),
                model.theme.quiet(),
            )]
        }
        Some(_) | None => Vec::new(),
    }
}

/// Whether a row is the one that the keys act on.
#[derive(Clone, Copy)]
enum Look {
    Selected(Focus),
    Other,
}

fn line(
    process: &ProcessSnapshot,
    look: Look,
    theme: Theme,
    now: Timestamp,
    width: usize,
) -> Line<'static> {
    let status = process.status();
    let (bar, bar_style, style) = match look {
        Look::Selected(Focus::List) => ("▌", theme.accent(), theme.selected()),
        Look::Selected(Focus::Log) => ("▌", theme.quiet(), theme.selected()),
        Look::Other => (" ", Style::new(), Style::new()),
    };
    let name_style = match status {
        Status::Pending | Status::Stopped => theme.quiet(),
        Status::Starting
        | Status::Running
        | Status::Stopping
        | Status::Restarting
        | Status::Failed
        | Status::Success => Style::new(),
    };
    let restarts = match process.restarts() {
        0 => String::new(),
        count => format!("↻{count} "),
    };
    let state = state(process, now);
    let taken = 5 + restarts.width() + state.width();
    let spans = [
        Span::styled(bar, bar_style),
        Span::styled(symbol(status), theme.status(status)),
        Span::raw(" "),
        Span::styled(
            fit(process.id().as_str(), width.saturating_sub(taken)),
            name_style,
        ),
        Span::raw(" "),
        Span::styled(restarts, theme.quiet()),
        Span::styled(state, state_style(theme, status)),
        Span::raw(" "),
    ];
    spans
        .into_iter()
        .map(|span| span.patch_style(style))
        .collect()
}

/// The run time while it runs, how it ended, or else the status.
fn state(process: &ProcessSnapshot, now: Timestamp) -> String {
    match process.phase() {
        Phase::Running { .. } => human(process.duration_at(now)),
        Phase::Ended { outcome, .. } => match outcome {
            Outcome::Exited(Exit::Code(code)) => format!("exit {code}"),
            Outcome::Exited(exit @ Exit::Signal(_)) => exit.to_string(),
            Outcome::Stopped(_) => "stopped".to_owned(),
            Outcome::NotStarted { .. } => "no start".to_owned(),
        },
        Phase::Pending
        | Phase::Starting { .. }
        | Phase::Stopping { .. }
        | Phase::Restarting { .. } => process.status().to_string(),
    }
}

fn state_style(theme: Theme, status: Status) -> Style {
    match status {
        Status::Running => Style::new(),
        Status::Pending | Status::Stopped | Status::Success => theme.quiet(),
        Status::Starting | Status::Stopping | Status::Restarting | Status::Failed => {
            theme.status(status)
        }
    }
}
