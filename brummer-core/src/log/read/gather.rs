//! Finds the lines that a query wants within a span.

use std::sync::Arc;

use super::plan::{Direction, Span};
use crate::log::LogLine;
use crate::log::filter::Filter;
use crate::log::store::View;

/// A line that was found, still in its segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) sequence: u64,
    /// The position of its log among the views.
    pub(super) view: usize,
    /// The position of its segment in the view.
    pub(super) segment: usize,
    /// The position of the line in the segment.
    pub(super) position: usize,
}

/// What was found in a span.
pub(super) struct Gathered {
    /// In the order of arrival; of each log as many as the limit, from the end of the span that was asked for.
    pub(super) found: Vec<Found>,
    /// How many there are, counted about as far as was asked for.
    pub(super) total: u64,
}

/// Gathers from each log the lines that its filter wants: at most `limit` of each, and counts on to `count`.
pub(super) fn gather(
    views: &[View],
    filters: &[Filter<'_>],
    span: &Span,
    limit: usize,
    count: u64,
) -> Gathered {
    let mut gathered = Gathered {
        found: Vec::new(),
        total: 0,
    };
    for (n, (view, filter)) in views.iter().zip(filters).enumerate() {
        let filter = filter.within(span.since, span.until);
        gather_view(n, view, &filter, span, limit, count, &mut gathered);
    }
    gathered.found.sort_unstable_by_key(|line| line.sequence);
    gathered
}

fn gather_view(
    n: usize,
    view: &View,
    filter: &Filter<'_>,
    span: &Span,
    limit: usize,
    count: u64,
    gathered: &mut Gathered,
) {
    let mut free = limit;
    let mut beyond = match span.direction {
        Direction::Backward => view.skipped as u64,
        Direction::Forward => 0,
    };
    let segments = 0..view.segments.len();
    let segments: &mut dyn Iterator<Item = usize> = match span.direction {
        Direction::Forward => &mut segments.into_iter(),
        Direction::Backward => &mut segments.rev(),
    };
    for segment in segments {
        if free == 0 && beyond >= count {
            break;
        }
        let index = &view.segments[segment].index;
        let part = index.position(span.from)..index.position(span.to);
        let positions = filter.positions(&view.segments[segment], part);
        let taken = positions.len().min(free);
        let first = match span.direction {
            Direction::Forward => 0,
            Direction::Backward => positions.len() - taken,
        };
        gathered.found.extend((first..first + taken).map(|at| {
            let position = positions.get(at);
            Found {
                sequence: index.sequence(position),
                view: n,
                segment,
                position,
            }
        }));
        free -= taken;
        beyond += (positions.len() - taken) as u64;
    }
    gathered.total += (limit - free) as u64 + beyond;
}

impl Found {
    /// The line as readers get it.
    pub(super) fn line(&self, views: &[View]) -> LogLine {
        let view = &views[self.view];
        let segment = &view.segments[self.segment];
        let entry = segment.index.entry(self.position);
        LogLine {
            sequence: entry.sequence,
            time: entry.time,
            process: view.process.clone(),
            run: entry.run,
            stream: entry.stream,
            level: entry.level,
            bytes: segment.text.slice(entry.start..entry.end),
            split: entry.split,
        }
    }

    /// The line before it in the same log, if that is still there.
    pub(super) fn before(self, views: &[View]) -> Option<Self> {
        let segments = &views[self.view].segments;
        if let Some(position) = self.position.checked_sub(1) {
            return Some(Self { position, ..self }.numbered(segments));
        }
        let segment = self.segment.checked_sub(1)?;
        let before = Self {
            segment,
            position: segments[segment].index.len().checked_sub(1)?,
            ..self
        };
        Some(before.numbered(segments))
    }

    /// The line after it in the same log, if there is one.
    pub(super) fn after(self, views: &[View]) -> Option<Self> {
        let segments = &views[self.view].segments;
        let next = Self {
            position: self.position + 1,
            ..self
        };
        if next.position < segments[self.segment].index.len() {
            return Some(next.numbered(segments));
        }
        let next = Self {
            segment: self.segment + 1,
            position: 0,
            ..self
        };
        let index = &segments.get(next.segment)?.index;
        (index.len() > 0).then(|| next.numbered(segments))
    }

    fn numbered(self, segments: &[Arc<crate::log::segment::Segment>]) -> Self {
        Self {
            sequence: segments[self.segment].index.sequence(self.position),
            ..self
        }
    }
}
