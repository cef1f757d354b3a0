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
    /// The caller has something to tell the user.
    News(String),
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
    /// Away from the user.
    Up,
    /// Towards the user.
    Down,
}

/// The answer to a [`Request`](super::Request).
#[derive(Debug)]
pub(crate) enum Reply {
    /// To a start.
    Started(Result<Started, Error>),
    /// To a stop, or a kill.
    Stopped(Result<StopReport, Error>),
    /// To a restart.
    Restarted(Result<Arc<ProcessSnapshot>, Error>),
    /// To a restart of all, for each that ran.
    AllRestarted(Vec<(ProcessId, Result<Arc<ProcessSnapshot>, Error>)>),
    /// To a shutdown.
    ShutDown(Vec<StopReport>),
    /// To a kill of all, for each that was there.
    AllKilled(Vec<(ProcessId, Result<StopReport, Error>)>),
}
