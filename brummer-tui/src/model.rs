//! Everything that is shown, and nothing else.

mod entry;
mod fuzzy;
mod geometry;
mod groups;
mod histogram;
mod host;
mod input;
mod layout;
mod list;
mod log;
mod look;
mod messages;
mod overlay;
mod palette;
mod problem;
mod remembered;
mod rows;
mod search;
mod usage;
mod view;

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use brummer_core::project::{Project, Script};
use brummer_core::{
    Activity, InstanceId, LogCursor, Problem, ProcessId, ProcessSnapshot, ProjectSnapshot, Status,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Size;

pub(crate) use self::entry::{Entry, LineEntry, Purpose};
pub(crate) use self::groups::{Group, ListRow};
pub(crate) use self::histogram::{Bars, BarsWanted, bar_in_sight};
pub(crate) use self::host::Host;
pub(crate) use self::input::Input;
pub(crate) use self::layout::{Pane, Panes, overlay as overlay_area, wider_within};
pub(crate) use self::list::List;
pub(crate) use self::log::{
    Brush, Filter, Lines, LogPane, Marks, Pattern, Position, Row, Scope, Seek, Shape, Sight,
    Stamps, Structured, rule,
};
pub(crate) use self::look::{LogLook, ProblemsShown, Streaming, Wants, Wide};
pub(crate) use self::messages::{Kind, Message, Messages};
pub(crate) use self::overlay::{Overlay, Topic, message_style};
pub(crate) use self::palette::{Offer, Palette};
pub(crate) use self::problem::{CodeFrame, problem_for_agents, problem_rows};
pub(crate) use self::rows::settings;
pub(crate) use self::rows::{Item, Setting, client_name, items, place_of};
pub(crate) use self::search::{Matches, Search};
pub(crate) use self::usage::Usages;
pub(crate) use self::view::{VIEWS, View, ViewInfo};
use crate::editing::EditorState;
use crate::keymap::{Keymap, Place};
use crate::options::{Left, Options, Scripts};
use crate::theme::Theme;

/// The state of the user interface.
#[derive(Debug)]
pub(crate) struct Model {
    /// The name of the project.
    pub(crate) title: String,
    /// Where an AI editor reaches this program, if it can.
    pub(crate) mcp: Option<String>,
    /// Its directory.
    pub(crate) dir: PathBuf,
    /// What things look like.
    pub(crate) theme: Theme,
    /// Which key does what.
    pub(crate) keymap: Keymap,
    /// What else the settings say.
    pub(crate) wants: Wants,
    /// The size of the terminal, in cells.
    pub(crate) size: Size,
    /// The time by which run times are shown.
    pub(crate) now: Timestamp,
    /// The time zone in which times of day are shown.
    pub(crate) zone: TimeZone,
    /// The revision of the project that is shown.
    pub(crate) project: Arc<ProjectSnapshot>,
    /// What can be run.
    pub(crate) scripts: Vec<Arc<Script>>,
    /// Whether somebody still looks for what can be run.
    pub(crate) is_opening: bool,
    /// What is set, and where.
    pub(crate) settings: Vec<Setting>,
    /// What AI editors have, as far as it was asked for; none if nobody changes files from the settings.
    pub(crate) editors: Option<Vec<EditorState>>,
    /// What clients did, the latest first.
    pub(crate) activity: Vec<Arc<Activity>>,
    /// What is broken, as far as it was asked for.
    pub(crate) problems: Vec<Arc<Problem>>,
    /// How problems are shown.
    pub(crate) problems_shown: ProblemsShown,
    /// What is looked at.
    pub(crate) view: View,
    /// The rows of each view that is a list.
    pub(crate) lists: [List; VIEWS.len()],
    /// The process that the keys act on; none only while there is none at all.
    pub(crate) selected: Option<ProcessId>,
    /// The processes whose logs are to be shown together.
    pub(crate) chosen: Vec<ProcessId>,
    /// The group whose heading is selected: the keys act on all its members.
    pub(crate) selected_group: Option<Arc<str>>,
    /// The rows of the list of processes.
    pub(crate) rows: Vec<ListRow>,
    /// The groups of which only the heading is shown.
    pub(crate) folded: BTreeSet<Arc<str>>,
    /// How many rows are above the first one in the list that is shown.
    pub(crate) list_offset: usize,
    /// The log that is shown.
    pub(crate) log: Option<LogPane>,
    /// How the log is shown.
    pub(crate) look: LogLook,
    /// What is searched for in the log.
    pub(crate) search: Option<Search>,
    /// The position behind the latest line of all logs.
    pub(crate) log_end: Option<LogCursor>,
    /// The number of the next question that must not be mistaken for an earlier one.
    pub(crate) ticket: u64,
    /// The pane that the keys go to, as long as there is room for both.
    pub(crate) focus: Focus,
    /// Whether the log has the whole screen.
    pub(crate) zoomed: bool,
    /// How many columns the list is wider than it is by default.
    pub(crate) wider: i16,
    /// What the mouse holds, while its button is down.
    pub(crate) drag: Drag,
    /// What is being typed.
    pub(crate) entry: Option<Entry>,
    /// What lies on top of the view.
    pub(crate) overlay: Option<Overlay>,
    /// Whether the user looks at the terminal, as far as it says so.
    pub(crate) is_looked_at: bool,
    /// What the user was told.
    pub(crate) messages: Messages,
    /// The plain stream, while the full screen is left for it.
    pub(crate) stream: Option<Streaming>,
    /// How many lines came when.
    pub(crate) bars: Bars,
    /// What the processes use of the machine.
    pub(crate) usages: Usages,
    /// Since when processes are being stopped.
    pub(crate) stopping: HashMap<ProcessId, Timestamp>,
    /// Whether the user leaves, and how far that has come.
    pub(crate) leaving: Leaving,
    /// Whose the processes are.
    pub(crate) host: Host,
    /// The lost instance that the user was told of.
    pub(crate) told_lost: Option<InstanceId>,
}

/// Which pane the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Focus {
    /// The list of processes.
    List,
    /// The log.
    Log,
}

/// What the mouse holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drag {
    /// Nothing.
    Nothing,
    /// The line between list and log.
    Splitter,
    /// Lines of the log; whether it was moved since the button went down.
    Lines {
        /// The line where it began.
        from: u64,
        /// Whether it was moved since.
        is_moved: bool,
    },
}

/// How far leaving has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Nobody wants to leave.
    No,
    /// The user is asked, since something runs.
    Asked,
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
        let messages = Messages::of_warnings(options.messages);
        let settings = &options.settings;
        let mut model = Self {
            title: options.title,
            mcp: None,
            dir: options.dir,
            theme: Theme::new(settings, options.colors, options.background),
            keymap: options.keymap,
            wants: Wants::new(settings),
            size: Size::default(),
            now: Timestamp::UNIX_EPOCH,
            zone: TimeZone::UTC,
            project: Arc::default(),
            scripts: Vec::new(),
            is_opening: options.scripts == Scripts::Coming,
            settings: options
                .config
                .as_ref()
                .map(|config| rows::settings(config))
                .unwrap_or_default(),
            editors: options.editing.map(|_| Vec::new()),
            activity: Vec::new(),
            problems: Vec::new(),
            problems_shown: ProblemsShown::new(),
            view: View::Processes,
            lists: std::array::from_fn(|_| List::default()),
            selected: None,
            chosen: Vec::new(),
            selected_group: None,
            rows: Vec::new(),
            folded: BTreeSet::new(),
            list_offset: 0,
            log: None,
            look: LogLook::new(),
            search: None,
            log_end: None,
            ticket: 0,
            focus: Focus::List,
            zoomed: false,
            wider: 0,
            drag: Drag::Nothing,
            entry: None,
            overlay: None,
            is_looked_at: false,
            messages,
            stream: None,
            bars: Bars::default(),
            usages: Usages::default(),
            stopping: HashMap::new(),
            leaving: Leaving::No,
            host: Host::Ours,
            told_lost: None,
        };
        for view in VIEWS {
            model.refresh(view.view);
        }
        model
    }

    /// Computes the rows of a view anew.
    pub(crate) fn refresh(&mut self, view: View) {
        let height = self.list_height();
        let search = std::mem::take(&mut self.lists[view as usize].search);
        let (items, total) = items(self, view, &search);
        let list = &mut self.lists[view as usize];
        list.search = search;
        list.set(items, total, height);
    }

    /// The rows of the view that is shown.
    pub(crate) fn list(&self) -> &List {
        &self.lists[self.view as usize]
    }

    /// The selected process.
    pub(crate) fn process(&self) -> Option<&Arc<ProcessSnapshot>> {
        self.project.process(self.selected.as_ref()?.as_str())
    }

    /// Where a process is in the project.
    pub(crate) fn place_of(&self, id: &ProcessId) -> Option<usize> {
        let mut processes = self.project.processes().iter();
        processes.position(|process| process.id() == id)
    }

    /// Where a key that is pressed now goes to.
    pub(crate) fn place(&self) -> Place {
        match self.leaving {
            Leaving::Stopping { .. } | Leaving::Killing { .. } => return Place::Leaving,
            Leaving::Asked => return Place::Question,
            Leaving::No => {}
        }
        if self.stream.is_some() {
            return Place::Stream;
        }
        if self.entry.is_some() {
            return Place::Input;
        }
        match self.overlay.as_ref().map(|overlay| &overlay.topic) {
            Some(Topic::Difference(..)) => return Place::Confirm,
            Some(Topic::Messages | Topic::Qr(_)) => return Place::Overlay,
            None => {}
        }
        if self.view != View::Processes {
            return self.view.info().place;
        }
        if self.log.as_ref().is_some_and(LogPane::is_selecting) {
            return Place::Selection;
        }
        match self.panes().map(|panes| panes.focus) {
            Some(Focus::Log) => Place::Log,
            Some(Focus::List) | None => Place::List,
        }
    }

    /// How many processes have a status like this.
    pub(crate) fn count(&self, is_counted: impl Fn(Status) -> bool) -> usize {
        self.project
            .processes()
            .iter()
            .filter(|process| is_counted(process.status()))
            .count()
    }

    /// How many problems are current, errors and warnings.
    pub(crate) fn problem_counts(&self) -> (u32, u32) {
        let processes = self.project.processes().iter();
        let counts = processes.map(|process| process.output().problems);
        counts.fold((0, 0), |(errors, warnings), counts| {
            (errors + counts.errors, warnings + counts.warnings)
        })
    }

    /// Whether something is shown that changes with time alone.
    pub(crate) fn shows_time(&self) -> bool {
        if matches!(
            self.leaving,
            Leaving::Stopping { .. } | Leaving::Killing { .. }
        ) {
            return true;
        }
        // What is printed stays as it is.
        if self.stream.is_some() {
            return false;
        }
        let Some(panes) = self.panes().filter(|_| self.view == View::Processes) else {
            return false;
        };
        let rows = panes.list.map_or(0, |list| list.rows.height);
        let relative = self.look.stamps == Stamps::Relative
            && panes.log.is_some()
            && self.log.as_ref().is_some_and(|log| !log.is_empty());
        // Bars that are old are counted anew with the next tick.
        let end = self.log_end.map_or(0, LogCursor::line);
        let has_old_bars = self.wanted_bars().is_some() && self.bars.is_stale(end);
        relative
            || has_old_bars
            || self.listed(rows).iter().any(|row| match row {
                ListRow::Process(process, _) => process.is_running(),
                ListRow::Group(group) => group.members.iter().any(|it| it.is_running()),
            })
            || panes.log.is_some() && self.process().is_some_and(|process| process.is_running())
    }

    /// What to ask of what processes use, if that is shown and not asked already.
    pub(crate) fn wants_usage(&self) -> bool {
        let runs = self
            .project
            .processes()
            .iter()
            .any(|process| process.pid().is_some());
        runs && self.shows_time() && !self.usages.is_reading
    }

    /// A number that no question has had so far.
    pub(crate) fn new_ticket(&mut self) -> u64 {
        self.ticket += 1;
        self.ticket
    }
}

/// What is said where scripts will be, while somebody looks for them.
pub(crate) const LOOKING: &str = "Looking for scripts…";

/// What can be run in a project.
pub(crate) fn scripts_of(project: &Project) -> Vec<Arc<Script>> {
    project.scripts.iter().cloned().map(Arc::new).collect()
}
