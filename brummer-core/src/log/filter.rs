//! Which lines of one log a query wants.

use std::ops::Range;

use jiff::Timestamp;

use super::line::plain;
use super::segment::{Entry, Segment};
use super::{Level, LogPattern, LogQuery, LogRange, LogRun, Stream, search};
use crate::detect::{FieldQuery, structured};
use crate::id::Run;

/// What a line must be, for one process.
#[derive(Clone, Debug)]
pub(super) struct Filter<'a> {
    stream: Option<Stream>,
    level: Option<Level>,
    run: Runs,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    pattern: Option<&'a LogPattern>,
    also: &'a [LogPattern],
    fields: &'a [FieldQuery],
}

/// Which runs of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Runs {
    All,
    One(Run),
    /// The one asked for does not exist.
    None,
}

impl<'a> Filter<'a> {
    /// The filter of a query for a process with this last run.
    pub(super) fn new(query: &'a LogQuery, last_run: Option<Run>) -> Self {
        let one = |run: LogRun| run.resolve(last_run).map_or(Runs::None, Runs::One);
        Self {
            stream: query.stream,
            level: query.level,
            run: query.run.map_or(Runs::All, one),
            since: query.since,
            until: query.until,
            pattern: query.pattern.as_ref(),
            also: &query.also,
            fields: &query.fields,
        }
    }

    /// The same with these bounds on the time as well.
    pub(super) fn within(&self, since: Option<Timestamp>, until: Option<Timestamp>) -> Self {
        Self {
            since: self.since.max(since),
            until: [self.until, until].into_iter().flatten().min(),
            ..self.clone()
        }
    }

    /// The positions of the lines wanted in a part of a segment.
    pub(super) fn positions(&self, segment: &Segment, part: Range<usize>) -> Positions {
        if self.run == Runs::None {
            return Positions::All(0..0);
        }
        let looks_at_line = self.looks_at_line();
        let wants = |position: &usize| {
            let index = &segment.index;
            let entry = index.entry(*position);
            self.wants_level(index.level(*position))
                && self.wants(&entry)
                && self.wants_text(&segment.text[entry.start..entry.end])
        };
        match self.pattern {
            None if !looks_at_line => Positions::All(part),
            None => Positions::Some(part.filter(wants).collect()),
            Some(pattern) => {
                let mut found = search::wanted(segment, part, pattern);
                if looks_at_line {
                    found.retain(wants);
                }
                Positions::Some(found)
            }
        }
    }

    /// Whether something else than the text matters.
    fn looks_at_line(&self) -> bool {
        self.stream.is_some()
            || self.level.is_some()
            || self.run != Runs::All
            || self.since.is_some()
            || self.until.is_some()
            || !self.also.is_empty()
            || !self.fields.is_empty()
    }

    fn wants_level(&self, level: Option<Level>) -> bool {
        self.level.is_none_or(|least| level >= Some(least))
    }

    fn wants_text(&self, line: &[u8]) -> bool {
        self.also.iter().all(|pattern| pattern.is_match(line)) && self.wants_fields(line)
    }

    fn wants_fields(&self, line: &[u8]) -> bool {
        self.fields.is_empty() || {
            let text = plain(line);
            let structured = structured(&text);
            structured.is_some_and(|line| self.fields.iter().all(|field| field.matches(&line)))
        }
    }

    fn wants(&self, line: &Entry) -> bool {
        self.stream.is_none_or(|wanted| wanted == line.stream)
            && match self.run {
                Runs::All => true,
                Runs::One(run) => run == line.run,
                Runs::None => false,
            }
            && self.since.is_none_or(|since| line.time >= since)
            && self.until.is_none_or(|until| line.time < until)
    }
}

/// Positions in a segment, ascending.
pub(super) enum Positions {
    /// Every one of these.
    All(Range<usize>),
    /// These.
    Some(Vec<usize>),
}

impl Positions {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::All(part) => part.len(),
            Self::Some(positions) => positions.len(),
        }
    }

    pub(super) fn get(&self, n: usize) -> usize {
        match self {
            Self::All(part) => part.start + n,
            Self::Some(positions) => positions[n],
        }
    }
}

impl LogQuery {
    /// Whether no line in the range is left out, for whatever reason.
    pub(super) fn takes_every_line(&self) -> bool {
        let Filter {
            stream: None,
            level: None,
            run: Runs::All,
            since: None,
            until: None,
            pattern: None,
            also: [],
            fields: [],
        } = Filter::new(self, None)
        else {
            return false;
        };
        self.context.is_empty()
            && match self.range {
                LogRange::Tail | LogRange::After(_) | LogRange::Before(_) => true,
                LogRange::Around(..) => false,
            }
    }

    /// Whether an answer may take long: the whole log is looked at, or much of it.
    pub(crate) fn is_search(&self) -> bool {
        !self.takes_every_line()
    }
}
