//! How things are shown, as far as the user decides.

use brummer_core::LogCursor;
use brummer_core::config::{Notify, TuiSettings};
use jiff::Timestamp;

use super::{CodeFrame, Filter, Lines, Marks, Stamps, Structured};

/// What the terminal is used for besides showing things.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting that is on or off"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wants {
    /// Whether the mouse is taken.
    pub(crate) mouse: bool,
    /// Whether the window gets a title.
    pub(crate) title: bool,
    /// Whether the terminal is told of progress.
    pub(crate) progress: bool,
    /// Whether the bell rings when a process fails.
    pub(crate) bell: bool,
    /// How the user is told of something while not looking.
    pub(crate) notify: Notify,
}

/// How the log is shown, whichever it is.
#[derive(Debug)]
pub(crate) struct LogLook {
    /// What becomes of long lines.
    pub(crate) lines: Lines,
    /// What is said of times.
    pub(crate) stamps: Stamps,
    /// What becomes of structured lines.
    pub(crate) structured: Structured,
    /// Which lines are wanted.
    pub(crate) filter: Filter,
    /// The lines that were drawn across it.
    pub(crate) marks: Marks,
    /// Whose lines are wanted: of the selected process unless it says otherwise.
    pub(crate) wide: Wide,
}

/// Whether lines of more than the selected process are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wide {
    /// No.
    One,
    /// Of those that were chosen.
    Chosen,
    /// Of all.
    All,
}

/// The plain stream on the ordinary screen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Streaming {
    /// Where the lines go on that were not printed yet.
    pub(crate) next: LogCursor,
    /// Whether a question is under way.
    pub(crate) is_reading: bool,
}

/// How problems are shown.
#[derive(Debug)]
pub(crate) struct ProblemsShown {
    /// Whether resolved ones are shown as well.
    pub(crate) with_resolved: bool,
    /// What appeared after this moment is new: when the problems were left the last time.
    pub(crate) seen: Timestamp,
    /// How many more there are than are shown.
    pub(crate) more: usize,
    /// Whether a question is under way.
    pub(crate) is_reading: bool,
    /// Whether they may have changed since.
    pub(crate) is_stale: bool,
    /// The code around the selected one.
    pub(crate) frame: Option<CodeFrame>,
}

impl LogLook {
    /// As it is at first.
    pub(super) fn new() -> Self {
        Self {
            lines: Lines::Wrapped,
            stamps: Stamps::Off,
            structured: Structured::Raw,
            filter: Filter::default(),
            marks: Marks::default(),
            wide: Wide::One,
        }
    }
}

impl ProblemsShown {
    /// As it is at first.
    pub(super) fn new() -> Self {
        Self {
            with_resolved: false,
            seen: Timestamp::UNIX_EPOCH,
            more: 0,
            is_reading: false,
            is_stale: true,
            frame: None,
        }
    }
}

impl Wants {
    /// What these settings say.
    pub(super) fn new(settings: &TuiSettings) -> Self {
        Self {
            mouse: settings.mouse.value,
            title: settings.title.value,
            progress: settings.progress.value,
            bell: settings.bell.value,
            notify: settings.notify.value,
        }
    }
}
