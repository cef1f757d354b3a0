//! What can happen.

use std::path::PathBuf;
use std::sync::Arc;

use brummer_core::{
    Activity, Error, LogCursor, LogHistogram, LogPage, ProblemPage, ProcessId, ProcessSnapshot,
    ProjectSnapshot, Started, StopReport, UsageReading,
};
use crossterm::event::KeyEvent;
use jiff::Timestamp;
use ratatui::layout::{Position, Size};

use super::host::Link;
use crate::editing::{EditorState, FileEdit, Written};
use crate::model::{CodeFrame, Matches, Seek};
use crate::options::News;
use crate::theme::Background;

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Msg {
    /// It is this late; comes before every other message.
    Clock(Timestamp),
    /// A second has passed while something was shown that changes with time.
    Tick,
    /// The terminal has this size now, in cells.
    Resize(Size),
    /// The terminal has told what is behind its text.
    Background(Background),
    /// A key was pressed.
    Key(KeyEvent),
    /// The terminal got the focus, or lost it.
    Looked(bool),
    /// A text was pasted.
    Paste(String),
    /// The mouse wheel was turned over this cell.
    Wheel(Wheel, Position),
    /// The left mouse button was pressed over this cell.
    Click(Position),
    /// The mouse was moved to this cell with the left button down.
    Drag(Position),
    /// The left mouse button was let go.
    Drop,
    /// There is a new revision of the project.
    Project(Arc<ProjectSnapshot>),
    /// Some log has changed; its end is there.
    LogsChanged(LogCursor),
    /// The caller has something to tell the user.
    News(News),
    /// A client has begun or ended something; all that is known of what clients did, the oldest first.
    Activity(Vec<Arc<Activity>>),
    /// A log was read.
    Log {
        /// From the question.
        ticket: u64,
        /// What was read.
        page: Result<LogPage, Error>,
        /// The number of the oldest line that the log still has.
        start: u64,
    },
    /// It was counted how many lines came when; none if the process is gone.
    Bars(Option<LogHistogram>),
    /// Lines for the plain stream were read; none if the process is gone.
    Streamed(Option<LogPage>),
    /// A line was found, or not.
    Found(Seek, Option<u64>),
    /// Matches were counted.
    Matches(u64, Option<Matches>),
    /// The problems were read, or cannot be at the moment.
    Problems(Result<ProblemPage, Error>),
    /// A file was read.
    Frame(CodeFrame),
    /// What processes use of the machine was read.
    Usage(UsageReading),
    /// The supervisor has answered.
    Reply(Reply),
    /// A request was not made, because too many are under way.
    Refused,
    /// The connection to the host has changed, or who else uses it.
    Host(Link),
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
    /// To running a command line: its process, to be shown.
    Ran(Result<Arc<ProcessSnapshot>, String>),
    /// To a stop, or a kill.
    Stopped(Result<StopReport, Error>),
    /// To a restart.
    Restarted(Result<Arc<ProcessSnapshot>, Error>),
    /// To a restart of all, for each that ran.
    AllRestarted(Vec<(ProcessId, Result<Arc<ProcessSnapshot>, Error>)>),
    /// To a stop of all, for each that ran.
    AllStopped(Vec<Result<StopReport, Error>>),
    /// To saving: how many lines, or what went wrong.
    Saved(PathBuf, Result<u64, String>),
    /// To finding a file: it and its line, if the line names one.
    File(Option<(PathBuf, u32)>),
    /// To looking what AI editors have.
    Editors(Vec<EditorState>),
    /// To planning an edit: what it would change.
    Planned(FileEdit, Result<String, String>),
    /// To doing it.
    Written(Result<Written, String>),
    /// Something went wrong, or is worth a word.
    Said(Result<String, String>),
    /// To a shutdown.
    ShutDown(Vec<StopReport>),
    /// To a kill of all, for each that was there.
    AllKilled(Vec<(ProcessId, Result<StopReport, Error>)>),
}
