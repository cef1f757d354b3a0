//! The processes, one a row: bar, symbol, name, and what there is to say of the status.

use brummer_core::{Exit, Outcome, Phase, ProcessSnapshot, Readiness, Status, WatcherState};
use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::rule;
use crate::model::{Focus, Model, Pane};
use crate::text::{fit, human};
use crate::theme::Theme;

/// How much of a name stays, whatever else there is to say, in columns.
const LEAST_NAME: usize = 8;

/// The least width of a list that tells what each process uses of the machine, in columns.
const WITH_USAGE: usize = 38;

/// How wide the state is where what comes before it stands in a column.
const STATE: usize = 7;

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
            Look::Other {
                is_chosen: model.chosen.contains(process.id()),
            }
        };
        let line = line(model, process, look, usize::from(row.width));
        frame.render_widget(line, row);
    }
}

/// What all of them use together; and which row of how many is selected, where not all are in sight.
fn note(model: &Model, rows: Rect) -> Vec<Span<'static>> {
    let all = model.project.processes().iter();
    let mut parts: Vec<String> = Vec::new();
    parts.extend(model.usages.text(all.map(|process| process.id())));
    let count = model.project.processes().len();
    if let Some(row) = model.selected_index()
        && count > usize::from(rows.height)
    {
        parts.push(format!("{}/{count}", row + 1));
    }
    match parts.is_empty() {
        true => Vec::new(),
        false => vec![Span::styled(parts.join(" · "), model.theme.quiet())],
    }
}

/// Whether a row is the one that the keys act on.
#[derive(Clone, Copy)]
enum Look {
    Selected(Focus),
    Other {
        /// Whether its log is shown together with others.
        is_chosen: bool,
    },
}

fn line(model: &Model, process: &ProcessSnapshot, look: Look, width: usize) -> Line<'static> {
    let theme = model.theme;
    let status = process.status();
    let (bar, bar_style, style) = match look {
        Look::Selected(Focus::List) => (theme.either("▌", ">"), theme.accent(), theme.selected()),
        Look::Selected(Focus::Log) => (theme.either("▌", ">"), theme.quiet(), theme.selected()),
        Look::Other { is_chosen: true } => ("+", theme.accent(), Style::new()),
        Look::Other { is_chosen: false } => (" ", Style::new(), Style::new()),
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
    let name = process.id().as_str();
    let mut state = state(process, model.now);
    let mut usage = String::new();
    if width >= WITH_USAGE && model.usages.is_known() {
        state = format!("{state:>STATE$}");
        usage = model.usages.column(std::iter::once(process.id()));
        usage.push(' ');
    }
    let end = state.width() + usage.width();
    let room = width.saturating_sub(5 + end + name.width().min(LEAST_NAME));
    let badges = badges(process, theme, room);
    let taken = 5 + end + badges.iter().map(|badge| badge.width() + 1).sum::<usize>();
    let mut spans = vec![
        Span::styled(bar, bar_style),
        Span::styled(theme.symbol(status), theme.status(status)),
        Span::raw(" "),
        Span::styled(fit(name, width.saturating_sub(taken)), name_style),
        Span::raw(" "),
    ];
    for badge in badges {
        spans.extend([badge, Span::raw(" ")]);
    }
    spans.push(Span::styled(usage, theme.quiet()));
    spans.push(Span::styled(state, state_style(theme, status)));
    spans.push(Span::raw(" "));
    spans
        .into_iter()
        .map(|span| span.patch_style(style))
        .collect()
}

/// What else there is to say, as far as there is room for it: what is broken goes before what is busy, what is ready, and where.
fn badges(process: &ProcessSnapshot, theme: Theme, room: usize) -> Vec<Span<'static>> {
    let output = process.output();
    let mut badges = Vec::new();
    if output.problems.errors > 0 {
        let text = format!("{}{}", theme.either("✗", "x"), output.problems.errors);
        badges.push(Span::styled(text, theme.error()));
    }
    if output.problems.warnings > 0 {
        let text = format!("{}{}", theme.either("▲", "!"), output.problems.warnings);
        badges.push(Span::styled(text, theme.warning()));
    }
    if process.is_running() {
        match output.cycle() {
            Some(WatcherState::Busy) => badges.push(Span::styled("busy", theme.warning())),
            Some(WatcherState::Clean) => {
                badges.push(Span::styled(theme.either("✓", "ok"), theme.good()));
            }
            // The problems say it, unless it did not print any.
            Some(WatcherState::Failed { .. }) if output.problems.errors == 0 => {
                badges.push(Span::styled(theme.either("✗", "x"), theme.error()));
            }
            Some(WatcherState::Failed { .. }) | None => {}
        }
        let is_ready = matches!(process.readiness(), Readiness::Ready { .. });
        let style = if is_ready {
            theme.good()
        } else {
            theme.quiet()
        };
        match process.urls().first() {
            Some(url) => badges.push(Span::styled(format!(":{}", url.port), style)),
            None if is_ready => badges.push(Span::styled("ready", style)),
            None => {}
        }
    }
    if process.restarts() > 0 {
        let text = format!("{}{}", theme.either("↻", "@"), process.restarts());
        badges.push(Span::styled(text, theme.quiet()));
    }
    let mut left = room;
    badges.retain(|badge| match left.checked_sub(badge.width() + 1) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    });
    badges
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
