//! The part of a log that is loaded: pages that follow one another, bounded in number of lines.

use std::collections::VecDeque;

use brummer_core::{LogCursor, LogLine, LogPage};

/// How many lines are loaded before the far end is let go. They share the memory of the log that they are from.
const KEPT: usize = 6_000;

/// Consecutive pages of a log, with the cursors to read on from at either end.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// The lines, the oldest first.
    lines: VecDeque<LogLine>,
    /// Invariant: the pages that `lines` consists of, in order; the sum of `count` is `lines.len()`.
    pages: VecDeque<Extent>,
    /// Whether the first line is the first one of the log.
    pub(crate) at_start: bool,
    /// Whether there was nothing behind the last line when it was read.
    pub(crate) at_end: bool,
}

/// A page that was taken apart.
#[derive(Clone, Copy, Debug)]
struct Extent {
    count: usize,
    previous: LogCursor,
    next: LogCursor,
}

impl Window {
    /// A window on nothing but the latest page.
    pub(crate) fn latest(page: LogPage) -> Self {
        let mut window = Self {
            at_start: !page.more,
            at_end: true,
            ..Self::default()
        };
        window.pages.push_back(Extent::of(&page));
        window.lines.extend(page.lines);
        window
    }

    /// A window on the page that ends with a certain line; there may be more behind it.
    pub(crate) fn up_to(page: LogPage) -> Self {
        Self {
            at_end: false,
            ..Self::latest(page)
        }
    }

    /// Adds the page before the first line.
    pub(crate) fn extend_up(&mut self, page: LogPage) {
        self.at_start = !page.more;
        self.pages.push_front(Extent::of(&page));
        for line in page.lines.into_iter().rev() {
            self.lines.push_front(line);
        }
        while let Some(last) = self.pages.back()
            && self.is_over_full(last.count)
        {
            self.lines.truncate(self.lines.len() - last.count);
            self.pages.pop_back();
            self.at_end = false;
        }
    }

    /// Adds the page behind the last line.
    pub(crate) fn extend_down(&mut self, page: LogPage) {
        self.at_end = !page.more;
        self.pages.push_back(Extent::of(&page));
        self.lines.extend(page.lines);
        while let Some(first) = self.pages.front()
            && self.is_over_full(first.count)
        {
            self.lines.drain(..first.count);
            self.pages.pop_front();
            self.at_start = false;
        }
    }

    /// Whether there are too many lines, also without so many of them. Pages without lines cost as much as some.
    fn is_over_full(&self, count: usize) -> bool {
        self.pages.len() > 1 && (self.lines.len() - count >= KEPT || self.pages.len() > KEPT)
    }

    pub(crate) fn lines(&self) -> &VecDeque<LogLine> {
        &self.lines
    }

    /// Where to read what is before the first line.
    pub(crate) fn previous(&self) -> Option<LogCursor> {
        self.pages.front().map(|page| page.previous)
    }

    /// Where to read what is behind the last line.
    pub(crate) fn next(&self) -> Option<LogCursor> {
        self.pages.back().map(|page| page.next)
    }

    /// Where the line of this number is, or the last one before it.
    pub(crate) fn position(&self, sequence: u64) -> usize {
        self.lines
            .partition_point(|line| line.sequence <= sequence)
            .saturating_sub(1)
    }
}

impl Extent {
    fn of(page: &LogPage) -> Self {
        Self {
            count: page.lines.len(),
            previous: page.previous,
            next: page.next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{cursor, page};

    fn numbered(first: u64, count: usize) -> LogPage {
        page(first, &vec![""; count])
    }

    #[test]
    fn the_far_end_is_let_go_page_by_page() {
        let mut window = Window::latest(numbered(20_000, 500));
        for first in (24..40).rev().map(|n| n * 500) {
            window.extend_up(numbered(first, 500));
        }
        assert_eq!((window.lines().len(), window.at_end), (KEPT, false));
        assert_eq!(window.previous(), Some(cursor(12_000)));
        assert_eq!(window.next(), Some(cursor(18_000)));

        window.extend_down(numbered(18_000, 500));
        assert_eq!((window.lines().len(), window.at_start), (KEPT, false));
        assert_eq!(window.previous(), Some(cursor(12_500)));
    }

    #[test]
    fn a_line_that_is_gone_stands_where_the_one_before_it_is() {
        let window = Window::latest(numbered(10, 5));
        assert_eq!([3, 10, 12, 99].map(|n| window.position(n)), [0, 0, 2, 4]);
    }
}
