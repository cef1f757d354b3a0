//! Lines that belong together as one row.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use brummer_core::detect::library_frames;
use brummer_core::{Level, LogLine, ProcessId, Run};
use jiff::tz::TimeZone;

use super::{Detail, Names, Times, cut};

/// One or several lines that are shown as one.
pub(super) struct Row<'a> {
    /// The last of them.
    line: &'a LogLine,
    content: Content<'a>,
    /// Whether the lines before it were of an earlier run of the same process.
    new_run: bool,
}

enum Content<'a> {
    /// A text, and how often it came.
    Text(Cow<'a, str>, usize),
    /// A structured line as a person reads it, and how often it came.
    Compact(String, usize),
    /// Frames of libraries, as many lines.
    Frames(usize),
}

/// The rows of some lines, in order.
pub(super) fn rows(lines: &[LogLine], detail: Detail) -> Vec<Row<'_>> {
    let mut runs: HashMap<&ProcessId, Run> = HashMap::new();
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let same = lines[at..]
            .iter()
            .take_while(|next| is_neighbour(line, next));
        let texts: Vec<_> = same.map(LogLine::text).collect();
        let before = runs.insert(&line.process, line.run);
        let mut new_run = before.is_some_and(|run| run != line.run);
        let count = texts.len();
        for (n, content) in contents(&lines[at..at + count], texts, detail) {
            rows.push(Row {
                line: &lines[at + n],
                content,
                new_run: std::mem::take(&mut new_run),
            });
        }
        at += count;
    }
    rows
}

/// Whether a line stands in the same block as another one.
fn is_neighbour(line: &LogLine, next: &LogLine) -> bool {
    (&line.process, line.run) == (&next.process, next.run)
}

/// What is shown of neighbours: each content with the position of its last line.
fn contents<'a>(
    lines: &'a [LogLine],
    mut texts: Vec<Cow<'a, str>>,
    detail: Detail,
) -> Vec<(usize, Content<'a>)> {
    let mut shown: Vec<(usize, Content<'a>)> = Vec::new();
    let mut at = 0;
    while at < texts.len() {
        let frames = match detail {
            Detail::Folded => library_frames(texts[at..].iter().map(AsRef::as_ref)),
            Detail::Raw => 0,
        };
        // A single frame is as short as its count.
        if frames > 1 {
            at += frames;
            shown.push((at - 1, Content::Frames(frames)));
            continue;
        }
        let repeats = texts[at..]
            .windows(2)
            .take_while(|pair| is_repeated(&pair[0], &pair[1]))
            .count();
        let count = repeats + 1;
        at += count;
        let compact = match detail {
            Detail::Folded => compact(&lines[at - 1], &texts[at - 1]),
            Detail::Raw => None,
        };
        let content = match compact {
            Some(compact) => Content::Compact(compact, count),
            None => Content::Text(std::mem::take(&mut texts[at - 1]), count),
        };
        shown.push((at - 1, content));
    }
    shown
}

/// A structured line as a person reads it, if that is shorter.
fn compact(line: &LogLine, text: &str) -> Option<String> {
    let compact = line.compact()?;
    let compact = match line.level.filter(|level| *level >= Level::Warn) {
        Some(level) => format!("{level}: {compact}"),
        None => compact,
    };
    (compact.len() < text.len()).then_some(compact)
}

/// Whether a line says the same as the one before it, but for a spinner that turns.
fn is_repeated(line: &str, next: &str) -> bool {
    line == next || still(line).is_some_and(|rest| Some(rest) == still(next))
}

/// A line without the spinner that it begins with.
fn still(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let mut chars = line.chars();
    let is_spinner = match chars.next()? {
        '\u{2801}'..='\u{28ff}' | '◐' | '◓' | '◑' | '◒' | '◴' | '◷' | '◶' | '◵' => {
            true
        }
        '|' | '/' | '-' | '\\' => chars.as_str().starts_with(' '),
        _ => false,
    };
    is_spinner.then(|| chars.as_str().trim())
}

impl Row<'_> {
    /// How many lines it stands for.
    pub(super) fn lines(&self) -> usize {
        match self.content {
            Content::Text(_, count) | Content::Compact(_, count) | Content::Frames(count) => count,
        }
    }

    /// How many frames of libraries it leaves out.
    pub(super) fn frames(&self) -> usize {
        match self.content {
            Content::Frames(count) => count,
            Content::Text(..) | Content::Compact(..) => 0,
        }
    }

    /// Whether it is a structured line without all of its fields.
    pub(super) fn is_compact(&self) -> bool {
        matches!(self.content, Content::Compact(..))
    }

    /// The row with its `\n`, and whether it was cut to `widest` bytes.
    pub(super) fn text(&self, names: Names, times: Times, widest: usize) -> (String, bool) {
        let name = names.before(&self.line.process);
        let mut text = String::new();
        // Writing to a string cannot fail.
        if self.new_run {
            let _ = writeln!(text, "{name}-- run {} --", self.line.run);
        }
        if times == Times::Shown {
            // As people write a moment to ask for: without a zone it is that of this machine.
            let here = self.line.time.to_zoned(TimeZone::system());
            let _ = write!(text, "{} ", here.strftime("%H:%M:%S%.3f"));
        }
        text.push_str(&name);
        let (line, count) = match &self.content {
            Content::Text(line, count) => (line.as_ref(), *count),
            Content::Compact(line, count) => (line.as_str(), *count),
            Content::Frames(count) => {
                let _ = writeln!(text, "    … {count} lines of library frames");
                return (text, false);
            }
        };
        let (shown, left_out) = cut(line, widest);
        text.push_str(shown);
        if left_out > 0 {
            let _ = write!(text, " … [{left_out} more bytes]");
        }
        if count > 1 {
            let _ = write!(text, " (x{count})");
        }
        text.push('\n');
        (text, left_out > 0)
    }
}
