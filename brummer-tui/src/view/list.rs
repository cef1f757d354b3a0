//! The processes, one a row: bar, symbol, name, and what there is to say of the status.

use brummer_core::{Exit, Outcome, Phase, ProcessSnapshot, Readiness, Status, WatcherState};
use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::rule;
use crate::model::{Focus, Group, ListRow, Model, Pane};
use crate::text::{fit, human};
use crate::theme::Theme;

/// How much of a name stays, whatever else there is to say, in columns.
const LEAST_NAME: usize = 8;

/// The least width of a list that tells what each process uses of the machine, in columns.
const WITH_USAGE: usize = 38;

/// The least width of a list whose headings say how many failed, in columns; narrower ones show it by colour.
const WITH_FAILED: usize = 48;

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
    let selected = model.selected_index();
    let rows = pane.rows.rows().zip(model.listed(pane.rows.height));
    for (place, (area, row)) in rows.enumerate() {
        let is_selected = selected == Some(model.list_offset + place);
        let is_chosen = match row {
            ListRow::Process(process, _) => model.chosen.contains(process.id()),
            ListRow::Group(_) => false,
        };
        let look = if is_selected {
            Look::Selected(focus)
        } else {
            Look::Other { is_chosen }
        };
        let width = usize::from(area.width);
        let line = match row {
            ListRow::Process(process, is_below) => line(model, process, *is_below, look, width),
            ListRow::Group(group) => group_line(model, group, look, width),
        };
        frame.render_widget(line, area);
    }
}

/// What all of them use together; and which row of how many is selected, where not all are in sight.
fn note(model: &Model, rows: Rect) -> Vec<Span<'static>> {
    let all = model.project.processes().iter();
    let mut parts: Vec<String> = Vec::new();
    parts.extend(model.usages.text(all.map(|process| process.id())));
    let count = model.rows.len();
    if let Some(row) = model.selected_index()
        && count > usize::from(rows.height)
    {
        parts.push(format!("{}/{count}", row + 1));
    }
    if parts.is_empty() {
        return Vec::new();
    }
    vec![Span::styled(parts.join(" · "), model.theme.quiet())]
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

/// The heading of a group: how many of how many run, and what is broken.
fn group_line(model: &Model, group: &Group, look: Look, width: usize) -> Line<'static> {
    let theme = model.theme;
    let (bar, bar_style, style) = bar(theme, look);
    let sign = if group.is_folded {
        theme.either("▸", "+")
    } else {
        theme.either("▾", "-")
    };
    let summary = group_summary(model, group, width);
    let taken = 4 + summary.iter().map(Span::width).sum::<usize>();
    let name = fit(&group.name, width.saturating_sub(taken));
    let mut spans = vec![
        Span::styled(bar, bar_style),
        Span::styled(format!("{sign} "), theme.quiet()),
        Span::styled(format!("{name} "), Modifier::BOLD),
    ];
    spans.extend(summary);
    let spans = spans.into_iter().map(|span| span.patch_style(style));
    spans.collect()
}

fn group_summary(model: &Model, group: &Group, width: usize) -> Vec<Span<'static>> {
    let theme = model.theme;
    let members = group.members.iter();
    let errors: u32 = members.map(|it| it.output().problems.errors).sum();
    let failed = group.count(|status| status == Status::Failed);
    let running = group.count(Status::is_running);
    let mut summary = Vec::new();
    if errors > 0 {
        let text = format!("{}{errors} ", theme.either("✗", "x"));
        summary.push(Span::styled(text, theme.error()));
    }
    if failed > 0 && width >= WITH_FAILED {
        summary.push(Span::styled(format!("{failed} failed "), theme.error()));
    }
    let mut state = format!("{running}/{}", group.members.len());
    if width >= WITH_USAGE && model.usages.is_known() {
        let usage = model.usages.column(group.ids());
        summary.push(Span::styled(format!("{usage} "), theme.quiet()));
        state = format!("{state:>STATE$}");
    }
    let state_style = match (failed, running) {
        (0, 0) => theme.quiet(),
        (0, _) => theme.status(Status::Running),
        (_, _) => theme.error(),
    };
    summary.push(Span::styled(format!("{state} "), state_style));
    summary
}

/// The sign before a row, its style, and that of the row.
fn bar(theme: Theme, look: Look) -> (&'static str, Style, Style) {
    match look {
        Look::Selected(Focus::List) => (theme.either("▌", ">"), theme.accent(), theme.selected()),
        Look::Selected(Focus::Log) => (theme.either("▌", ">"), theme.quiet(), theme.selected()),
        Look::Other { is_chosen: true } => ("+", theme.accent(), Style::new()),
        Look::Other { is_chosen: false } => (" ", Style::new(), Style::new()),
    }
}

fn line(
    model: &Model,
    process: &ProcessSnapshot,
    is_below: bool,
    look: Look,
    width: usize,
) -> Line<'static> {
    let theme = model.theme;
    let status = process.status();
    let (bar, bar_style, style) = bar(theme, look);
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
    // Who stands below a heading is moved in.
    let indent = if is_below { "  " } else { "" };
    let end = state.width() + usage.width() + indent.len();
    let room = width.saturating_sub(5 + end + name.width().min(LEAST_NAME));
    let badges = badges(process, theme, room);
    let taken = 5 + end + badges.iter().map(|badge| badge.width() + 1).sum::<usize>();
    let mut spans = vec![
        Span::styled(bar, bar_style),
        Span::raw(indent),
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
            // Nobody knows yet whether the last change is good.
            Some(WatcherState::Failed { .. } | WatcherState::Updated) | None => {}
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
