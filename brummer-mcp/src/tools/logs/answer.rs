//! The text of an answer: lines, then what the caller has to know of them, and at last the cursor.

use std::fmt::Write as _;

use brummer_core::{LogCursor, LogGap, LogPage, LogRange};

use super::keep;
use crate::tools::lines::{self, Shown};

/// The most text of one answer, in bytes: about 8,000 tokens, under what every client takes.
const MAX_TEXT: usize = 30_000;

/// What of that is for what stands behind the lines.
const NOTES: usize = 1_500;

/// What was asked, as far as the text of the answer depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    /// The tool that was called.
    pub(super) tool: &'static str,
    /// The process that was asked for.
    pub(super) name: Option<&'a str>,
    /// The part of the logs that was asked for.
    pub(super) range: LogRange,
    /// What was searched for.
    pub(super) search: Option<&'a str>,
}

/// A page, rendered.
pub(super) struct Answer<'a> {
    question: Question<'a>,
    page: LogPage,
    shown: Shown,
}

impl<'a> Answer<'a> {
    pub(super) fn new(question: Question<'a>, page: LogPage) -> Self {
        let keep = keep(question.range);
        let shown = lines::show(&page.lines, &page.open, keep, MAX_TEXT - NOTES);
        Self {
            question,
            page,
            shown,
        }
    }

    /// Whether the page fits into the answer, so that its cursors are those of the answer.
    pub(super) fn is_whole(&self) -> bool {
        self.shown.lines == self.page.lines.len()
    }

    /// How many lines of the page fit.
    pub(super) fn lines(&self) -> usize {
        self.shown.lines
    }

    /// The end of the page.
    pub(super) fn next(&self) -> LogCursor {
        self.page.next
    }

    /// The whole text. What stands behind the last log line is ours, and ends with the cursor, whatever a program
    /// prints before.
    pub(super) fn into_text(self) -> String {
        let notes = [
            self.nothing(),
            self.process(),
            self.gap(),
            self.cut(),
            self.more(),
            self.around(),
        ];
        let mut text = self.shown.text;
        // Writing to a string cannot fail.
        for note in notes.into_iter().flatten() {
            let _ = writeln!(text, "{note}");
        }
        let tool = self.question.tool;
        let _ = write!(
            text,
            "cursor: {} (pass as after= to {tool} to read on)",
            self.page.next
        );
        text
    }

    fn nothing(&self) -> Option<String> {
        if !self.shown.text.is_empty() {
            return None;
        }
        Some(match (self.question.search, self.question.range) {
            (Some(query), _) => {
                let shown: String = query.chars().take(100).collect();
                let hint = if query.contains(['|', '*', '\\', '[', '(']) {
                    "; regex=true takes it as a regular expression"
                } else if query.chars().any(char::is_uppercase) {
                    "; all in lower case it would find both cases"
                } else {
                    ""
                };
                format!("no line matches `{shown}`{hint}")
            }
            (None, LogRange::Tail) => "nothing was printed yet".to_owned(),
            (None, LogRange::After(_)) => "nothing was printed since".to_owned(),
            (None, LogRange::Before(_) | LogRange::Around(..)) => {
                "there is nothing before".to_owned()
            }
        })
    }

    /// Whose lines they are, where neither the question nor the lines tell.
    fn process(&self) -> Option<String> {
        if self.question.name.is_some() {
            return None;
        }
        let mut processes = lines::processes(&self.page.lines, &self.page.open);
        let first = processes.next()?;
        processes
            .all(|process| process == first)
            .then(|| format!("process: {first}"))
    }

    fn gap(&self) -> Option<String> {
        match self.page.gap {
            LogGap::None => None,
            LogGap::Evicted(1) => Some("gap: 1 line behind the cursor is no longer kept".to_owned()),
            LogGap::Evicted(lines) => Some(format!(
                "gap: up to {lines} lines behind the cursor are no longer kept"
            )),
            LogGap::OtherInstance => Some(
                "gap: the cursor is of a brummer that has ended, and its logs with it; these lines are of the present one"
                    .to_owned(),
            ),
        }
    }

    fn cut(&self) -> Option<String> {
        self.shown
            .cut
            .then(|| "cut: ask for fewer lines to see more of the long ones".to_owned())
    }

    fn more(&self) -> Option<String> {
        if !self.page.more {
            return None;
        }
        let Question { tool, name, .. } = self.question;
        let name = name.map_or_else(String::new, |name| format!("name=\"{name}\" and "));
        Some(match self.question.range {
            LogRange::After(_) => format!(
                "more: newer ones follow; call {tool} with {name}after={}",
                self.page.next
            ),
            LogRange::Tail | LogRange::Before(_) | LogRange::Around(..) => format!(
                "more: older ones precede; call {tool} with {name}before={}",
                self.page.previous
            ),
        })
    }

    /// How to see what stands around a match.
    fn around(&self) -> Option<String> {
        let found = self.question.search.is_some() && !self.page.lines.is_empty();
        found.then(|| {
            format!(
                "around: logs_stream with after={} reads on from the first match",
                self.page.previous
            )
        })
    }
}

#[cfg(test)]
mod tests;
