//! What is before each line: its time, and the name of its process.

use std::time::Duration;

use brummer_core::{LogLine, OpenLine, ProcessId};
use jiff::Timestamp;
use ratatui::text::{Line, Span};

use super::{Brush, Shape, Stamps};
use crate::text::{fit, human};

/// What is before a line.
pub(super) struct Prefix {
    spans: Vec<Span<'static>>,
    /// In columns.
    width: usize,
}

/// How many columns it takes.
pub(super) fn width(shape: &Shape) -> usize {
    let stamp = match shape.stamps {
        Stamps::Off => 0,
        Stamps::Time => 13,
        Stamps::Relative => 8,
        Stamps::Delta => 9,
    };
    let name = match shape.names {
        0 => 0,
        names => names + 3,
    };
    stamp + name
}

impl Prefix {
    /// Before a line; `before` is the time of the line above it.
    pub(super) fn of(
        line: &LogLine,
        before: Option<Timestamp>,
        shape: Shape,
        brush: &Brush<'_>,
    ) -> Self {
        let mut prefix = Self::new(shape);
        let stamp = match shape.stamps {
            Stamps::Off => None,
            Stamps::Time => Some(clock(line.time, brush)),
            Stamps::Relative => Some(format!("{:>7} ", ago(line.time, brush.now))),
            Stamps::Delta => Some(format!("{:>8} ", delta(before, line.time))),
        };
        if let Some(stamp) = stamp {
            prefix.spans.push(Span::styled(stamp, brush.theme.quiet()));
        }
        prefix.name(&line.process, shape, brush);
        prefix
    }

    /// Before a line that is not complete.
    pub(super) fn of_open(open: &OpenLine, shape: Shape, brush: &Brush<'_>) -> Self {
        let mut prefix = Self::new(shape);
        let without_name = Shape { names: 0, ..shape };
        prefix
            .spans
            .push(Span::raw(" ".repeat(width(&without_name))));
        prefix.name(&open.process, shape, brush);
        prefix
    }

    /// The rows of a line behind it; those below the first one are indented.
    pub(super) fn before(&self, rows: Vec<Line<'static>>) -> Vec<Line<'static>> {
        if self.width == 0 {
            return rows;
        }
        let indented = rows.into_iter().enumerate().map(|(row, line)| {
            let mut spans = match row {
                0 => self.spans.clone(),
                _ => vec![Span::raw(" ".repeat(self.width))],
            };
            spans.extend(line.spans);
            Line::from(spans)
        });
        indented.collect()
    }

    fn new(shape: Shape) -> Self {
        Self {
            spans: Vec::new(),
            width: width(&shape),
        }
    }

    fn name(&mut self, process: &ProcessId, shape: Shape, brush: &Brush<'_>) {
        if shape.names > 0 {
            let name = fit(process.as_str(), shape.names);
            let style = brush.theme.name_of((brush.place)(process));
            self.spans.push(Span::styled(name, style));
            let bar = brush.theme.either(" │ ", " | ");
            self.spans.push(Span::styled(bar, brush.theme.quiet()));
        }
    }
}

/// `12:03:44.123 `
fn clock(time: Timestamp, brush: &Brush<'_>) -> String {
    let time = time.to_zoned(brush.zone.clone()).time();
    format!(
        "{:02}:{:02}:{:02}.{:03} ",
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond()
    )
}

/// `-3m04s`
fn ago(time: Timestamp, now: Timestamp) -> String {
    let ago = Duration::try_from(now.duration_since(time)).unwrap_or_default();
    format!("-{}", human(ago))
}

/// `+1.234s`, or nothing for the first line.
fn delta(before: Option<Timestamp>, time: Timestamp) -> String {
    let Some(before) = before else {
        return String::new();
    };
    let delta = Duration::try_from(time.duration_since(before)).unwrap_or_default();
    match delta.as_millis() {
        0..100_000 => format!("+{:.3}s", delta.as_secs_f64()),
        _ => format!("+{}", human(delta)),
    }
}
