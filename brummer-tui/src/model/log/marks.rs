//! Lines that people draw across the log: "what came before is of no interest". They delete nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// The most marks that are kept; the oldest goes first.
const KEPT: usize = 100;

/// Marks, each by the number of the first line behind it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks(BTreeMap<u64, Timestamp>);

impl Marks {
    /// Draws a mark before the line of this number.
    pub(crate) fn draw(&mut self, before: u64, now: Timestamp) {
        self.0.insert(before, now);
        while self.0.len() > KEPT {
            self.0.pop_first();
        }
    }

    /// When the mark was drawn that lies behind one line and before, or at, the next one.
    pub(super) fn between(&self, line: Option<u64>, next: u64) -> Option<Timestamp> {
        let from = line.map_or(0, |line| line + 1);
        if from > next {
            return None;
        }
        self.0.range(from..=next).next_back().map(|(_, time)| *time)
    }

    /// When the mark was drawn that lies behind all lines up to this one.
    pub(super) fn behind(&self, line: Option<u64>) -> Option<Timestamp> {
        let from = line.map_or(0, |line| line + 1);
        self.0.range(from..).next_back().map(|(_, time)| *time)
    }

    /// The number of the first line behind the next mark below this line.
    pub(crate) fn below(&self, line: u64) -> Option<u64> {
        self.0
            .range(line.saturating_add(1)..)
            .next()
            .map(|(at, _)| *at)
    }

    /// The number of the first line behind the last mark above this line.
    pub(crate) fn above(&self, line: u64) -> Option<u64> {
        self.0.range(..line).next_back().map(|(at, _)| *at)
    }

    /// All of them.
    pub(crate) fn lines(&self) -> impl Iterator<Item = u64> {
        self.0.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_lies_between_two_lines_whatever_is_filtered_out() {
        let mut marks = Marks::default();
        let time = Timestamp::from_second(5).unwrap();
        marks.draw(10, time);
        assert_eq!(marks.between(Some(9), 10), Some(time));
        assert_eq!(marks.between(Some(4), 30), Some(time));
        assert_eq!(marks.between(Some(10), 11), None);
        assert_eq!((marks.below(3), marks.below(10)), (Some(10), None));
        assert_eq!((marks.above(11), marks.above(10)), (Some(10), None));
        assert_eq!(marks.behind(Some(9)), Some(time));
    }
}
