//! From lines to the rows that are drawn.

mod prefix;

use brummer_core::{LogLine, OpenLine};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use self::prefix::Prefix;
use super::{LogPane, Position};
use crate::model::Pattern;
use crate::options::ColorDepth;
use crate::text::{cut, highlight, pan, spread, styled, wrap};
use crate::theme::Theme;

/// The most matches that are highlighted in one line.
const MAX_MATCHES: usize = 200;

/// How much room lines have at least, besides what is before them, in columns.
const LEAST_TEXT: usize = 12;

/// The longest line that is spread out or put in short, in bytes.
const MAX_STRUCTURED: usize = 16 * 1024;

/// The shape of the pane, on which rows depend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// In columns, at least one.
    pub(crate) width: usize,
    /// In rows, at least one.
    pub(crate) height: usize,
    /// What becomes of longer lines.
    pub(crate) lines: Lines,
    /// What is before each line.
    pub(crate) stamps: Stamps,
    /// How many columns the name of the process takes before each line; 0 for none.
    pub(crate) names: usize,
    /// What becomes of structured lines.
    pub(crate) structured: Structured,
}

/// What becomes of lines that are longer than the pane is wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// They go on in the next row.
    Wrapped,
    /// They are cut off.
    Cut,
}

/// What is said of the time of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamps {
    /// Nothing.
    Off,
    /// The time of day.
    Time,
    /// How long ago it was.
    Relative,
    /// How long after the line before it.
    Delta,
}

/// What becomes of structured lines (JSON, logfmt).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Structured {
    /// They are shown as they were printed.
    Raw,
    /// The message, then the fields that matter.
    Short,
    /// JSON over several rows.
    Spread,
}

/// What rows are drawn with, and their number and size do not depend on.
pub(crate) struct Brush<'a> {
    pub(crate) theme: Theme,
    pub(crate) now: Timestamp,
    pub(crate) zone: &'a TimeZone,
    /// What is searched for.
    pub(crate) search: Option<&'a Pattern>,
    /// The place of a process among all, for its colour.
    pub(crate) place: &'a dyn Fn(&brummer_core::ProcessId) -> usize,
}

/// A row of a log on screen.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The line that it is of; none for an unfinished one.
    pub(crate) sequence: Option<u64>,
    /// What to draw.
    pub(crate) line: Line<'static>,
}

impl LogPane {
    /// The rows in sight, the uppermost first.
    pub(crate) fn rows(&self, shape: Shape, brush: &Brush<'_>) -> Vec<Row> {
        let mut upwards = Vec::new();
        let lines = self.window.lines();
        if self.position == Position::End {
            for open in self.open.iter().rev() {
                let rows = open_rows(open, shape, brush);
                upwards.extend(rows.into_iter().rev().map(|line| Row {
                    sequence: None,
                    line,
                }));
            }
            let last = lines.back().map(|line| line.sequence);
            if let Some(time) = self.marks.behind(last) {
                let line = mark(time, shape, brush);
                upwards.push(Row {
                    sequence: None,
                    line,
                });
            }
        }
        let (lowest, mut hidden) = self.lowest_line();
        for index in (0..lines.len().min(lowest + 1)).rev() {
            if upwards.len() >= shape.height {
                break;
            }
            let sequence = Some(lines[index].sequence);
            let rows = self.line_rows(index, shape, brush);
            let rows = rows.into_iter().rev().skip(hidden);
            upwards.extend(rows.map(|line| Row { sequence, line }));
            hidden = 0;
        }
        upwards.truncate(shape.height);
        upwards.reverse();
        upwards
    }

    /// How many rows a line takes.
    pub(super) fn height(&self, index: usize, shape: Shape) -> usize {
        let line = &self.window.lines()[index];
        let text = match (shape.lines, shape.structured) {
            (Lines::Cut, Structured::Raw | Structured::Short) => 1,
            (Lines::Cut, Structured::Spread) => texts(line, shape.structured).len(),
            (Lines::Wrapped, _) => texts(line, shape.structured)
                .iter()
                .map(|bytes| {
                    let line = styled(bytes, ColorDepth::None, usize::MAX);
                    wrap(&line, shape.text_width()).len()
                })
                .sum(),
        };
        text + usize::from(self.begins_run(index)) + usize::from(self.mark_before(index).is_some())
    }

    /// Whether the line is the first one of a run that was not the first. Among those of several processes, this is not told.
    fn begins_run(&self, index: usize) -> bool {
        let lines = self.window.lines();
        !self.scope.is_merged() && index > 0 && lines[index - 1].run != lines[index].run
    }

    /// When a mark was drawn before the line.
    fn mark_before(&self, index: usize) -> Option<Timestamp> {
        let lines = self.window.lines();
        let before = index.checked_sub(1).map(|index| lines[index].sequence);
        // What is before the first line that is loaded is not known.
        if before.is_none() && !self.window.at_start {
            return None;
        }
        self.marks.between(before, lines[index].sequence)
    }

    fn line_rows(&self, index: usize, shape: Shape, brush: &Brush<'_>) -> Vec<Line<'static>> {
        let lines = self.window.lines();
        let line = &lines[index];
        let before = index.checked_sub(1).map(|index| &lines[index]);
        let prefix = Prefix::of(line, before.map(|line| line.time), shape, brush);
        let mut rows = Vec::new();
        if let Some(time) = self.mark_before(index) {
            rows.push(mark(time, shape, brush));
        }
        if self.begins_run(index) {
            let title = format!("run {}", line.run);
            rows.push(rule(&title, shape.width, brush.theme, brush.theme.quiet()));
        }
        for bytes in texts(line, shape.structured) {
            let text = text_rows(&bytes, self.panned, shape, brush);
            rows.extend(prefix.before(text));
        }
        let style = self.line_style(line.sequence, brush.theme);
        rows.into_iter().map(|row| row.patch_style(style)).collect()
    }

    /// How the whole of a line looks because of what the user does with it.
    fn line_style(&self, sequence: u64, theme: Theme) -> Style {
        match self.selected_lines() {
            Some(lines) if lines.contains(&sequence) => theme.marked(),
            Some(_) | None if self.focus == Some(sequence) => theme.selected().underlined(),
            Some(_) | None => Style::new(),
        }
    }
}

impl Shape {
    /// The shape without what is before lines, if that left too little for the lines themselves.
    pub(crate) fn with_room_for_text(self) -> Self {
        let fits = |shape: &Self| prefix::width(shape) + LEAST_TEXT <= shape.width;
        let without_stamps = Self {
            stamps: Stamps::Off,
            ..self
        };
        let without_both = Self {
            names: 0,
            ..without_stamps
        };
        let shapes = [self, without_stamps, without_both];
        shapes.into_iter().find(fits).unwrap_or(without_both)
    }

    /// How many columns are left for the text of lines.
    pub(super) fn text_width(&self) -> usize {
        self.width.saturating_sub(prefix::width(self)).max(1)
    }
}

/// The parts that a line is shown as.
fn texts(line: &LogLine, structured: Structured) -> Vec<Vec<u8>> {
    let as_printed = || vec![line.bytes.to_vec()];
    if line.bytes.len() > MAX_STRUCTURED {
        return as_printed();
    }
    match structured {
        Structured::Raw => as_printed(),
        Structured::Short => match line.compact() {
            Some(text) => vec![text.into_bytes()],
            None => as_printed(),
        },
        Structured::Spread => match spread(&line.text()) {
            Some(text) => text.lines().map(|row| row.as_bytes().to_vec()).collect(),
            None => as_printed(),
        },
    }
}

fn open_rows(open: &OpenLine, shape: Shape, brush: &Brush<'_>) -> Vec<Line<'static>> {
    let rows = text_rows(&open.bytes, 0, shape, brush);
    Prefix::of_open(open, shape, brush).before(rows)
}

fn text_rows(bytes: &[u8], panned: usize, shape: Shape, brush: &Brush<'_>) -> Vec<Line<'static>> {
    let width = shape.text_width();
    match shape.lines {
        Lines::Wrapped => {
            let line = styled(bytes, brush.theme.depth(), usize::MAX);
            wrap(&found(line, brush), width)
        }
        Lines::Cut => vec![cut_row(bytes, panned, width, brush)],
    }
}

fn cut_row(bytes: &[u8], panned: usize, width: usize, brush: &Brush<'_>) -> Line<'static> {
    let end = panned + width;
    // A column behind the last one tells whether the line goes on.
    let line = styled(bytes, brush.theme.depth(), end + 1);
    let goes_on = line.width() > end;
    let line = found(line, brush);
    if !goes_on {
        return pan(&line, panned, width);
    }
    let mut row = pan(&line, panned, width - 1);
    let sign = brush.theme.either("›", ">");
    row.push_span(Span::styled(sign, brush.theme.quiet()));
    row
}

/// The line with what is searched for highlighted.
fn found(line: Line<'static>, brush: &Brush<'_>) -> Line<'static> {
    let Some(pattern) = brush.search else {
        return line;
    };
    let ranges = pattern.found().spans(&line.to_string(), MAX_MATCHES);
    highlight(line, &ranges, brush.theme.found())
}

fn mark(time: Timestamp, shape: Shape, brush: &Brush<'_>) -> Line<'static> {
    let title = format!("mark {}", clock(time, brush));
    rule(&title, shape.width, brush.theme, brush.theme.accent())
}

/// The time of day.
fn clock(time: Timestamp, brush: &Brush<'_>) -> String {
    let time = time.to_zoned(brush.zone.clone()).time();
    format!(
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// A rule across the pane that says something.
pub(crate) fn rule(text: &str, width: usize, theme: Theme, style: Style) -> Line<'static> {
    let dash = theme.either("─", "-");
    let text = cut(text, width.saturating_sub(6));
    let line = Line::styled(format!("{dash}{dash} {text} {}", dash.repeat(width)), style);
    pan(&line, 0, width)
}
