//! The text of an answer: lines, then what the caller has to know of them, and at last the cursor.

use std::fmt::Write as _;

use brummer_core::{LogCursor, LogGap, LogPage, LogQuery, LogRange};

use super::keep;
use crate::tools::budget::Budget;
use crate::tools::lines::{self, Detail, Manner, Shown, Times};
use crate::tools::shown;

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
    /// Whether lines of some stream, level or run only were asked for.
    pub(super) filtered: bool,
    pub(super) detail: Detail,
    pub(super) times: Times,
    pub(super) budget: Budget,
}

/// A page, rendered.
pub(super) struct Answer<'a> {
    question: Question<'a>,
    page: LogPage,
    shown: Shown,
    /// What is said of processes that may not be read.
    hidden: Option<&'a str>,
}

impl<'a> Answer<'a> {
    pub(super) fn new(question: Question<'a>, page: LogPage, hidden: Option<&'a str>) -> Self {
        let manner = Manner {
            keep: keep(question.range),
            detail: question.detail,
            times: question.times,
            limit: question.budget.lines(),
        };
        let shown = lines::show(&page.lines, &page.open, manner);
        Self {
            question,
            page,
            shown,
            hidden,
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

    /// About how many of the lines that were found fit with their context, out of `limit`; fewer than that, and at least one.
    pub(super) fn fewer(&self, limit: usize) -> usize {
        let fit = limit * self.shown.lines / self.page.lines.len().max(1);
        fit.clamp(1, limit - 1)
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
            gap_note(self.page.gap),
            self.folded(),
            self.cut(),
            self.more(),
            self.around(),
            self.hidden.map(str::to_owned),
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
            (None, LogRange::Tail) if self.question.filtered => {
                "no line passes the filters".to_owned()
            }
            (None, LogRange::After(_)) if self.question.filtered => {
                "no line since passes the filters".to_owned()
            }
            (None, LogRange::Before(_)) if self.question.filtered => {
                "no line before passes the filters".to_owned()
            }
            (None, LogRange::Tail) => "nothing was printed yet".to_owned(),
            (None, LogRange::After(_)) => "nothing was printed since".to_owned(),
            (None, LogRange::Before(_)) => "there is nothing before".to_owned(),
            (None, LogRange::Around(_, window)) => format!(
                "nothing was printed within {} of that moment",
                shown::duration(window)
            ),
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

    fn folded(&self) -> Option<String> {
        let Shown {
            frames, compacted, ..
        } = self.shown;
        let frames = (frames > 0).then(|| format!("{frames} lines of library frames"));
        let compacted = (compacted > 0).then(|| format!("fields of {compacted} structured lines"));
        let folded: Vec<_> = frames.into_iter().chain(compacted).collect();
        (!folded.is_empty()).then(|| format!("folded: {}; raw=true shows them", folded.join(", ")))
    }

    fn cut(&self) -> Option<String> {
        self.shown.cut.then(|| {
            "cut: ask for fewer lines, or more max_tokens, to see more of the long ones".to_owned()
        })
    }

    fn more(&self) -> Option<String> {
        if !self.page.more && self.is_whole() {
            return None;
        }
        let Question { tool, name, .. } = self.question;
        let name = name.map_or_else(String::new, |name| format!("name=\"{name}\" and "));
        Some(match self.question.range {
            LogRange::After(_) => format!(
                "more: {}; call {tool} with {name}after={}",
                self.left_out("newer line"),
                self.page.next
            ),
            LogRange::Tail | LogRange::Before(_) => format!(
                "more: {}; call {tool} with {name}before={}",
                self.left_out("older line"),
                self.page.previous
            ),
            LogRange::Around(..) => format!(
                "more: {} left out; name a process, or raise lines and max_tokens",
                self.left_out("line")
            ),
        })
    }

    /// How many lines of those that were asked for are not in the answer: `12 older lines`, or `10000 or more older lines`.
    fn left_out(&self, what: &str) -> String {
        let number = self.page.left_out + (self.page.lines.len() - self.shown.lines) as u64;
        let counted = shown::count(usize::try_from(number).unwrap_or(usize::MAX), what);
        if self.page.left_out < LogQuery::MAX_COUNTED {
            return counted;
        }
        counted.replacen(' ', " or more ", 1)
    }

    /// How to see what stands around a match.
    fn around(&self) -> Option<String> {
        let searched = self.question.search.is_some() && self.question.times == Times::Hidden;
        let found = searched && !self.page.lines.is_empty();
        found.then(|| {
            format!(
                "around: logs_stream with after={} reads on from the first match",
                self.page.previous
            )
        })
    }
}

/// What a cursor asked for, and is not there.
pub(in crate::tools) fn gap_note(gap: LogGap) -> Option<String> {
    match gap {
        LogGap::None => None,
        LogGap::Evicted(1) => Some("gap: 1 line behind the cursor is no longer kept".to_owned()),
        LogGap::Evicted(lines) => Some(format!(
            "gap: up to {lines} lines behind the cursor are no longer kept"
        )),
        LogGap::OtherInstance => Some(
            "gap: the cursor is of a brummer that has ended, and its logs with it; this is of the present one"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests;
