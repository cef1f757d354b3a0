//! What is searched for in the log: how often it is there, and where.

use std::collections::VecDeque;

use brummer_core::{LogCursor, LogPage};

use super::Pattern;

/// The most places that the scroll bar shows; the oldest go first.
const KEPT: usize = 4_000;

/// A search.
#[derive(Debug)]
pub(crate) struct Search {
    /// What is searched for.
    pub(crate) pattern: Pattern,
    /// How many lines have it, as far as they were counted; none until then.
    pub(crate) count: Option<u64>,
    /// The numbers of the latest of these lines, ascending.
    pub(crate) lines: VecDeque<u64>,
    /// Up to where they were counted.
    pub(crate) counted_to: Option<LogCursor>,
    /// The ticket of the question that is under way. An answer to any other counted something else, or the same a second time.
    pub(crate) asked: Option<u64>,
}

/// The answer to the question how often it is there.
#[derive(Debug)]
pub(crate) struct Matches {
    /// How many lines there are in all, or since they were counted last.
    pub(crate) count: u64,
    /// The latest of them.
    pub(crate) page: LogPage,
}

impl Search {
    /// A search of which nothing is known yet.
    pub(crate) fn new(pattern: Pattern) -> Self {
        Self {
            pattern,
            count: None,
            lines: VecDeque::new(),
            counted_to: None,
            asked: None,
        }
    }

    /// Takes what was counted.
    pub(crate) fn take(&mut self, matches: &Matches) {
        self.asked = None;
        self.count = Some(self.count.unwrap_or(0) + matches.count);
        self.counted_to = Some(matches.page.next);
        self.lines
            .extend(matches.page.lines.iter().map(|line| line.sequence));
        while self.lines.len() > KEPT {
            self.lines.pop_front();
        }
    }

    /// Forgets what was counted, since other lines are wanted now.
    pub(crate) fn forget(&mut self) {
        *self = Self::new(self.pattern.clone());
    }

    /// Which of the lines this one is, counted from 1, if that is known.
    pub(crate) fn number_of(&self, line: u64) -> Option<u64> {
        let at = self.lines.binary_search(&line).ok()?;
        let behind = (self.lines.len() - at - 1) as u64;
        self.count?.checked_sub(behind)
    }
}
