//! Answers queries: lines of one or several logs, merged in the order of arrival.

mod context;
mod gather;
mod histogram;
mod plan;
mod tally;

use std::ops::Range;
use std::sync::Arc;

use self::gather::{Found, Gathered, gather};
pub(crate) use self::histogram::histogram;
pub use self::histogram::{LogBucket, LogHistogram};
use self::plan::{Plan, Span};
pub use self::tally::LineCounts;
use super::filter::Filter;
use super::journal::Journal;
use super::store::{LogStore, Part, View};
use super::{LogCursor, LogGap, LogLine, LogOrder, LogPage, LogQuery, LogRange};
use crate::id::InstanceId;

/// Reads from the logs given, which are those of the processes that the query names.
///
/// `end` is the [end](Journal::end) of the journal, loaded before the stores were listed: each line before it is then found.
pub(crate) fn read(
    journal: &Journal,
    end: u64,
    stores: &[Arc<LogStore>],
    query: &LogQuery,
) -> LogPage {
    let end = End {
        epoch: journal.epoch(),
        sequence: end,
    };
    answer(end, view(end, stores, query), query)
}

/// How many lines the query wants, without its limit.
pub(crate) fn count(
    journal: &Journal,
    end: u64,
    stores: &[Arc<LogStore>],
    query: &LogQuery,
) -> u64 {
    let end = End {
        epoch: journal.epoch(),
        sequence: end,
    };
    let views = view(end, stores, query);
    let filters = filters(query, &views);
    let plan = Plan::new(query.range, end, &views);
    let spans = plan.spans.iter();
    spans
        .map(|span| gather(&views, &filters, span, 0, u64::MAX).total)
        .sum()
}

/// How many lines each of the logs has between two positions, by how serious they are.
pub(crate) fn tally(stores: &[Arc<LogStore>], positions: &Range<u64>) -> Vec<LineCounts> {
    let counts = stores.iter().map(|store| {
        let view = store.view(tally::part(positions));
        tally::count(&view, positions)
    });
    counts.collect()
}

/// The position behind all lines, and whose it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) epoch: InstanceId,
    pub(super) sequence: u64,
}

impl End {
    fn cursor(self, sequence: u64) -> LogCursor {
        LogCursor {
            epoch: self.epoch,
            sequence,
        }
    }
}

/// What the query has to look at.
fn view(end: End, stores: &[Arc<LogStore>], query: &LogQuery) -> Vec<View> {
    let part = if query.takes_every_line() {
        let span = Span::of_cursor(query.range, end);
        let backward = match query.range {
            LogRange::Tail | LogRange::Before(_) => true,
            LogRange::After(_) | LogRange::Around(..) => false,
        };
        Part {
            from: span.from,
            to: span.to,
            last: if backward { limit(query) } else { usize::MAX },
        }
    } else if query.context.is_empty() {
        let span = Span::of_cursor(query.range, end);
        Part {
            from: span.from,
            to: span.to,
            last: usize::MAX,
        }
    } else {
        // Context goes beyond the cursor.
        Part {
            from: 0,
            to: end.sequence,
            last: usize::MAX,
        }
    };
    stores.iter().map(|store| store.view(part)).collect()
}

fn limit(query: &LogQuery) -> usize {
    query.limit.clamp(1, LogQuery::MAX_LIMIT)
}

fn filters<'a>(query: &'a LogQuery, views: &[View]) -> Vec<Filter<'a>> {
    views
        .iter()
        .map(|view| Filter::new(query, view.last_run))
        .collect()
}

/// Answers a query out of what was taken from the logs.
pub(super) fn answer(end: End, views: Vec<View>, query: &LogQuery) -> LogPage {
    let limit = limit(query);
    let filters = filters(query, &views);
    let plan = Plan::new(query.range, end, &views);
    let gathered: Vec<Gathered> = plan
        .spans
        .iter()
        .map(|span| gather(&views, &filters, span, limit, LogQuery::MAX_COUNTED))
        .collect();
    let total: u64 = gathered.iter().map(|gathered| gathered.total).sum();
    let found = plan.choose(gathered, limit);
    let left_out = total - found.len() as u64;

    let first = found.first().map(|line| line.sequence);
    let behind = found.last().map(|line| line.sequence + 1);
    let (previous, next) = plan.cursors(first, behind, left_out > 0);
    let (lines, context) = if query.context.is_empty() {
        (lines(&views, &found), Vec::new())
    } else {
        context::add(&views, &found, query.context, end.sequence)
    };
    let mut page = LogPage {
        next: end.cursor(next),
        previous: end.cursor(previous),
        gap: plan.gap(&views),
        more: left_out > 0,
        left_out: left_out.min(LogQuery::MAX_COUNTED),
        evicted: views.iter().map(|view| view.evicted).sum(),
        context,
        open: if plan.shows_open {
            views.into_iter().flat_map(|view| view.open).collect()
        } else {
            Vec::new()
        },
        lines,
    };
    if query.order == LogOrder::NewestFirst {
        page.lines.reverse();
    }
    page
}

fn lines(views: &[View], found: &[Found]) -> Vec<LogLine> {
    found.iter().map(|found| found.line(views)).collect()
}

impl Plan {
    /// What the page lacks that the cursor asked for.
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
            .map(|view| view.evicted.min(view.evicted_to.saturating_sub(known)))
            .sum();
        if lost == 0 {
            LogGap::None
        } else {
            LogGap::Evicted(lost)
        }
    }
}

#[cfg(test)]
mod tests;
