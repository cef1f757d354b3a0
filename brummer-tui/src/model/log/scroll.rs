//! Moving through a log, by rows.

use std::cmp::Reverse;

use super::{Held, LogPane, Position, Shape, Way};

/// How many columns a step to the side goes.
const PAN: usize = 8;

/// A row of a line that is loaded. Anchors are in the order of the rows that they stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Anchor {
    /// The line, as its place among those loaded.
    index: usize,
    /// How many rows of the line are below.
    hidden: Reverse<usize>,
}

impl Anchor {
    fn new(index: usize, hidden: usize) -> Self {
        Self {
            index,
            hidden: Reverse(hidden),
        }
    }
}

impl LogPane {
    /// Goes to the end, and stays there.
    pub(crate) fn follow(&mut self) {
        self.position = Position::End;
        self.stale = true;
        self.focus = None;
    }

    /// Goes to the oldest line that is loaded, and on from there as older ones are.
    pub(crate) fn rewind(&mut self, shape: Shape) {
        let Some(top) = self.top(shape) else { return };
        if self.fits(shape) {
            return;
        }
        self.hold(top);
        if let Position::Held(held) = &mut self.position {
            held.way = if self.window.at_start {
                Way::Stands
            } else {
                Way::Oldest
            };
        }
    }

    /// Moves the view up by so many rows, as far as there are lines. What was gone to is left.
    pub(crate) fn scroll_up(&mut self, rows: usize, shape: Shape) {
        self.focus = None;
        self.scroll_by_hand_up(rows, shape);
    }

    /// Moves the view down by so many rows, and follows once the end is reached. What was gone to is left.
    pub(crate) fn scroll_down(&mut self, rows: usize, shape: Shape) {
        self.focus = None;
        self.scroll_by_hand(rows, shape);
        let last = Anchor::new(self.window.lines().len().saturating_sub(1), 0);
        if self.position != Position::End && self.lowest() >= last && self.window.at_end {
            self.follow();
        }
    }

    /// Moves the view up, and leaves the focus where it is.
    pub(super) fn scroll_by_hand_up(&mut self, rows: usize, shape: Shape) {
        let Some(top) = self.top(shape) else { return };
        let rows = match self.position {
            Position::Held(_) => rows,
            Position::End if self.fits(shape) => return,
            Position::End if self.open.is_empty() => rows,
            // The open lines go out of sight in one step.
            Position::End => rows.saturating_sub(1),
        };
        let to = self.above(self.lowest(), rows, shape);
        self.hold(to.max(top));
    }

    /// Moves the view down as far as there are lines, and leaves the focus where it is.
    pub(super) fn scroll_by_hand(&mut self, rows: usize, shape: Shape) {
        if self.position == Position::End {
            return;
        }
        if !self.window.lines().is_empty() {
            let to = self.below(self.lowest(), rows, shape);
            self.hold(to);
        }
    }

    /// Shows what is further left.
    pub(crate) fn pan_left(&mut self) {
        self.panned = self.panned.saturating_sub(PAN);
    }

    /// Shows what is further right, to no end: how long the lines are that come is not known.
    pub(crate) fn pan_right(&mut self) {
        self.panned = self
            .panned
            .saturating_add(PAN)
            .min(brummer_core::MAX_LINE_BYTES);
    }

    /// Brings the position back into bounds after the shape has changed.
    pub(crate) fn settle(&mut self, shape: Shape) {
        match self.position {
            Position::Held(held) if held.way == Way::Oldest => self.rewind(shape),
            // It stands where the lines around it are still to come.
            Position::Held(held) if held.way == Way::Line => {}
            Position::Held(_) => {
                if let Some(top) = self.top(shape) {
                    self.hold(self.above(self.lowest(), 0, shape).max(top));
                }
            }
            Position::End => {}
        }
    }

    /// Leaves the end, if the view is there, and makes this row the lowest.
    fn hold(&mut self, to: Anchor) {
        let (Some(line), Some(next)) = (self.window.lines().get(to.index), self.window.next())
        else {
            return;
        };
        let (since, counted) = match self.position {
            Position::Held(held) => (held.since, held.counted),
            Position::End => (0, next),
        };
        self.position = Position::Held(Held {
            sequence: line.sequence,
            hidden: to.hidden.0,
            since,
            counted,
            way: Way::Stands,
        });
    }

    /// The lowest row of complete lines in sight, as line and rows of it that are below.
    pub(super) fn lowest_line(&self) -> (usize, usize) {
        let Anchor { index, hidden } = self.lowest();
        (index, hidden.0)
    }

    fn lowest(&self) -> Anchor {
        match self.position {
            Position::End => Anchor::new(self.window.lines().len().saturating_sub(1), 0),
            Position::Held(held) => Anchor::new(self.window.position(held.sequence), held.hidden),
        }
    }

    /// Whether all that is loaded is in sight at once.
    fn fits(&self, shape: Shape) -> bool {
        let mut rows = self.open.len();
        for index in (0..self.window.lines().len()).rev() {
            rows += self.height(index, shape);
            if rows > shape.height {
                return false;
            }
        }
        self.position == Position::End
    }

    /// The numbers of the first and the last line in sight; none if there are none.
    pub(crate) fn sight(&self, shape: Shape) -> Option<(u64, u64)> {
        let lowest = self.lowest();
        let lines = self.window.lines();
        let last = lines.get(lowest.index)?.sequence;
        let rows = shape.height.saturating_sub(1);
        let first = lines.get(self.above(lowest, rows, shape).index)?.sequence;
        Some((first, last))
    }

    /// The lowest row in sight when the first one that is loaded is uppermost; none if there are no lines.
    fn top(&self, shape: Shape) -> Option<Anchor> {
        let last = self.window.lines().len().checked_sub(1)?;
        let mut rows = 0;
        for index in 0..=last {
            rows += self.height(index, shape);
            if rows >= shape.height {
                return Some(Anchor::new(index, rows - shape.height));
            }
        }
        Some(Anchor::new(last, 0))
    }

    /// The row this many rows above, or the first one.
    fn above(&self, from: Anchor, rows: usize, shape: Shape) -> Anchor {
        let mut index = from.index;
        let mut hidden = from.hidden.0.saturating_add(rows);
        loop {
            let height = self.height(index, shape);
            if hidden < height {
                return Anchor::new(index, hidden);
            }
            if index == 0 {
                return Anchor::new(0, height - 1);
            }
            hidden -= height;
            index -= 1;
        }
    }

    /// The row this many rows below, or the last one.
    fn below(&self, from: Anchor, rows: usize, shape: Shape) -> Anchor {
        let Anchor {
            mut index,
            hidden: Reverse(mut hidden),
        } = from;
        let mut rows = rows;
        while rows > hidden {
            if index + 1 >= self.window.lines().len() {
                return Anchor::new(index, 0);
            }
            rows -= hidden;
            index += 1;
            hidden = self.height(index, shape);
        }
        Anchor::new(index, hidden - rows)
    }
}
