//! Lines around those that were found.

use super::gather::Found;
use crate::log::store::View;
use crate::log::{LogContext, LogLine, LogQuery};

/// The lines found together with those around them in the same log, each once and in the order of arrival, and the
/// numbers of those that are there as context only.
///
/// Lines from `end` on are not looked at. A page that is full gets no more context.
pub(super) fn add(
    views: &[View],
    found: &[Found],
    context: LogContext,
    end: u64,
) -> (Vec<LogLine>, Vec<u64>) {
    let mut around: Vec<Found> = Vec::new();
    for &line in found {
        if found.len() + around.len() >= LogQuery::MAX_LIMIT {
            break;
        }
        let before = std::iter::successors(line.before(views), |line| line.before(views));
        around.extend(before.take(context.before.min(LogContext::MAX)));
        let after = std::iter::successors(line.after(views), |line| line.after(views));
        around.extend(after.take(context.after.min(LogContext::MAX)));
    }
    around.retain(|line| line.sequence < end);
    around.sort_unstable_by_key(|line| line.sequence);
    around.dedup_by_key(|line| line.sequence);
    around.retain(|line| {
        let matches = found.binary_search_by_key(&line.sequence, |found| found.sequence);
        matches.is_err()
    });
    let numbers = around.iter().map(|line| line.sequence).collect();
    around.extend_from_slice(found);
    around.sort_unstable_by_key(|line| line.sequence);
    let lines = around.iter().map(|line| line.line(views)).collect();
    (lines, numbers)
}
