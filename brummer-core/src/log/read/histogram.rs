//! Counts lines over time, without looking at their text.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::Serialize;

use crate::log::Level;
use crate::log::store::{LogStore, Part, View};
use crate::remote::wire;

/// How many lines came when, in spans of the same length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogHistogram {
    /// When the oldest line came that is kept.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub from: Timestamp,
    /// When the newest one came.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub to: Timestamp,
    /// The spans between the two, the oldest first; none if there are no lines.
    pub buckets: Vec<LogBucket>,
}

/// The lines that came in a span of time.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct LogBucket {
    /// All lines.
    pub lines: u64,
    /// Those that warn.
    pub warnings: u64,
    /// Those that tell of an error, or of a fatal one.
    pub errors: u64,
    /// The number of the first of them; none if there are none.
    pub first: Option<u64>,
}

impl LogHistogram {
    /// The most spans that are counted.
    pub const MAX_BUCKETS: usize = 1_000;
}

/// How many lines of these logs came in each of so many spans. It looks at the index of each line that is kept: call it
/// where blocking is fine.
pub(crate) fn histogram(stores: &[Arc<LogStore>], buckets: usize) -> LogHistogram {
    let all = Part {
        from: 0,
        to: u64::MAX,
        last: usize::MAX,
    };
    let views: Vec<View> = stores.iter().map(|store| store.view(all)).collect();
    let times = || {
        let segments = views.iter().flat_map(|view| &view.segments);
        segments.flat_map(|segment| segment.index.together().map(|batch| batch.time))
    };
    let (Some(from), Some(to)) = (times().min(), times().max()) else {
        return LogHistogram {
            from: Timestamp::UNIX_EPOCH,
            to: Timestamp::UNIX_EPOCH,
            buckets: Vec::new(),
        };
    };
    let count = buckets.clamp(1, LogHistogram::MAX_BUCKETS);
    let mut buckets = vec![LogBucket::default(); count];
    for segment in views.iter().flat_map(|view| &view.segments) {
        for batch in segment.index.together() {
            let bucket = &mut buckets[place(batch.time, from, to, count)];
            bucket.lines += batch.lines.len() as u64;
            let earliest = bucket.first.unwrap_or(u64::MAX);
            bucket.first = Some(earliest.min(batch.first_sequence));
            for line in batch.lines {
                match segment.index.level(line) {
                    Some(Level::Error | Level::Fatal) => bucket.errors += 1,
                    Some(Level::Warn) => bucket.warnings += 1,
                    Some(Level::Trace | Level::Debug | Level::Info) | None => {}
                }
            }
        }
    }
    LogHistogram { from, to, buckets }
}

/// The span that a moment falls into, of so many between the two.
fn place(time: Timestamp, from: Timestamp, to: Timestamp, count: usize) -> usize {
    let passed = time.as_nanosecond() - from.as_nanosecond();
    let all = (to.as_nanosecond() - from.as_nanosecond()).max(1);
    let count = count as i128;
    usize::try_from((passed * count / all).clamp(0, count - 1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(second: i64, expected: usize) {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(place(at(second), at(100), at(200), 10), expected);
    }

    #[test]
    fn a_moment_falls_into_its_span_and_the_last_one_into_the_last() {
        check(100, 0);
        check(109, 0);
        check(110, 1);
        check(199, 9);
        check(200, 9);
    }

    #[test]
    fn lines_of_one_moment_have_one_span() {
        let at = Timestamp::from_second(100).unwrap();
        assert_eq!(place(at, at, at, 10), 0);
    }
}
