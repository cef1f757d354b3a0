//! The plain stream: lines below one another as `brummer run` prints them, on the terminal's ordinary screen, so that its own scrollback,
//! selection and screen readers work.

use brummer_core::{LogPage, LogQuery, LogRange, ProcessSnapshot, ProjectSnapshot, Status};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{Effect, TerminalEffect, redraw};
use crate::keymap::Action;
use crate::model::{Model, Streaming};
use crate::text::{fit, styled};

/// How many lines are read at once.
const PAGE_LINES: usize = 1_000;

/// How much of a line is printed, in columns.
const MOST: usize = 4_096;

/// Leaves the full screen for a plain stream, or comes back.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.stream.is_some() {
        return come_back(model);
    }
    let Some(end) = model.log_end else {
        return Vec::new();
    };
    model.overlay = None;
    model.entry = None;
    let key = model.keymap.key_for(Action::Stream);
    let hint = format!("brummer: plain output; {key} or esc brings the full screen back");
    model.stream = Some(Streaming {
        next: end,
        is_reading: false,
    });
    // What was on screen comes first, so that there is something to read.
    let rows = usize::from(model.size.height).saturating_sub(2).max(1);
    let mut effects = vec![
        Effect::Terminal(TerminalEffect::Stream(true)),
        Effect::Terminal(TerminalEffect::Print(vec![Line::styled(
            hint,
            model.theme.quiet(),
        )])),
    ];
    effects.extend(ask(model, LogRange::Tail, rows));
    effects
}

/// Comes back to the full screen, if it was left.
pub(super) fn come_back(model: &mut Model) -> Vec<Effect> {
    if model.stream.take().is_none() {
        return Vec::new();
    }
    let mut effects = vec![Effect::Terminal(TerminalEffect::Stream(false))];
    effects.extend(redraw(model));
    effects
}

/// Asks for what came since.
pub(super) fn read(model: &mut Model) -> Option<Effect> {
    let stream = model.stream.as_ref()?;
    let (next, end) = (stream.next, model.log_end?);
    if next.line() >= end.line() {
        return None;
    }
    ask(model, LogRange::After(next), PAGE_LINES)
}

fn ask(model: &mut Model, range: LogRange, limit: usize) -> Option<Effect> {
    // What the log shows is what the stream prints.
    let query = match &model.log {
        Some(log) => log.query(range, limit),
        None => LogQuery {
            range,
            limit,
            ..LogQuery::default()
        },
    };
    let stream = model.stream.as_mut().filter(|stream| !stream.is_reading)?;
    stream.is_reading = true;
    Some(Effect::Stream(Box::new(query)))
}

/// Lines were read: they are printed, and the next ones asked for.
pub(super) fn take(model: &mut Model, page: Option<LogPage>) -> Vec<Effect> {
    let Some(stream) = &mut model.stream else {
        return Vec::new();
    };
    stream.is_reading = false;
    let Some(page) = page else {
        return Vec::new();
    };
    stream.next = page.next;
    let names = page.lines.iter().map(|line| line.process.as_str().width());
    let width = names.max().unwrap_or(0).max(model.stream_width());
    let lines = page.lines.iter().map(|line| {
        let place = model.place_of(&line.process).unwrap_or(0);
        let name = fit(line.process.as_str(), width);
        let mut spans = vec![Span::styled(
            format!("{name} | "),
            model.theme.name_of(place),
        )];
        spans.extend(styled(&line.bytes, model.theme.depth(), MOST).spans);
        Line::from(spans)
    });
    let lines: Vec<_> = lines.collect();
    let mut effects = Vec::new();
    if !lines.is_empty() {
        effects.push(Effect::Terminal(TerminalEffect::Print(lines)));
    }
    effects.extend(read(model));
    effects
}

/// What became of processes, which the full screen would show.
pub(super) fn tell(model: &Model, next: &ProjectSnapshot) -> Option<Effect> {
    model.stream.as_ref()?;
    let changed = next.processes().iter().filter_map(|process| {
        let was = model.project.process(process.id().as_str());
        let status = process.status();
        (was.map(|was| was.status()) != Some(status) && status != Status::Pending)
            .then(|| news(model, process))
    });
    let lines: Vec<_> = changed.collect();
    (!lines.is_empty()).then_some(Effect::Terminal(TerminalEffect::Print(lines)))
}

fn news(model: &Model, process: &ProcessSnapshot) -> Line<'static> {
    let status = process.status();
    let symbol = model.theme.symbol(status);
    let text = format!("brummer: {symbol} {} {status}", process.id());
    Line::styled(text, model.theme.status(status))
}

impl Model {
    /// How wide the names of what has run are, at most a quarter of the screen.
    fn stream_width(&self) -> usize {
        let processes = self.project.processes().iter();
        let with_lines = processes.filter(|process| process.status() != Status::Pending);
        let widths = with_lines.map(|process| process.id().as_str().width());
        widths
            .max()
            .unwrap_or(0)
            .min(usize::from(self.size.width) / 4)
    }
}
