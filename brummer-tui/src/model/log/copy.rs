//! Selecting lines, and taking them as text.

use std::ops::RangeInclusive;

use super::{LogPane, Shape};

impl LogPane {
    /// Whether lines are being selected.
    pub(crate) fn is_selecting(&self) -> bool {
        self.selection.is_some()
    }

    /// Begins to select, at this line, or at the one in focus, or at the lowest in sight.
    pub(crate) fn select(&mut self, line: Option<u64>) {
        let lowest = self.lowest_line().0;
        let lowest = self.window.lines().get(lowest).map(|line| line.sequence);
        self.selection = line.or(self.focus).or(lowest).map(|line| (line, line));
    }

    /// Moves the end of the selection to this line.
    pub(crate) fn select_to(&mut self, line: u64) {
        let begin = self.selection.map_or(line, |(begin, _)| begin);
        self.selection = Some((begin, line));
    }

    /// Moves the end of the selection by so many lines, and the view with it.
    pub(crate) fn select_by(&mut self, lines: isize, shape: Shape) {
        let Some((begin, end)) = self.selection else {
            return;
        };
        let count = self.window.lines().len();
        let to = self.window.position(end).saturating_add_signed(lines);
        let to = to.min(count.saturating_sub(1));
        let Some(line) = self.window.lines().get(to) else {
            return;
        };
        let end = line.sequence;
        self.selection = Some((begin, end));
        while let Some((first, _)) = self.sight(shape)
            && end < first
            && self.moved(|pane| pane.scroll_by_hand_up(1, shape))
        {}
        while let Some((_, last)) = self.sight(shape)
            && end > last
            && self.moved(|pane| pane.scroll_by_hand(1, shape))
        {}
    }

    /// Selects no longer.
    pub(crate) fn deselect(&mut self) {
        self.selection = None;
    }

    /// The lines that are selected.
    pub(super) fn selected_lines(&self) -> Option<RangeInclusive<u64>> {
        let (begin, end) = self.selection?;
        Some(begin.min(end)..=begin.max(end))
    }

    /// The text of the lines that are selected, or of the one in focus, or of the lowest in sight; and how many they are. Lines that
    /// are not loaded any more are not in it.
    pub(crate) fn text_to_copy(&self) -> Option<(String, usize)> {
        let lines = self.window.lines();
        let lowest = lines.get(self.lowest_line().0).map(|line| line.sequence);
        let wanted = if let Some(wanted) = self.selected_lines() {
            wanted
        } else {
            let line = self.focus.or(lowest)?;
            line..=line
        };
        let from = lines.partition_point(|line| line.sequence < *wanted.start());
        let wanted = lines
            .range(from..)
            .take_while(|line| wanted.contains(&line.sequence));
        let texts: Vec<_> = wanted.map(|line| line.text()).collect();
        (!texts.is_empty()).then(|| (texts.join("\n"), texts.len()))
    }

    /// The line in focus, or the lowest in sight: what "this line" means.
    pub(crate) fn line_in_focus(&self) -> Option<&brummer_core::LogLine> {
        let lines = self.window.lines();
        let selected = self.selection.map(|(_, end)| end);
        let index = match selected.or(self.focus) {
            Some(line) => self.window.position(line),
            None => self.lowest_line().0,
        };
        lines.get(index)
    }

    /// Whether doing this has moved the view.
    fn moved(&mut self, act: impl FnOnce(&mut Self)) -> bool {
        let before = self.position;
        act(self);
        self.position != before
    }
}
