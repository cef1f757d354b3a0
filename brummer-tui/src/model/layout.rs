//! How the screen is divided, for any size of it.

use ratatui::layout::Rect;

use super::Focus;

/// The least width for list and log side by side, in columns.
const SIDE_BY_SIDE: u16 = 64;

/// The least height of the body for list and log one above the other, in rows.
const STACKED: u16 = 8;

/// The least width and height of a screen that shows anything, in cells.
const LEAST: (u16, u16) = (20, 5);

/// The least width and height of a screen with tabs, in cells.
const TABS: (u16, u16) = (40, 14);

/// The least height of a log with bars above it, in rows.
const LEAST_BELOW_BARS: u16 = 4;

/// The least width of list and log, in columns.
const NARROWEST: u16 = 16;

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
    /// How many columns the list is wider than it is by default.
    pub(crate) wider: i16,
    /// Whether bars above the log tell when lines came.
    pub(crate) has_bars: bool,
    /// Whether it is the view with list and log that is shown.
    pub(crate) is_processes: bool,
}

/// A division of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panes {
    /// The first row.
    pub(crate) header: Rect,
    /// The row with the tabs, where there is room for it.
    pub(crate) tabs: Option<Rect>,
    /// What is between header and footer.
    pub(crate) body: Rect,
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
    /// The row above a log, for the bars that tell when lines came.
    pub(crate) bars: Option<Rect>,
    /// The column at the right of a log, for the scroll bar.
    pub(crate) bar: Option<Rect>,
}

impl Panes {
    /// Divides the screen; none if it is too small.
    pub(crate) fn of(screen: &Screen) -> Option<Self> {
        let area = screen.area;
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return None;
        }
        let row = |y| Rect::new(area.x, y, area.width, 1);
        let tabs = (area.height >= TABS.1 && area.width >= TABS.0).then(|| row(area.y + 1));
        let top = area.y + 1 + u16::from(tabs.is_some());
        let body = Rect::new(area.x, top, area.width, area.bottom() - 1 - top);
        let panes = Self {
            header: row(area.y),
            tabs,
            body,
            list: None,
            divider: None,
            log: None,
            focus: screen.focus,
            footer: row(area.bottom() - 1),
        };
        Some(if screen.is_processes {
            let panes = panes.with_body(screen, body);
            Self {
                log: panes.log.map(|log| log.with_bars(screen.has_bars)),
                ..panes
            }
        } else {
            panes
        })
    }

    fn with_body(self, screen: &Screen, body: Rect) -> Self {
        let list_alone = Self {
            list: Some(Pane::of(body)),
            focus: Focus::List,
            ..self
        };
        let log_alone = Self {
            log: Some(Pane::of(body).with_bar()),
            focus: Focus::Log,
            ..self
        };
        if screen.zoomed {
            log_alone
        } else if body.width >= SIDE_BY_SIDE {
            self.side_by_side(screen.wider, body)
        } else if body.height >= STACKED {
            self.stacked(screen.processes, body)
        } else {
            match screen.focus {
                Focus::List => list_alone,
                Focus::Log => log_alone,
            }
        }
    }

    fn side_by_side(self, wider: i16, body: Rect) -> Self {
        let width = list_width(body.width).saturating_add_signed(wider_within(body.width, wider));
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
            log: Some(log.indented().with_bar()),
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
            log: Some(Pane::of(log).with_bar()),
            ..self
        }
    }
}

impl Pane {
    /// The upper part of an area, with room for details below; all of it, if that is low.
    pub(crate) fn upper(area: Rect) -> Self {
        let height = if area.height < 10 {
            area.height
        } else {
            area.height * 2 / 5
        };
        Self::of(Rect { height, ..area })
    }

    /// What is below the upper part of an area; nothing, if that is low.
    pub(crate) fn lower(area: Rect) -> Option<Self> {
        let upper = Self::upper(area);
        let y = upper.rows.bottom();
        let height = area.bottom().checked_sub(y).filter(|height| *height > 0)?;
        Some(Self::of(Rect { y, height, ..area }))
    }

    /// All of an area.
    pub(crate) fn of(area: Rect) -> Self {
        Self {
            rule: Rect { height: 1, ..area },
            rows: Rect {
                y: area.y + 1,
                height: area.height - 1,
                ..area
            },
            bars: None,
            bar: None,
        }
    }

    /// The pane with its last column for a scroll bar, if it is wide enough.
    fn with_bar(self) -> Self {
        if self.rows.width < NARROWEST {
            return self;
        }
        let width = self.rows.width - 1;
        Self {
            rows: Rect { width, ..self.rows },
            bar: Some(Rect {
                x: self.rows.x + width,
                width: 1,
                ..self.rows
            }),
            ..self
        }
    }

    /// The pane with a row for bars above its content, if they are wanted and it is high enough.
    fn with_bars(self, has_bars: bool) -> Self {
        if !has_bars || self.rows.height < LEAST_BELOW_BARS {
            return self;
        }
        let rows = Rect {
            y: self.rows.y + 1,
            height: self.rows.height - 1,
            ..self.rows
        };
        Self {
            rows,
            bars: Some(Rect {
                height: 1,
                ..self.rows
            }),
            bar: self.bar.map(|bar| Rect {
                y: rows.y,
                height: rows.height,
                ..bar
            }),
            ..self
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

/// How wide the list is by default, beside a log on a screen of this width.
fn list_width(screen: u16) -> u16 {
    (screen / 3).clamp(26, 42)
}

/// How many columns the list can be wider than by default, as near as possible to a wish.
pub(crate) fn wider_within(screen: u16, wider: i16) -> i16 {
    let columns = |columns: u16| i32::from(columns);
    let width = columns(list_width(screen));
    let least = columns(NARROWEST) - width;
    let most = (columns(screen) - columns(NARROWEST) - 1 - width).max(least);
    let wider = i32::from(wider).clamp(least, most);
    i16::try_from(wider).unwrap_or(0)
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
            wider: 0,
            has_bars: false,
            is_processes: true,
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
        let (list, log) = (Rect::new(0, 3, 26, 20), Rect::new(28, 3, 51, 20));
        check(80, 24, Some(list), Some(log));
    }

    #[test]
    fn a_narrow_screen_has_the_list_above_the_log() {
        let (list, log) = (Rect::new(0, 2, 40, 2), Rect::new(0, 5, 39, 6));
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
