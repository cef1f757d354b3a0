//! Which spans of the logs a range means, and which of the lines found there make the page.

use jiff::{SignedDuration, Timestamp};

use super::End;
use super::gather::{Found, Gathered};
use crate::log::store::View;
use crate::log::{LogPoint, LogRange};

/// Lines that are next to each other in the order of arrival.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) direction: Direction,
    /// Only lines from then on.
    pub(super) since: Option<Timestamp>,
    /// Only lines before then.
    pub(super) until: Option<Timestamp>,
}

/// From which end of a span its lines are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Backward,
}

/// What a query looks at.
pub(super) struct Plan {
    /// One, or for a point the span before it and the one behind.
    pub(super) spans: Vec<Span>,
    pub(super) shows_open: bool,
    /// The position that the reader knew, to tell what was lost behind it.
    pub(super) known: Option<u64>,
    /// Whether the reader came with a cursor of another instance.
    pub(super) foreign: bool,
}

impl Plan {
    pub(super) fn new(range: LogRange, end: End, views: &[View]) -> Self {
        let foreign = match range {
            LogRange::After(cursor) | LogRange::Before(cursor) => cursor.epoch != end.epoch,
            LogRange::Tail | LogRange::Around(..) => false,
        };
        let known = match range {
            LogRange::After(cursor) if !foreign => Some(cursor.sequence),
            LogRange::After(_) | LogRange::Tail | LogRange::Before(_) | LogRange::Around(..) => {
                None
            }
        };
        let shows_open = match range {
            LogRange::Tail | LogRange::After(_) => true,
            LogRange::Before(_) | LogRange::Around(..) => false,
        };
        let spans = match range {
            LogRange::Tail | LogRange::After(_) | LogRange::Before(_) => {
                vec![Span::of_cursor(range, end)]
            }
            LogRange::Around(point, within) => {
                let within = SignedDuration::try_from(within).unwrap_or(SignedDuration::MAX);
                Span::around(point, within, end, views)
            }
        };
        Self {
            spans,
            shows_open,
            known,
            foreign,
        }
    }

    /// The lines of the page, in the order of arrival, out of those of each span.
    pub(super) fn choose(&self, gathered: Vec<Gathered>, limit: usize) -> Vec<Found> {
        let mut found: Vec<Vec<Found>> = gathered
            .into_iter()
            .map(|gathered| gathered.found)
            .collect();
        let taken = match found.as_slice() {
            [before, behind] => {
                // Half of the page each; what one side leaves free goes to the other.
                let first = (limit / 2).max(limit.saturating_sub(behind.len()));
                let first = first.min(before.len());
                vec![first, (limit - first).min(behind.len())]
            }
            others => others.iter().map(|found| found.len().min(limit)).collect(),
        };
        for ((span, found), taken) in self.spans.iter().zip(&mut found).zip(taken) {
            match span.direction {
                Direction::Forward => found.truncate(taken),
                Direction::Backward => drop(found.drain(..found.len() - taken)),
            }
        }
        found.concat()
    }

    /// Where to read back from, and where to read on, for a page from `first` to `behind`.
    pub(super) fn cursors(&self, first: Option<u64>, behind: Option<u64>, cut: bool) -> (u64, u64) {
        match self.spans.as_slice() {
            [span] => {
                // A page that was not cut short has looked at everything up to the end.
                let next = match span.direction {
                    Direction::Forward if cut => behind.unwrap_or(span.to),
                    Direction::Forward | Direction::Backward => span.to,
                };
                (first.unwrap_or(span.from), next)
            }
            spans => {
                let point = spans.last().map_or(0, |span| span.from);
                (first.unwrap_or(point), behind.unwrap_or(point))
            }
        }
    }
}

impl Span {
    /// The span of a range that is not around a point; for one that is, everything.
    pub(super) fn of_cursor(range: LogRange, end: End) -> Self {
        let all = Self {
            from: 0,
            to: end.sequence,
            direction: Direction::Backward,
            since: None,
            until: None,
        };
        match range {
            LogRange::Tail | LogRange::Around(..) => all,
            LogRange::After(cursor) if cursor.epoch != end.epoch => Self {
                direction: Direction::Forward,
                ..all
            },
            LogRange::After(cursor) => Self {
                from: cursor.sequence.min(end.sequence),
                direction: Direction::Forward,
                ..all
            },
            LogRange::Before(cursor) if cursor.epoch != end.epoch => all,
            LogRange::Before(cursor) => Self {
                to: cursor.sequence.min(end.sequence),
                ..all
            },
        }
    }

    /// The spans before a point and from it on.
    fn around(point: LogPoint, within: SignedDuration, end: End, views: &[View]) -> Vec<Self> {
        let (line, time) = match point {
            LogPoint::Time(time) => (None, time),
            LogPoint::Line(number) => match line_at(number, views) {
                Some((line, time)) => (Some(line), time),
                None => return Vec::new(),
            },
        };
        let earliest = time.saturating_sub(within).unwrap_or(Timestamp::MIN);
        // The last moment belongs to it.
        let behind = time
            .saturating_add(within)
            .and_then(|latest| latest.saturating_add(SignedDuration::from_nanos(1)))
            .unwrap_or(Timestamp::MAX);
        vec![
            Self {
                from: 0,
                to: line.unwrap_or(end.sequence),
                direction: Direction::Backward,
                since: Some(earliest),
                until: line.is_none().then_some(time),
            },
            Self {
                from: line.unwrap_or(0),
                to: end.sequence,
                direction: Direction::Forward,
                since: line.is_none().then_some(time),
                until: Some(behind),
            },
        ]
    }
}

/// The line with this number or the next one that is there, and when it was read.
fn line_at(number: u64, views: &[View]) -> Option<(u64, Timestamp)> {
    let lines = views.iter().filter_map(|view| {
        view.segments.iter().find_map(|segment| {
            let position = segment.index.position(number);
            let line = (position < segment.index.len()).then(|| segment.index.entry(position))?;
            Some((line.sequence, line.time))
        })
    });
    lines.min()
}
