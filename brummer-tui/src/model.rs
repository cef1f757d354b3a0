//! Everything that is shown, and nothing else.

mod layout;
mod log;
mod messages;
mod overlay;

use std::sync::Arc;

use brummer_core::{ProcessId, ProcessSnapshot, ProjectSnapshot, Status};
use jiff::Timestamp;
use ratatui::layout::{Rect, Size};

use self::layout::Screen;
pub(crate) use self::layout::{Pane, Panes, overlay as overlay_area};
pub(crate) use self::log::{Lines, LogPane, Position, Shape, Sight, rule};
pub(crate) use self::messages::{Kind, Message, Messages};
pub(crate) use self::overlay::{Overlay, Topic, message_style};
use crate::keymap::Place;
use crate::options::{Left, Options};
use crate::theme::Theme;

/// The state of the user interface.
#[derive(Debug)]
pub(crate) struct Model {
    /// The name of the project.
    pub(crate) title: String,
    /// Where an AI editor reaches this program, if it can.
    pub(crate) mcp: Option<String>,
    /// What things look like.
    pub(crate) theme: Theme,
    /// The size of the terminal, in cells.
    pub(crate) size: Size,
    /// The time by which run times are shown.
    pub(crate) now: Timestamp,
    /// The revision of the project that is shown.
    pub(crate) project: Arc<ProjectSnapshot>,
    /// The process that the keys act on; none only while there is none at all.
    pub(crate) selected: Option<ProcessId>,
    /// How many processes are above the first one in the list that is shown.
    pub(crate) list_offset: usize,
    /// The log of the selected process.
    pub(crate) log: Option<LogPane>,
    /// What becomes of long lines.
    pub(crate) lines: Lines,
    /// The pane that the keys go to, as long as there is room for both.
    pub(crate) focus: Focus,
    /// Whether the log has the whole screen.
    pub(crate) zoomed: bool,
    /// What lies on top of the panes.
    pub(crate) overlay: Option<Overlay>,
    /// What the user was told.
    pub(crate) messages: Messages,
    /// Whether the user leaves, and how far that has come.
    pub(crate) leaving: Leaving,
}

/// Which pane the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Focus {
    /// The list of processes.
    List,
    /// The log.
    Log,
}

/// How far leaving has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Nobody wants to leave.
    No,
    /// All processes were told to stop.
    Stopping {
        /// Since when.
        since: Timestamp,
        /// Who wants to leave.
        left: Left,
    },
    /// All processes were killed, since stopping took too long for the user.
    Killing {
        /// Since when all was to stop.
        since: Timestamp,
        /// Who wants to leave.
        left: Left,
    },
}

impl Model {
    /// The state before the first message: no processes, no size.
    pub(crate) fn new(options: Options) -> Self {
        let mut messages = Messages::default();
        for text in options.messages {
            messages.add(Kind::Warning, text);
        }
        Self {
            title: options.title,
            mcp: options.mcp,
            theme: if options.color {
                Theme::Colored
            } else {
                Theme::Plain
            },
            size: Size::default(),
            now: Timestamp::UNIX_EPOCH,
            project: Arc::default(),
            selected: None,
            list_offset: 0,
            log: None,
            lines: Lines::Wrapped,
            focus: Focus::List,
            zoomed: false,
            overlay: None,
            messages,
            leaving: Leaving::No,
        }
    }

    /// The selected process.
    pub(crate) fn process(&self) -> Option<&Arc<ProcessSnapshot>> {
        self.project.process(self.selected.as_ref()?.as_str())
    }

    /// Where the selected process is in the list.
    pub(crate) fn selected_index(&self) -> Option<usize> {
        let selected = self.selected.as_ref()?;
        self.project
            .processes()
            .iter()
            .position(|process| process.id() == selected)
    }

    /// Where a key that is pressed now goes to.
    pub(crate) fn place(&self) -> Place {
        match (
            self.leaving,
            &self.overlay,
            self.panes().map(|panes| panes.focus),
        ) {
            (Leaving::Stopping { .. } | Leaving::Killing { .. }, _, _) => Place::Leaving,
            (Leaving::No, Some(_), _) => Place::Overlay,
            (Leaving::No, None, Some(Focus::Log)) => Place::Log,
            (Leaving::No, None, Some(Focus::List) | None) => Place::List,
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
            processes: self.project.processes().len(),
            focus: self.focus,
            zoomed: self.zoomed,
        })
    }

    /// The shape in which the log is shown, also while it is hidden.
    pub(crate) fn log_shape(&self, area: Rect) -> Shape {
        // The last row tells how the run ended.
        let ended = self.process().is_some_and(|process| process.is_finished());
        Shape {
            width: usize::from(area.width).max(1),
            height: usize::from(area.height)
                .saturating_sub(usize::from(ended))
                .max(1),
            lines: self.lines,
        }
    }

    /// The processes that the list shows in so many rows.
    pub(crate) fn listed(&self, rows: u16) -> &[Arc<ProcessSnapshot>] {
        let processes = self.project.processes();
        let from = self.list_offset.min(processes.len());
        let to = processes.len().min(from + usize::from(rows));
        &processes[from..to]
    }

    /// How many processes have a status like this.
    pub(crate) fn count(&self, is_counted: impl Fn(Status) -> bool) -> usize {
        self.project
            .processes()
            .iter()
            .filter(|process| is_counted(process.status()))
            .count()
    }

    /// Whether something is shown that changes with time alone.
    pub(crate) fn shows_time(&self) -> bool {
        if self.leaving != Leaving::No {
            return true;
        }
        let rows = self
            .panes()
            .and_then(|panes| panes.list)
            .map_or(0, |list| list.rows.height);
        self.listed(rows).iter().any(|process| process.is_running())
    }
}
