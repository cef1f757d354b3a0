//! A view that is a list: its rows, which one is selected, and which are in sight.

use super::rows::Item;

/// The rows of a view.
#[derive(Debug, Default)]
pub(crate) struct List {
    /// The rows that pass the search.
    pub(crate) items: Vec<Item>,
    /// How many there are without the search.
    pub(crate) total: usize,
    /// The row that the keys act on; less than the number of rows, or 0.
    pub(crate) selected: usize,
    /// How many rows are above the first one in sight.
    pub(crate) offset: usize,
    /// What was typed to find rows.
    pub(crate) search: String,
}

impl List {
    /// Takes other rows. The selection stays with its row, if that is still there, and else with its place.
    pub(crate) fn set(&mut self, items: Vec<Item>, total: usize, height: usize) {
        let key = self.item().map(Item::key);
        self.items = items;
        self.total = total;
        let kept = key.and_then(|key| self.items.iter().position(|item| item.key() == key));
        self.select(kept.unwrap_or(self.selected), height);
    }

    /// The row that the keys act on.
    pub(crate) fn item(&self) -> Option<&Item> {
        self.items.get(self.selected)
    }

    /// Selects a row, or the last one; headings are passed over downwards. So much of the list is in sight.
    pub(crate) fn select(&mut self, row: usize, height: usize) {
        let last = self.items.len().saturating_sub(1);
        let row = row.min(last);
        let below = (row..=last).find(|row| self.is_selectable(*row));
        let above = || (0..row).rev().find(|row| self.is_selectable(*row));
        self.selected = below.or_else(above).unwrap_or(row);
        self.keep_in_sight(height);
    }

    /// Selects the row so many rows further up, or the first one.
    pub(crate) fn up(&mut self, rows: usize, height: usize) {
        let wanted = self.selected.saturating_sub(rows);
        let above = (0..=wanted).rev().find(|row| self.is_selectable(*row));
        self.select(above.unwrap_or(wanted), height);
    }

    /// Selects the row so many rows further down, or the last one.
    pub(crate) fn down(&mut self, rows: usize, height: usize) {
        self.select(self.selected.saturating_add(rows), height);
    }

    /// Scrolls as little as shows the selected row, and no further than the list is long.
    pub(crate) fn keep_in_sight(&mut self, height: usize) {
        let height = height.max(1);
        let last = self.items.len().saturating_sub(height);
        self.offset = self
            .offset
            .clamp((self.selected + 1).saturating_sub(height), self.selected)
            .min(last);
        // A heading is seen with the first row below it.
        let above = self.offset.saturating_sub(1);
        if self.offset == self.selected
            && self.offset > 0
            && !self.is_selectable(above)
            && height > 1
        {
            self.offset = above;
        }
    }

    /// The rows in sight, with whether each is the selected one.
    pub(crate) fn in_sight(&self, height: usize) -> impl Iterator<Item = (&Item, bool)> {
        let rows = self.items.iter().enumerate().skip(self.offset).take(height);
        rows.map(|(row, item)| (item, row == self.selected))
    }

    fn is_selectable(&self, row: usize) -> bool {
        self.items.get(row).is_some_and(Item::is_selectable)
    }
}
