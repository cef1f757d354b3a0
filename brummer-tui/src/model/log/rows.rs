//! From lines to the rows that are drawn.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{LogPane, Position};
use crate::text::{cut, pan, styled, wrap};
use crate::theme::Theme;

/// The shape of the pane, on which rows depend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// In columns, at least one.
    pub(crate) width: usize,
    /// In rows, at least one.
    pub(crate) height: usize,
    /// What becomes of longer lines.
    pub(crate) lines: Lines,
}

/// What becomes of lines that are longer than the pane is wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// They go on in the next row.
    Wrapped,
    /// They are cut off.
    Cut,
}

impl LogPane {
    /// The rows in sight, the uppermost first.
    pub(crate) fn rows(&self, shape: Shape, theme: Theme) -> Vec<Line<'static>> {
        let mut upwards = Vec::new();
        if self.position == Position::End {
            for open in self.open.iter().rev() {
                let rows = self.text_rows(&open.bytes, shape, theme);
                upwards.extend(rows.into_iter().rev());
            }
        }
        let (lowest, mut hidden) = self.lowest_line();
        for index in (0..self.window.lines().len().min(lowest + 1)).rev() {
            if upwards.len() >= shape.height {
                break;
            }
            let rows = self.line_rows(index, shape, theme);
            upwards.extend(rows.into_iter().rev().skip(hidden));
            hidden = 0;
        }
        upwards.truncate(shape.height);
        upwards.reverse();
        upwards
    }

    /// How many rows a line takes.
    pub(super) fn height(&self, index: usize, shape: Shape) -> usize {
        match shape.lines {
            Lines::Cut => 1 + usize::from(self.begins_run(index)),
            Lines::Wrapped => self.line_rows(index, shape, Theme::Plain).len(),
        }
    }

    /// Whether the line is the first one of a run that was not the first.
    fn begins_run(&self, index: usize) -> bool {
        let lines = self.window.lines();
        index > 0 && lines[index - 1].run != lines[index].run
    }

    fn line_rows(&self, index: usize, shape: Shape, theme: Theme) -> Vec<Line<'static>> {
        let line = &self.window.lines()[index];
        let mut rows = self.text_rows(&line.bytes, shape, theme);
        if self.begins_run(index) {
            let title = format!("run {}", line.run);
            rows.insert(0, rule(&title, shape.width, theme.quiet()));
        }
        rows
    }

    fn text_rows(&self, bytes: &[u8], shape: Shape, theme: Theme) -> Vec<Line<'static>> {
        match shape.lines {
            Lines::Wrapped => wrap(&styled(bytes, theme.log_colors(), usize::MAX), shape.width),
            Lines::Cut => vec![self.cut_row(bytes, shape.width, theme)],
        }
    }

    fn cut_row(&self, bytes: &[u8], width: usize, theme: Theme) -> Line<'static> {
        let end = self.panned + width;
        // A column behind the last one tells whether the line goes on.
        let line = styled(bytes, theme.log_colors(), end + 1);
        if line.width() <= end {
            return pan(&line, self.panned, width);
        }
        let mut row = pan(&line, self.panned, width - 1);
        row.push_span(Span::styled("›", theme.quiet()));
        row
    }
}

/// A rule across the pane that says something.
pub(crate) fn rule(text: &str, width: usize, style: Style) -> Line<'static> {
    let text = cut(text, width.saturating_sub(6));
    let line = Line::styled(format!("── {text} {}", "─".repeat(width)), style);
    pan(&line, 0, width)
}
