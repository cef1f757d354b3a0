//! The log of one process as it is looked at: which lines are loaded, and which of them are in sight.
//!
//! What is in sight is told by what is lowest: the end of the log, or a certain row of a certain line. All above
//! follows from there, so that lines that come or go at the top move nothing.

mod rows;
mod scroll;
#[cfg(test)]
mod tests;
mod window;

use brummer_core::{LogCursor, LogGap, LogLine, LogPage, LogQuery, LogRange, OpenLine, ProcessId};

pub(crate) use self::rows::{Lines, Shape, rule};
use self::window::Window;

/// How many lines are read at a time.
const PAGE: usize = 500;

/// How many lines are read at a time only to count them, or on the way to the oldest line.
const LONG_PAGE: usize = 4_000;

/// A log in sight.
#[derive(Debug)]
pub(crate) struct LogPane {
    process: ProcessId,
    /// Answers to questions of another pane carry another number, and are ignored.
    ticket: u64,
    window: Window,
    /// The unfinished lines at the end.
    open: Vec<OpenLine>,
    position: Position,
    /// How many columns are left of the pane, where lines are cut.
    panned: usize,
    /// How many lines were evicted before they could be read.
    dropped: u64,
    /// The question that is under way; there is at most one.
    reading: Option<Read>,
    /// Whether the log may have changed since the last question about its end.
    stale: bool,
}

/// What is lowest in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The end, whatever comes.
    End,
    /// A row of a line.
    Held(Held),
}

/// A row of a line, and what is known of the lines behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// The line.
    sequence: u64,
    /// How many rows of it are below the pane.
    hidden: usize,
    /// How many lines came since the end was left.
    pub(crate) since: u64,
    /// Up to where they were counted.
    counted: LogCursor,
    /// Whether the user is on the way to the oldest line.
    rewinding: bool,
}

/// A question to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// What is at the end?
    End,
    /// What is before the first line that is loaded?
    Older,
    /// What is behind the last line that is loaded?
    Newer,
    /// How many lines came?
    Count,
}

/// Whether something changed what is in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// It did.
    Changed,
    /// It did not.
    Same,
}

impl LogPane {
    /// A pane at the end of a log of which nothing is known yet.
    pub(crate) fn new(process: ProcessId, ticket: u64) -> Self {
        Self {
            process,
            ticket,
            window: Window::default(),
            open: Vec::new(),
            position: Position::End,
            panned: 0,
            dropped: 0,
            reading: None,
            stale: true,
        }
    }

    /// The process whose log it is.
    pub(crate) fn process(&self) -> &ProcessId {
        &self.process
    }

    /// What its questions are marked with.
    pub(crate) fn ticket(&self) -> u64 {
        self.ticket
    }

    /// What is lowest in sight.
    pub(crate) fn position(&self) -> Position {
        self.position
    }

    /// How many lines were evicted before they could be read.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Whether the log was read at all.
    pub(crate) fn is_loaded(&self) -> bool {
        self.window.next().is_some()
    }

    /// Whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.window.lines().is_empty() && self.open.is_empty()
    }

    /// Notes that the log may have changed.
    pub(crate) fn mark_stale(&mut self) {
        self.stale = true;
    }

    /// The next question to ask, if there is one and none is under way.
    pub(crate) fn next_read(&mut self, shape: Shape) -> Option<LogQuery> {
        if self.reading.is_some() {
            return None;
        }
        let (read, range, limit) = self.question(shape)?;
        self.reading = Some(read);
        if read == Read::End || read == Read::Count {
            self.stale = false;
        }
        Some(LogQuery {
            range,
            ..LogQuery::tail(&self.process, limit)
        })
    }

    fn question(&self, shape: Shape) -> Option<(Read, LogRange, usize)> {
        let Position::Held(held) = self.position else {
            let limit = PAGE.max(shape.height);
            return self.stale.then_some((Read::End, LogRange::Tail, limit));
        };
        let index = self.window.position(held.sequence);
        let behind = self.window.lines().len().saturating_sub(index + 1);
        // Reading ahead by a page or two, so that scrolling does not wait.
        let near = shape.height.min(PAGE);
        if !self.window.at_start && (held.rewinding || index < 2 * near) {
            let limit = if held.rewinding { LONG_PAGE } else { PAGE };
            Some((
                Read::Older,
                LogRange::Before(self.window.previous()?),
                limit,
            ))
        } else if !self.window.at_end && behind < near {
            Some((Read::Newer, LogRange::After(self.window.next()?), PAGE))
        } else {
            let count = (Read::Count, LogRange::After(held.counted), LONG_PAGE);
            self.stale.then_some(count)
        }
    }

    /// Takes the answer to the question that is under way.
    pub(crate) fn take(&mut self, page: LogPage, shape: Shape) -> Sight {
        let Some(read) = self.reading.take() else {
            return Sight::Same;
        };
        match (read, &mut self.position) {
            (Read::End, Position::End) => self.take_end(page),
            (Read::Count, Position::Held(held)) => {
                let lost = lost(&page);
                let came = page.lines.len() as u64 + lost;
                held.since += came;
                held.counted = page.next;
                self.stale |= page.more;
                self.dropped += lost;
                self.window.at_end &= came == 0;
                if came == 0 {
                    Sight::Same
                } else {
                    Sight::Changed
                }
            }
            (Read::Older, Position::Held(held)) => {
                let rewinding = held.rewinding;
                self.window.extend_up(page);
                if rewinding {
                    self.rewind(shape);
                }
                Sight::Changed
            }
            (Read::Newer, Position::Held(_)) => {
                self.dropped += lost(&page);
                self.window.extend_down(page);
                Sight::Changed
            }
            // The user went elsewhere in the meantime, where another question is due.
            (Read::End, Position::Held(_)) => {
                self.stale = true;
                Sight::Same
            }
            (Read::Older | Read::Newer | Read::Count, Position::End) => Sight::Same,
        }
    }

    fn take_end(&mut self, page: LogPage) -> Sight {
        let last = |line: Option<&LogLine>| line.map(|line| line.sequence);
        let is_same = self.is_loaded()
            && self.open == page.open
            && last(self.window.lines().back()) == last(page.lines.last());
        self.open.clone_from(&page.open);
        self.window = Window::latest(page);
        if is_same { Sight::Same } else { Sight::Changed }
    }

    /// Notes that the question that is under way was not answered.
    pub(crate) fn give_up(&mut self) {
        self.reading = None;
    }
}

/// How many lines were evicted before this page could be read.
fn lost(page: &LogPage) -> u64 {
    match page.gap {
        LogGap::Evicted(lines) => lines,
        LogGap::None | LogGap::OtherInstance => 0,
    }
}
