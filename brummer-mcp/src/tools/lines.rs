//! Log lines as text for a model: plain, without repetition, and bounded.

use std::collections::HashMap;
use std::fmt::Write as _;

use brummer_core::{LogLine, OpenLine, ProcessId, Run};

/// The least that is shown of a line before it is cut, in bytes.
const MIN_LINE: usize = 2_000;

/// The most that stands around a line: names, marks and a count, in bytes.
const FRAME: usize = 400;

/// The most that is shown of an unfinished line, or of a command line, in bytes.
const SHORT: usize = 500;

/// The most unfinished lines that are shown.
const OPEN_LINES: usize = 8;

/// Which lines are kept where not all of them fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// Those at the end.
    Newest,
    /// Those at the beginning.
    Oldest,
}

/// Lines as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// Empty, or lines that each end with `\n`.
    pub(super) text: String,
    /// How many of the lines given it shows. They are neighbours, at the end that was to be kept.
    pub(super) lines: usize,
    /// Whether some line was too long to be shown whole.
    pub(super) cut: bool,
}

/// Shows as many of the lines as fit into `limit` bytes (some thousands), at least one of them, and then the unfinished
/// ones.
///
/// Identical neighbours are one row with a count. A new run of a process is announced. Names of processes stand before
/// the lines only if there are several.
pub(super) fn show(lines: &[LogLine], open: &[OpenLine], keep: Keep, limit: usize) -> Shown {
    let names = Names::of(lines, open);
    let unfinished = show_open(open, names);
    let space = limit.saturating_sub(unfinished.len());
    let widest = (space / lines.len().max(1))
        .max(MIN_LINE)
        .min(space.saturating_sub(FRAME));

    let rows = rows(lines);
    let texts: Vec<(String, bool)> = rows.iter().map(|row| row.text(names, widest)).collect();
    let fitting = fitting(texts.iter().map(|(text, _)| text.len()), keep, space);
    let range = match keep {
        Keep::Newest => rows.len() - fitting..rows.len(),
        Keep::Oldest => 0..fitting,
    };
    let mut text: String = texts[range.clone()]
        .iter()
        .map(|(text, _)| text.as_str())
        .collect();
    text.push_str(&unfinished);
    Shown {
        text,
        lines: rows[range.clone()].iter().map(|row| row.count).sum(),
        cut: texts[range].iter().any(|(_, cut)| *cut),
    }
}

/// Whether lines begin with the name of their process.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Shown,
    Hidden,
}

impl Names {
    fn of(lines: &[LogLine], open: &[OpenLine]) -> Self {
        let mut processes = processes(lines, open);
        let first = processes.next();
        if processes.any(|process| Some(process) != first) {
            Self::Shown
        } else {
            Self::Hidden
        }
    }

    fn before(self, process: &ProcessId) -> String {
        match self {
            Self::Shown => format!("{process} | "),
            Self::Hidden => String::new(),
        }
    }
}

/// The process of each line.
pub(super) fn processes<'a>(
    lines: &'a [LogLine],
    open: &'a [OpenLine],
) -> impl Iterator<Item = &'a ProcessId> {
    let finished = lines.iter().map(|line| &line.process);
    finished.chain(open.iter().map(|line| &line.process))
}

/// One or several identical lines.
struct Row<'a> {
    line: &'a LogLine,
    count: usize,
    /// Whether the lines before it were of an earlier run of the same process.
    new_run: bool,
}

fn rows<'a>(lines: &'a [LogLine]) -> Vec<Row<'a>> {
    let mut runs: HashMap<&ProcessId, Run> = HashMap::new();
    let mut rows: Vec<Row<'a>> = Vec::new();
    for line in lines {
        if let Some(row) = rows.last_mut()
            && row.line.process == line.process
            && row.line.run == line.run
            && row.line.bytes == line.bytes
        {
            row.count += 1;
            continue;
        }
        let before = runs.insert(&line.process, line.run);
        let new_run = before.is_some_and(|run| run != line.run);
        rows.push(Row {
            line,
            count: 1,
            new_run,
        });
    }
    rows
}

impl Row<'_> {
    /// The row with its `\n`, and whether it was cut to `widest` bytes.
    fn text(&self, names: Names, widest: usize) -> (String, bool) {
        let name = names.before(&self.line.process);
        let mut text = String::new();
        // Writing to a string cannot fail.
        if self.new_run {
            let _ = writeln!(text, "{name}-- run {} --", self.line.run);
        }
        let line = self.line.text();
        let (shown, left_out) = cut(&line, widest);
        let _ = write!(text, "{name}{shown}");
        if left_out > 0 {
            let _ = write!(text, " … [{left_out} more bytes]");
        }
        if self.count > 1 {
            let _ = write!(text, " (x{})", self.count);
        }
        text.push('\n');
        (text, left_out > 0)
    }
}

fn show_open(open: &[OpenLine], names: Names) -> String {
    let mut text = String::new();
    for line in open.iter().take(OPEN_LINES) {
        let name = names.before(&line.process);
        let line = line.text();
        let (shown, left_out) = cut(&line, SHORT);
        let more = if left_out > 0 { " …" } else { "" };
        let _ = writeln!(text, "{name}{shown}{more} [unfinished line]");
    }
    if open.len() > OPEN_LINES {
        let _ = writeln!(text, "[{} more unfinished lines]", open.len() - OPEN_LINES);
    }
    text
}

/// How many rows of these lengths fit, from the end that is to be kept; at least one if there is one.
fn fitting(lengths: impl DoubleEndedIterator<Item = usize>, keep: Keep, space: usize) -> usize {
    let mut left = space;
    let mut fits = |length: &usize| match left.checked_sub(*length) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    let lengths: Vec<usize> = match keep {
        Keep::Newest => lengths.rev().collect(),
        Keep::Oldest => lengths.collect(),
    };
    let fitting = lengths.iter().take_while(|length| fits(length)).count();
    fitting.max(1).min(lengths.len())
}

/// A command line or the like, cut where it would crowd out the rest of an answer.
pub(super) fn shortened(text: &str) -> String {
    let (shown, left_out) = cut(text, SHORT);
    if left_out == 0 {
        return shown.to_owned();
    }
    format!("{shown} … [{left_out} more bytes]")
}

/// The beginning of a text, and how many bytes were left out behind it.
fn cut(text: &str, most: usize) -> (&str, usize) {
    let shown = &text[..text.floor_char_boundary(most)];
    (shown, text.len() - shown.len())
}

#[cfg(test)]
pub(super) mod tests;
