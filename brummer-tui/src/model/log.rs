//! A log as it is looked at: which lines are wanted, which are loaded, and which of them are in sight.
//!
//! What is in sight is told by what is lowest: the end of the log, or a certain row of a certain line. All above
//! follows from there, so that lines that come or go at the top move nothing.

mod copy;
mod filter;
mod marks;
mod rows;
mod scroll;
mod seek;
mod take;
#[cfg(test)]
mod tests;
mod window;

use brummer_core::{LogCursor, LogQuery, LogRange, OpenLine};

pub(crate) use self::filter::{Filter, Pattern, Scope};
pub(crate) use self::marks::Marks;
pub(crate) use self::rows::{Brush, Lines, Row, Shape, Stamps, Structured, rule};
pub(crate) use self::seek::Seek;
use self::window::Window;

/// How many lines are read at a time.
const PAGE: usize = 500;

/// How many lines are read at a time only to count them, or on the way to the oldest line.
const LONG_PAGE: usize = 4_000;

/// A log in sight.
#[derive(Debug)]
pub(crate) struct LogPane {
    scope: Scope,
    filter: Filter,
    /// Answers to questions of another pane carry another number, and are ignored.
    ticket: u64,
    window: Window,
    /// The unfinished lines at the end.
    open: Vec<OpenLine>,
    position: Position,
    /// The line that was gone to, until the view is moved by hand.
    focus: Option<u64>,
    /// Whether the answer to a search is still to move the view: not once that was moved by hand.
    pub(crate) is_sought: bool,
    /// The lines that are selected: where that began, and where it stands.
    selection: Option<(u64, u64)>,
    /// The marks that are drawn across it.
    pub(crate) marks: Marks,
    /// How many columns are left of the pane, where lines are cut.
    panned: usize,
    /// How many lines were evicted before they could be read.
    dropped: u64,
    /// The number of the oldest line that the log still has.
    start: u64,
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
    /// Whether the user is on the way somewhere.
    way: Way,
}

/// Where the user is on the way to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Nowhere: the view stands.
    Stands,
    /// To the oldest line.
    Oldest,
    /// To a line, of which those around it are being read.
    Line,
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
    /// What is up to the line that is gone to?
    UpTo,
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
    pub(crate) fn new(scope: Scope, filter: Filter, ticket: u64) -> Self {
        Self {
            scope,
            filter,
            ticket,
            window: Window::default(),
            open: Vec::new(),
            position: Position::End,
            focus: None,
            is_sought: false,
            selection: None,
            marks: Marks::default(),
            panned: 0,
            dropped: 0,
            start: 0,
            reading: None,
            stale: true,
        }
    }

    /// Whose log it is.
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Which lines of it are wanted.
    pub(crate) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// What its questions are marked with.
    pub(crate) fn ticket(&self) -> u64 {
        self.ticket
    }

    /// What is lowest in sight.
    pub(crate) fn position(&self) -> Position {
        self.position
    }

    /// The line that was gone to.
    pub(crate) fn focus(&self) -> Option<u64> {
        self.focus
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
        Some(self.query(range, limit))
    }

    /// A question to the lines of this pane.
    pub(crate) fn query(&self, range: LogRange, limit: usize) -> LogQuery {
        let query = LogQuery {
            processes: self.scope.processes(),
            range,
            limit,
            ..LogQuery::default()
        };
        self.filter.apply(query)
    }

    fn question(&self, shape: Shape) -> Option<(Read, LogRange, usize)> {
        let Position::Held(held) = self.position else {
            let limit = PAGE.max(shape.height);
            return self.stale.then_some((Read::End, LogRange::Tail, limit));
        };
        if !self.is_loaded() {
            let behind = held.counted.before_line(held.sequence.saturating_add(1));
            return Some((Read::UpTo, LogRange::Before(behind), PAGE));
        }
        let index = self.window.position(held.sequence);
        let behind = self.window.lines().len().saturating_sub(index + 1);
        // Reading ahead by a page or two, so that scrolling does not wait.
        let near = shape.height.min(PAGE);
        let rewinding = held.way == Way::Oldest;
        let newer = (!self.window.at_end && behind < near)
            .then(|| Some((Read::Newer, LogRange::After(self.window.next()?), PAGE)));
        // What is behind the line that is gone to is in sight first.
        if let (Way::Line, Some(newer)) = (held.way, &newer) {
            return *newer;
        }
        if !self.window.at_start && (rewinding || index < 2 * near) {
            let limit = if rewinding { LONG_PAGE } else { PAGE };
            let before = LogRange::Before(self.window.previous()?);
            Some((Read::Older, before, limit))
        } else if let Some(newer) = newer {
            newer
        } else {
            let count = (Read::Count, LogRange::After(held.counted), LONG_PAGE);
            self.stale.then_some(count)
        }
    }

    /// Notes that the question that is under way was not answered.
    pub(crate) fn give_up(&mut self) {
        self.reading = None;
    }

    /// The part of the log that is in sight, as the shares of it that are above and below; none if all of it is, or nothing is known.
    pub(crate) fn extent(&self, shape: Shape, end: u64) -> Option<(f64, f64)> {
        let (first, last) = self.sight(shape)?;
        // Not all numbers are those of lines that are wanted, so the ends are told by the lines that are loaded.
        let loaded = self.window.lines();
        let is_first = loaded.front().is_some_and(|line| line.sequence == first);
        let is_last = loaded.back().is_some_and(|line| line.sequence == last);
        let from = if self.window.at_start && is_first {
            first
        } else {
            self.start.min(first)
        };
        let to = if self.window.at_end && is_last {
            last + 1
        } else {
            end.max(last + 1)
        };
        if from == first && last + 1 == to {
            return None;
        }
        Some((share(first, from, to), share(last + 1, from, to)))
    }

    /// Where the line of this number is in the log, as a share of it.
    pub(crate) fn place(&self, sequence: u64, end: u64) -> f64 {
        share(sequence, self.start.min(sequence), end.max(sequence + 1))
    }
}

/// How far between two numbers a third one is, from 0 to 1.
#[expect(
    clippy::cast_precision_loss,
    reason = "a bar of a few hundred rows shows no more"
)]
fn share(number: u64, from: u64, to: u64) -> f64 {
    let width = to.saturating_sub(from).max(1) as f64;
    (number.saturating_sub(from) as f64 / width).clamp(0.0, 1.0)
}
