//! The log of the selected process.

use brummer_core::{Phase, ProcessSnapshot, Status};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use super::{histogram, rule};
use crate::keymap::Action;
use crate::model::{
    Brush, Focus, LOOKING, LogPane, Model, Pane, Position, Row, Scope, rule as rule_in_log,
};
use crate::text::{count, cut, human, wrap};

/// Draws the log with its title.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, pane: Pane, focus: Focus) {
    let (Some(process), Some(log)) = (model.process(), &model.log) else {
        rule::draw(model.theme, frame, pane.rule, Vec::new(), Vec::new());
        let hint = if model.is_opening {
            LOOKING
        } else {
            "There is nothing to run here."
        };
        frame.render_widget(Line::styled(hint, model.theme.quiet()), pane.rows);
        return;
    };
    let note = note(model, process, log, pane.rule.width);
    let taken = note.width() + 8;
    let title = title(
        model,
        process,
        focus,
        usize::from(pane.rule.width).saturating_sub(taken),
    );
    let note = Span::styled(note, note_style(model, log));
    rule::draw(model.theme, frame, pane.rule, title, vec![note]);
    if let Some(row) = pane.bars {
        histogram::draw(model, log, frame, row, pane.rows);
    }

    if log.is_empty() {
        if log.is_loaded() {
            frame.render_widget(nothing(model, process, pane.rows.width), pane.rows);
        }
        return;
    }
    let rows = rows(model, log, pane.rows).into_iter().map(|row| row.line);
    let mut rows: Vec<_> = rows.collect();
    if model.shows_ending() {
        rows.extend(ending(model, process, pane.rows));
    }
    frame.render_widget(Text::from(rows), pane.rows);
    if let Some(bar) = pane.bar {
        draw_bar(model, log, frame, pane.rows, bar);
    }
}

/// The rows of the log in an area, with the lines that they are of.
pub(crate) fn rows(model: &Model, log: &LogPane, area: Rect) -> Vec<Row> {
    let place = |id: &brummer_core::ProcessId| model.place_of(id).unwrap_or(0);
    let brush = Brush {
        theme: model.theme,
        now: model.now,
        zone: &model.zone,
        search: model.search.as_ref().map(|search| &search.pattern),
        place: &place,
    };
    log.rows(model.log_shape(area), &brush)
}

/// The scroll bar: which part of the log is in sight, and where matches and marks are.
fn draw_bar(model: &Model, log: &LogPane, frame: &mut Frame<'_>, rows: Rect, bar: Rect) {
    let end = model.log_end.map_or(0, brummer_core::LogCursor::line);
    let theme = model.theme;
    let Some((from, to)) = log.extent(model.log_shape(rows), end) else {
        return;
    };
    let height = f64::from(bar.height);
    let first = row_of(from, height);
    let last = row_of(to, height).max(first);
    for y in 0..bar.height {
        let (symbol, style) = if (first..=last).contains(&y) {
            (theme.either("┃", "#"), theme.accent())
        } else {
            (theme.either("│", "|"), theme.quiet())
        };
        put(frame, bar, y, symbol, style);
    }
    for line in model.look.marks.lines() {
        let y = row_of(log.place(line, end), height);
        put(frame, bar, y, theme.either("◂", "<"), theme.accent());
    }
    let matches = model.search.as_ref().map(|search| &search.lines);
    let mut before = None;
    for line in matches.into_iter().flatten() {
        let y = row_of(log.place(*line, end), height);
        if before != Some(y) {
            put(frame, bar, y, theme.either("■", "="), theme.warning());
        }
        before = Some(y);
    }
}

/// The row of a bar that a share of its height falls into.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is from 0 to 1, and a bar is at most as high as a screen"
)]
fn row_of(share: f64, height: f64) -> u16 {
    (share * height).min(height - 1.0).max(0.0) as u16
}

fn put(frame: &mut Frame<'_>, bar: Rect, y: u16, symbol: &'static str, style: Style) {
    let cell = Rect::new(bar.x, bar.y + y, 1, 1).intersection(frame.area());
    frame.render_widget(Span::styled(symbol, style), cell);
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
    let merged = match model.log.as_ref().map(LogPane::scope) {
        Some(Scope::All) => Some("all processes".to_owned()),
        Some(Scope::Several(ids)) => {
            let ids: Vec<_> = ids.iter().map(brummer_core::ProcessId::as_str).collect();
            Some(ids.join(" + "))
        }
        Some(Scope::One(_)) | None => None,
    };
    if let Some(merged) = merged {
        return vec![Span::styled(cut(&merged, width), style)];
    }
    let name = cut(process.id().as_str(), width.saturating_sub(2));
    let left = width.saturating_sub(2 + name.width() + 2);
    let mut title = vec![
        Span::styled(
            theme.symbol(process.status()),
            theme.status(process.status()),
        ),
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
fn note(model: &Model, process: &ProcessSnapshot, log: &LogPane, width: u16) -> String {
    let mut parts = Vec::new();
    if !log.scope().is_merged() {
        parts.extend(process.pid().map(|pid| format!("pid {pid}")));
        if process.is_running() {
            parts.extend(model.usages.text(std::iter::once(process.id())));
        }
        parts.extend(process.run().map(|run| format!("run {run}")));
    }
    parts.extend(searched(model, log));
    parts.extend(log.filter().title());
    if log.is_selecting() {
        parts.push("selecting".to_owned());
    }
    if log.dropped() > 0 {
        parts.push(format!("{} dropped", count(log.dropped())));
    }
    parts.push(match log.position() {
        Position::End if process.run().is_none() && !log.scope().is_merged() => String::new(),
        Position::End => "following".to_owned(),
        Position::Held(held) if held.since == 0 => "scrolled".to_owned(),
        Position::Held(held) => {
            let sign = model.theme.either("▼", "v");
            format!("{sign} {} new", count(held.since))
        }
    });
    let room = usize::from(width) * 3 / 5;
    while parts.len() > 1 && parts.join(" · ").width() > room {
        parts.remove(0);
    }
    cut(&parts.join(" · "), room)
}

/// "`cart` 3/127": what is searched for, how often it is there, and which of them is in focus.
fn searched(model: &Model, log: &LogPane) -> Option<String> {
    let search = model.search.as_ref()?;
    let number = log.focus().and_then(|line| search.number_of(line));
    let total = search.count.map_or_else(String::new, count);
    let of = number.map_or_else(String::new, |number| format!("{}/", count(number)));
    Some(format!("`{}` {of}{total}", cut(&search.pattern.text, 20)))
}

fn note_style(model: &Model, log: &LogPane) -> Style {
    match log.position() {
        Position::End => model.theme.quiet(),
        Position::Held(_) => model.theme.warning(),
    }
}

/// What to say instead of an empty log.
fn nothing(model: &Model, process: &ProcessSnapshot, width: u16) -> Text<'static> {
    let key = |action| model.keymap.key_for(action);
    let start = |again| format!("Press {} to start it{again}.", key(Action::Start));
    let quiet = model.theme.quiet();
    let log = model.log.as_ref();
    if let Some(filter) = log.and_then(|log| log.filter().title()) {
        let text = format!("No line is {filter}; the command `filter-off` shows all again.");
        return Text::from(wrap(&Line::styled(text, quiet), width.into()));
    }
    if log.is_some_and(|log| log.scope().is_merged()) {
        return Text::from(Line::styled("No output so far.", quiet));
    }
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
                    key(Action::Open),
                    key(Action::Start)
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
    Some(rule_in_log(
        &text,
        usize::from(area.width),
        model.theme,
        style,
    ))
}
