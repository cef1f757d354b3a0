//! How many lines came when, as a row of bars.

use brummer_core::{LogBucket, LogHistogram};
use jiff::{SignedDuration, Timestamp};

use super::{Model, Scope};

/// The time for which bars may be old while lines come.
const PATIENCE: SignedDuration = SignedDuration::from_secs(1);

/// The bars above the log.
#[derive(Debug, Default)]
pub(crate) struct Bars {
    /// Whether they are wanted.
    pub(crate) is_shown: bool,
    /// What was counted, of which log and with how many bars.
    counted: Option<(BarsWanted, LogHistogram)>,
    /// The question that is under way.
    asked: Option<BarsWanted>,
    /// The end of all logs and the time when it was asked.
    asked_at: Option<(u64, Timestamp)>,
}

/// What bars are counted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BarsWanted {
    /// Whose log it is.
    pub(crate) scope: Scope,
    /// How many bars there are.
    pub(crate) bars: usize,
}

impl Bars {
    /// What was counted, if it is of this log.
    pub(crate) fn of(&self, scope: &Scope) -> Option<&LogHistogram> {
        let (asked, histogram) = self.counted.as_ref()?;
        (asked.scope == *scope).then_some(histogram)
    }

    /// The question to ask at this time, with the logs ending there; none while another is under way, or if the answer is known or nearly so.
    pub(crate) fn next(
        &mut self,
        wanted: BarsWanted,
        end: u64,
        now: Timestamp,
    ) -> Option<BarsWanted> {
        if self.asked.is_some() {
            return None;
        }
        let is_same = self.counted.as_ref().is_some_and(|(of, _)| *of == wanted);
        if is_same && (!self.is_stale(end) || !self.is_time(now)) {
            return None;
        }
        self.asked_at = Some((end, now));
        self.asked = Some(wanted.clone());
        Some(wanted)
    }

    /// Whether lines came since it was counted.
    pub(crate) fn is_stale(&self, end: u64) -> bool {
        self.asked_at.is_none_or(|(known, _)| known != end)
    }

    fn is_time(&self, now: Timestamp) -> bool {
        self.asked_at
            .is_none_or(|(_, asked)| now.duration_since(asked) >= PATIENCE)
    }

    /// Takes the answer; none if the process is gone.
    pub(crate) fn take(&mut self, histogram: Option<LogHistogram>) {
        self.counted = self.asked.take().zip(histogram);
    }

    /// The first line of the bar so many further than the one with this line, of those that have any.
    pub(crate) fn line_beside(&self, scope: &Scope, line: u64, is_later: bool) -> Option<u64> {
        let mut firsts = self.of(scope)?.buckets.iter().filter_map(|bar| bar.first);
        if is_later {
            return firsts.find(|first| *first > line);
        }
        firsts.take_while(|first| *first < line).last()
    }
}

impl Model {
    /// What the bars above the log are to be counted for, as they are shown.
    pub(crate) fn wanted_bars(&self) -> Option<BarsWanted> {
        let row = self.panes()?.log?.bars?;
        let scope = self.log.as_ref()?.scope().clone();
        let bars = usize::from(row.width).clamp(1, LogHistogram::MAX_BUCKETS);
        Some(BarsWanted { scope, bars })
    }
}

/// The bar with the line that is highest in sight.
pub(crate) fn bar_in_sight(bars: &[LogBucket], first: u64) -> Option<usize> {
    let upto = |bar: &LogBucket| bar.first.is_some_and(|line| line <= first);
    bars.iter().rposition(upto)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(bars: usize) -> BarsWanted {
        BarsWanted {
            scope: Scope::All,
            bars,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn histogram(firsts: &[Option<u64>]) -> LogHistogram {
        let bucket = |first: &Option<u64>| LogBucket {
            first: *first,
            ..LogBucket::default()
        };
        LogHistogram {
            from: at(0),
            to: at(9),
            buckets: firsts.iter().map(bucket).collect(),
        }
    }

    #[test]
    fn while_lines_come_it_is_counted_once_a_second() {
        let mut bars = Bars::default();
        assert!(bars.next(asked(10), 5, at(0)).is_some());
        assert!(bars.next(asked(10), 6, at(9)).is_none(), "one at a time");
        bars.take(Some(histogram(&[])));
        assert!(bars.next(asked(10), 5, at(9)).is_none(), "it is known");
        assert!(
            bars.next(asked(10), 6, at(0)).is_none(),
            "it is nearly known"
        );
        assert!(bars.next(asked(10), 6, at(1)).is_some());
    }

    #[test]
    fn another_width_is_counted_at_once() {
        let mut bars = Bars::default();
        bars.next(asked(10), 5, at(0));
        bars.take(Some(histogram(&[])));
        assert!(bars.next(asked(11), 5, at(0)).is_some());
    }

    #[test]
    fn the_bar_beside_is_one_with_lines() {
        let mut bars = Bars::default();
        bars.next(asked(4), 9, at(0));
        bars.take(Some(histogram(&[Some(0), None, Some(4), Some(7)])));
        let beside = |line, is_later| bars.line_beside(&Scope::All, line, is_later);
        assert_eq!(beside(0, true), Some(4));
        assert_eq!(beside(5, true), Some(7));
        assert_eq!(beside(7, true), None);
        assert_eq!(beside(7, false), Some(4));
        assert_eq!(beside(0, false), None);
    }
}
