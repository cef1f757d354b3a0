//! How the screen is divided, for any size of it.

use ratatui::layout::Rect;

use super::Focus;

/// The least width for list and log side by side, in columns.
const SIDE_BY_SIDE: u16 = 64;

/// The least height of the body for list and log one above the other, in rows.
const STACKED: u16 = 8;

/// The least width and height of a screen that shows anything, in cells.
const LEAST: (u16, u16) = (20, 5);

/// What the division depends on.
pub(crate) struct Screen {
    /// All of it.
    pub(crate) area: Rect,
    /// How many processes there are to list.
    pub(crate) processes: usize,
    /// The pane that the user went to last.
    pub(crate) focus: Focus,
    /// Whether the log has the whole screen.
    pub(crate) zoomed: bool,
}

/// A division of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panes {
    /// The first row.
    pub(crate) header: Rect,
    /// The processes, unless there is no room for both panes.
    pub(crate) list: Option<Pane>,
    /// The column between list and log, where they are side by side.
    pub(crate) divider: Option<Rect>,
    /// The log, unless there is no room for both panes.
    pub(crate) log: Option<Pane>,
    /// The pane that the keys go to, which is one that is shown.
    pub(crate) focus: Focus,
    /// The last row.
    pub(crate) footer: Rect,
}

/// A part of the screen with its own content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pane {
    /// The row above, for the title.
    pub(crate) rule: Rect,
    /// Where the content goes.
    pub(crate) rows: Rect,
}

impl Panes {
    /// Divides the screen; none if it is too small.
    pub(crate) fn of(screen: &Screen) -> Option<Self> {
        let area = screen.area;
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return None;
        }
        let row = |y| Rect::new(area.x, y, area.width, 1);
        let body = Rect::new(area.x, area.y + 1, area.width, area.height - 2);
        let panes = Self {
            header: row(area.y),
            list: None,
            divider: None,
            log: None,
            focus: screen.focus,
            footer: row(area.bottom() - 1),
        };
        Some(panes.with_body(screen, body))
    }

    fn with_body(self, screen: &Screen, body: Rect) -> Self {
        let list_alone = Self {
            list: Some(Pane::of(body)),
            focus: Focus::List,
            ..self
        };
        let log_alone = Self {
            log: Some(Pane::of(body)),
            focus: Focus::Log,
            ..self
        };
        if screen.zoomed {
            log_alone
        } else if body.width >= SIDE_BY_SIDE {
            self.side_by_side(body)
        } else if body.height >= STACKED {
            self.stacked(screen.processes, body)
        } else {
            match screen.focus {
                Focus::List => list_alone,
                Focus::Log => log_alone,
            }
        }
    }

    fn side_by_side(self, body: Rect) -> Self {
        let width = (body.width / 3).clamp(26, 42);
        let list = Rect { width, ..body };
        let divider = Rect {
            x: list.right(),
            width: 1,
            ..body
        };
        let log = Pane::of(Rect {
            x: divider.right(),
            width: body.width - width - 1,
            ..body
        });
        Self {
            list: Some(Pane::of(list)),
            divider: Some(divider),
            log: Some(log.indented()),
            ..self
        }
    }

    fn stacked(self, processes: usize, body: Rect) -> Self {
        let wanted = u16::try_from(processes).unwrap_or(u16::MAX);
        let height = 1 + wanted.min((body.height - 2) / 3).max(2);
        let list = Rect { height, ..body };
        let log = Rect {
            y: list.bottom(),
            height: body.height - height,
            ..body
        };
        Self {
            list: Some(Pane::of(list)),
            log: Some(Pane::of(log)),
            ..self
        }
    }
}

impl Pane {
    fn of(area: Rect) -> Self {
        Self {
            rule: Rect { height: 1, ..area },
            rows: Rect {
                y: area.y + 1,
                height: area.height - 1,
                ..area
            },
        }
    }

    /// The pane with its content one column away from what is left of it.
    fn indented(self) -> Self {
        Self {
            rows: Rect {
                x: self.rows.x + 1,
                width: self.rows.width - 1,
                ..self.rows
            },
            ..self
        }
    }
}

/// The content of an overlay that wants so many columns and rows: in the middle, with room for a border.
pub(crate) fn overlay(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width.saturating_sub(4));
    let height = height.min(area.height.saturating_sub(4));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panes(width: u16, height: u16, focus: Focus) -> Option<Panes> {
        Panes::of(&Screen {
            area: Rect::new(0, 0, width, height),
            processes: 3,
            focus,
            zoomed: false,
        })
    }

    #[track_caller]
    fn check(width: u16, height: u16, list: Option<Rect>, log: Option<Rect>) {
        let panes = panes(width, height, Focus::List).unwrap();
        let rows = |pane: Option<Pane>| pane.map(|pane| pane.rows);
        assert_eq!((rows(panes.list), rows(panes.log)), (list, log));
    }

    #[test]
    fn a_wide_screen_has_list_and_log_side_by_side() {
        let (list, log) = (Rect::new(0, 2, 26, 21), Rect::new(28, 2, 52, 21));
        check(80, 24, Some(list), Some(log));
    }

    #[test]
    fn a_narrow_screen_has_the_list_above_the_log() {
        let (list, log) = (Rect::new(0, 2, 40, 2), Rect::new(0, 5, 40, 6));
        check(40, 12, Some(list), Some(log));
    }

    #[test]
    fn a_small_screen_has_the_pane_with_the_focus() {
        check(40, 8, Some(Rect::new(0, 2, 40, 5)), None);
        let panes = panes(40, 8, Focus::Log).unwrap();
        assert_eq!((panes.list, panes.focus), (None, Focus::Log));
    }

    #[test]
    fn a_screen_below_20_by_5_has_nothing() {
        assert!(panes(20, 5, Focus::List).is_some());
        assert!(panes(19, 5, Focus::List).is_none() && panes(20, 4, Focus::List).is_none());
    }
}
