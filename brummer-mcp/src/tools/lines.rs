//! Log lines as text for a model: plain, without repetition, and bounded.

mod rows;

use std::fmt::Write as _;

use brummer_core::{LogLine, OpenLine, ProcessId};

use self::rows::{Row, rows};
use super::budget::weight;

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

/// Whether lines that say little are shown in short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Detail {
    /// Frames of libraries are counted, structured lines are as a person reads them.
    #[default]
    Folded,
    /// Each line is as it was printed, without its escape sequences.
    Raw,
}

/// Whether lines begin with the time at which they were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Times {
    #[default]
    Hidden,
    Shown,
}

/// How lines are to be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    pub(super) keep: Keep,
    pub(super) detail: Detail,
    pub(super) times: Times,
    /// The most bytes of the text, some hundreds at least.
    pub(super) limit: usize,
}

impl Manner {
    /// The newest lines, in short.
    pub(super) fn newest(limit: usize) -> Self {
        Self {
            keep: Keep::Newest,
            detail: Detail::Folded,
            times: Times::Hidden,
            limit,
        }
    }
}

/// Lines as text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// Empty, or lines that each end with `\n`.
    pub(super) text: String,
    /// How many of the lines given it shows. They are neighbours, at the end that was to be kept.
    pub(super) lines: usize,
    /// Whether some line was too long to be shown whole.
    pub(super) cut: bool,
    /// How many frames of libraries were only counted.
    pub(super) frames: usize,
    /// How many structured lines are shown without all of their fields.
    pub(super) compacted: usize,
}

/// Shows as many of the lines as fit, at least one of them, and then the unfinished ones.
///
/// Identical neighbours, and those that differ in nothing but a spinner, are one row with a count. A new run of a process is announced.
/// Names of processes stand before the lines only if there are several.
pub(super) fn show(lines: &[LogLine], open: &[OpenLine], manner: Manner) -> Shown {
    let names = Names::of(lines, open);
    let unfinished = show_open(open, names);
    let space = manner.limit.saturating_sub(unfinished.len());
    let widest = (space / lines.len().max(1))
        .max(MIN_LINE)
        .min(space.saturating_sub(FRAME));

    let rows = rows(lines, manner.detail);
    let texts: Vec<(String, bool)> = rows
        .iter()
        .map(|row| row.text(names, manner.times, widest))
        .collect();
    let weights = texts.iter().map(|(text, _)| weight(text));
    let fitting = fitting(weights, manner.keep, space);
    let range = match manner.keep {
        Keep::Newest => rows.len() - fitting..rows.len(),
        Keep::Oldest => 0..fitting,
    };
    let mut text: String = texts[range.clone()]
        .iter()
        .map(|(text, _)| text.as_str())
        .collect();
    text.push_str(&unfinished);
    let shown = &rows[range.clone()];
    Shown {
        text,
        lines: shown.iter().map(Row::lines).sum(),
        cut: texts[range].iter().any(|(_, cut)| *cut),
        frames: shown.iter().map(Row::frames).sum(),
        compacted: shown.iter().filter(|row| row.is_compact()).count(),
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
