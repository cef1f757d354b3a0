//! Going to a line that is somewhere in the log.

use brummer_core::{Level, LogCursor, LogQuery, LogRange, LogRun};
use jiff::Timestamp;

use super::{Held, LogPane, Pattern, Position, Shape, Way, Window};

/// What is looked for.
#[derive(Clone, Debug)]
pub(crate) enum Seek {
    /// The next line below in which a pattern is found.
    NextMatch(Pattern),
    /// The same above.
    PreviousMatch(Pattern),
    /// The next error below.
    NextError,
    /// The next error above.
    PreviousError,
    /// The first line of a run.
    Run(LogRun),
    /// The first line from then on.
    Time(Timestamp),
}

impl Seek {
    /// What was looked for, for a message that it is not there.
    pub(crate) fn missed(&self) -> String {
        match self {
            Self::NextMatch(pattern) => format!("`{}` is not found further down", pattern.text),
            Self::PreviousMatch(pattern) => format!("`{}` is not found further up", pattern.text),
            Self::NextError => "there is no error further down".to_owned(),
            Self::PreviousError => "there is no error further up".to_owned(),
            Self::Run(_) => "there is no such run in the log".to_owned(),
            Self::Time(_) => "there is no line from then on".to_owned(),
        }
    }
}

impl LogPane {
    /// The question that finds the line. `origin` is any cursor of the supervisor.
    pub(crate) fn seek(&self, seek: &Seek, origin: LogCursor, shape: Shape) -> LogQuery {
        let (first, last) = self.sight(shape).unwrap_or((0, 0));
        // From the line that was gone to, or else from all that is in sight.
        let below = match self.focus {
            Some(line) if (first..=last).contains(&line) => line.saturating_add(1),
            Some(_) | None => first,
        };
        let above = match self.focus {
            Some(line) if (first..=last).contains(&line) => line,
            Some(_) | None => last.saturating_add(1),
        };
        let after = LogRange::After(origin.before_line(below));
        let before = LogRange::Before(origin.before_line(above));
        let all = LogRange::After(origin.before_line(0));
        let query = |range| self.query(range, 1);
        match seek {
            Seek::NextMatch(pattern) => with_pattern(query(after), pattern),
            Seek::PreviousMatch(pattern) => with_pattern(query(before), pattern),
            Seek::NextError => with_level(query(after)),
            Seek::PreviousError => with_level(query(before)),
            Seek::Run(run) => LogQuery {
                run: Some(*run),
                ..query(all)
            },
            Seek::Time(time) => LogQuery {
                since: Some(*time),
                ..query(all)
            },
        }
    }

    /// Goes to a line: it is in sight, with lines around it, as soon as they are read. Answers to earlier questions are ignored.
    pub(crate) fn go_to(&mut self, line: u64, end: LogCursor, ticket: u64, shape: Shape) {
        let is_loaded = self
            .window
            .lines()
            .front()
            .is_some_and(|first| first.sequence <= line)
            && self
                .window
                .lines()
                .back()
                .is_some_and(|last| line <= last.sequence);
        let (since, counted) = match self.position {
            Position::Held(held) => (held.since, held.counted),
            Position::End => (0, end),
        };
        if !is_loaded {
            self.window = Window::default();
            self.open.clear();
            self.reading = None;
            self.ticket = ticket;
        }
        self.focus = Some(line);
        self.position = Position::Held(Held {
            sequence: line,
            hidden: 0,
            since,
            counted,
            way: Way::Line,
        });
        if is_loaded {
            self.arrive(shape);
        }
    }

    /// Brings the line that is gone to into the upper part of the view, once there are lines to fill the lower one.
    pub(super) fn arrive(&mut self, shape: Shape) {
        let Position::Held(held) = self.position else {
            return;
        };
        let index = self.window.position(held.sequence);
        let behind = self.window.lines().len().saturating_sub(index + 1);
        if held.way != Way::Line || (!self.window.at_end && behind < shape.height) {
            return;
        }
        let below = shape.height * 2 / 3;
        self.scroll_by_hand(below, shape);
        // Reading may have come to the end, where the view would follow.
        if let Position::Held(held) = &mut self.position {
            held.way = Way::Stands;
        }
        self.settle(shape);
    }
}

/// What is found has to pass the filter as well.
fn with_pattern(query: LogQuery, pattern: &Pattern) -> LogQuery {
    LogQuery {
        also: query.pattern.into_iter().collect(),
        pattern: Some(pattern.found().clone()),
        ..query
    }
}

fn with_level(query: LogQuery) -> LogQuery {
    LogQuery {
        level: query.level.max(Some(Level::Error)),
        ..query
    }
}
