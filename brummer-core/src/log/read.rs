//! Answers queries: lines of one or several logs, merged in the order of arrival.

use std::sync::Arc;

use super::journal::Journal;
use super::segment::Segment;
use super::store::{LogStore, Part, View};
use super::{LogCursor, LogGap, LogLine, LogPage, LogQuery, LogRange};
use crate::id::ProcessId;

/// Reads from the logs given, which are those of the processes that the query names.
///
/// `end` is the [end](Journal::end) of the journal, loaded before the stores were listed: each line before it is then found.
pub(crate) fn read(
    journal: &Journal,
    end: u64,
    stores: &[Arc<LogStore>],
    query: &LogQuery,
) -> LogPage {
    let limit = query.limit.clamp(1, LogQuery::MAX_LIMIT);
    let span = Span::of(query.range, journal, end);
    let last = match span.direction {
        // One more than asked for tells whether there are more.
        Direction::Backward if query.takes_every_line() => limit + 1,
        Direction::Backward | Direction::Forward => usize::MAX,
    };
    let part = Part {
        from: span.from,
        to: span.to,
        last,
    };
    let views: Vec<View> = stores.iter().map(|store| store.view(part)).collect();

    let mut found: Vec<Found<'_>> = Vec::new();
    for view in &views {
        collect(view, query, &span, limit, &mut found);
    }
    found.sort_unstable_by_key(|line| line.sequence);
    let more = found.len() > limit;
    match span.direction {
        Direction::Forward => found.truncate(limit),
        Direction::Backward => drop(found.drain(..found.len().saturating_sub(limit))),
    }

    let lines: Vec<LogLine> = found.iter().map(Found::line).collect();
    let first = lines.first().map_or(span.from, |line| line.sequence);
    let behind = lines.last().map_or(span.to, |line| line.sequence + 1);
    // A page that was not cut short has looked at everything up to the end.
    let cut = more && span.direction == Direction::Forward;
    LogPage {
        next: journal.cursor(if cut { behind } else { span.to }),
        previous: journal.cursor(first),
        gap: span.gap(&views),
        more,
        open: if span.shows_open {
            views.into_iter().flat_map(|view| view.open).collect()
        } else {
            Vec::new()
        },
        lines,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

/// The sequence numbers that a query looks at.
struct Span {
    from: u64,
    to: u64,
    direction: Direction,
    shows_open: bool,
    /// The position that the reader knew, to tell what was lost behind it.
    known: Option<LogCursor>,
    foreign: bool,
}

impl Span {
    fn of(range: LogRange, journal: &Journal, end: u64) -> Self {
        let all = Self {
            from: 0,
            to: end,
            direction: Direction::Backward,
            shows_open: true,
            known: None,
            foreign: false,
        };
        match range {
            LogRange::Tail => all,
            LogRange::After(cursor) if cursor.epoch != journal.epoch() => Self {
                direction: Direction::Forward,
                foreign: true,
                ..all
            },
            LogRange::After(cursor) => Self {
                from: cursor.sequence.min(end),
                direction: Direction::Forward,
                known: Some(cursor),
                ..all
            },
            LogRange::Before(cursor) if cursor.epoch != journal.epoch() => Self {
                foreign: true,
                shows_open: false,
                ..all
            },
            LogRange::Before(cursor) => Self {
                to: cursor.sequence.min(end),
                shows_open: false,
                ..all
            },
        }
    }

    fn gap(&self, views: &[View]) -> LogGap {
        if self.foreign {
            return LogGap::OtherInstance;
        }
        let Some(known) = self.known else {
            return LogGap::None;
        };
        // Within one log, at most as many lines were lost as there are numbers in between.
        let lost: u64 = views
            .iter()
            .map(|view| {
                view.evicted
                    .min(view.evicted_to.saturating_sub(known.sequence))
            })
            .sum();
        if lost == 0 {
            LogGap::None
        } else {
            LogGap::Evicted(lost)
        }
    }
}

/// A line that was found, still in its segment.
struct Found<'a> {
    sequence: u64,
    process: &'a ProcessId,
    segment: &'a Segment,
    position: usize,
}

impl Found<'_> {
    fn line(&self) -> LogLine {
        let entry = self.segment.index.entry(self.position);
        LogLine {
            sequence: entry.sequence,
            time: entry.time,
            process: self.process.clone(),
            run: entry.run,
            stream: entry.stream,
            level: entry.level,
            bytes: self.segment.text.slice(entry.start..entry.end),
            split: entry.split,
        }
    }
}

/// Adds the lines of one log that the query wants, and at most one more than the limit.
fn collect<'a>(
    view: &'a View,
    query: &LogQuery,
    span: &Span,
    limit: usize,
    found: &mut Vec<Found<'a>>,
) {
    let mut left = limit + 1;
    let mut visit = |segment: &'a Segment, position: usize| {
        let entry = segment.index.entry(position);
        if query.wants(entry.stream, &segment.text[entry.start..entry.end]) {
            found.push(Found {
                sequence: entry.sequence,
                process: &view.process,
                segment,
                position,
            });
            left -= 1;
        }
        left > 0
    };
    let part =
        |segment: &Segment| segment.index.position(span.from)..segment.index.position(span.to);
    // `all` stops at the first `false`, which is when there are enough.
    match span.direction {
        Direction::Forward => {
            view.segments
                .iter()
                .all(|segment| part(segment).all(|line| visit(segment, line)));
        }
        Direction::Backward => {
            view.segments
                .iter()
                .rev()
                .all(|segment| part(segment).rev().all(|line| visit(segment, line)));
        }
    }
}
