//! What can happen.

use std::sync::Arc;

use brummer_core::{
    Error, LogPage, ProcessId, ProcessSnapshot, ProjectSnapshot, Started, StopReport,
};
use crossterm::event::KeyEvent;
use jiff::Timestamp;
use ratatui::layout::{Position, Size};

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Msg {
    /// It is this late; comes before every other message.
    Clock(Timestamp),
    /// A second has passed while something was shown that changes with time.
    Tick,
    /// The terminal has this size now, in cells.
    Resize(Size),
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse wheel was turned over this cell.
    Wheel(Wheel, Position),
    /// The left mouse button was pressed over this cell.
    Click(Position),
    /// There is a new revision of the project.
    Project(Arc<ProjectSnapshot>),
    /// Some log has changed.
    LogsChanged,
    /// A log was read.
    Log {
        /// From the question.
        ticket: u64,
        /// What was read.
        page: Result<LogPage, Error>,
    },
    /// The supervisor has answered.
    Reply(Reply),
    /// A request was not made, because too many are under way.
    Refused,
    /// The program that embeds the user interface wants it to end, or the terminal is gone.
    Shutdown,
}

/// Which way the mouse wheel was turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wheel {
    Up,
    Down,
}

/// The answer to a [`Request`](super::Request).
#[derive(Debug)]
pub(crate) enum Reply {
    Started(Result<Started, Error>),
    Stopped(Result<StopReport, Error>),
    Restarted(Result<Arc<ProcessSnapshot>, Error>),
    AllRestarted(Vec<(ProcessId, Result<Arc<ProcessSnapshot>, Error>)>),
    ShutDown(Vec<StopReport>),
    AllKilled(Vec<(ProcessId, Result<StopReport, Error>)>),
}
