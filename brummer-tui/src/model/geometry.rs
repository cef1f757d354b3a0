//! Where things are on the screen, as far as it depends on what is shown.

use brummer_core::Status;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::layout::Screen;
use super::{Model, Pane, Panes, Scope, Shape, View, Wide};

impl Model {
    /// How many rows of a view that is a list are in sight.
    pub(crate) fn list_height(&self) -> usize {
        let area = self.panes().map(|panes| self.list_area(panes.body));
        area.map_or(1, |pane| usize::from(pane.rows.height.max(1)))
    }

    /// Where the list of a view goes, and what is below it for details.
    pub(crate) fn list_area(&self, body: Rect) -> Pane {
        match self.view {
            View::Problems | View::Scripts => Pane::upper(body),
            View::Processes | View::Urls | View::Activity | View::Settings | View::Help => {
                Pane::of(body)
            }
        }
    }

    /// The whole screen.
    pub(crate) fn area(&self) -> Rect {
        Rect::new(0, 0, self.size.width, self.size.height)
    }

    /// How the screen is divided; none if it is too small for anything.
    pub(crate) fn panes(&self) -> Option<Panes> {
        self.panes_on(self.area())
    }

    /// How a screen of this area is divided.
    pub(crate) fn panes_on(&self, area: Rect) -> Option<Panes> {
        Panes::of(&Screen {
            area,
            processes: self.rows.len(),
            focus: self.focus,
            zoomed: self.zoomed,
            wider: self.wider,
            has_bars: self.bars.is_shown,
            is_processes: self.view == View::Processes,
        })
    }

    /// The shape in which the log is shown, also while it is hidden.
    pub(crate) fn log_shape(&self, area: Rect) -> Shape {
        // The last row tells how the run ended.
        let ended = self.shows_ending();
        let names = match &self.log {
            Some(log) if log.scope().is_merged() => self.longest_name(log.scope()),
            Some(_) | None => 0,
        };
        let shape = Shape {
            width: usize::from(area.width).max(1),
            height: usize::from(area.height)
                .saturating_sub(usize::from(ended))
                .max(1),
            lines: self.look.lines,
            stamps: self.look.stamps,
            names: names.min(usize::from(area.width) / 4).min(16),
            structured: self.look.structured,
        };
        shape.with_room_for_text()
    }

    /// Whether the last row of the log tells how the run ended.
    pub(crate) fn shows_ending(&self) -> bool {
        self.look.wide == Wide::One && self.process().is_some_and(|process| process.is_finished())
    }

    fn longest_name(&self, scope: &Scope) -> usize {
        let wanted = scope.processes();
        let processes = self.project.processes().iter();
        let shown = processes.filter(|process| wanted.is_empty() || wanted.contains(process.id()));
        // Those that never ran have no lines.
        let with_lines = shown.filter(|process| process.status() != Status::Pending);
        let widths = with_lines.map(|process| process.id().as_str().width());
        widths.max().unwrap_or(4).max(4)
    }
}
