//! What is to be done.

use std::path::PathBuf;

use brummer_core::config::Notify;
use brummer_core::{LogQuery, ProblemQuery, ProcessId};

use ratatui::text::Line;

use crate::editing::FileEdit;
use crate::model::{BarsWanted, Seek};
use crate::options::Outcome;

/// Something that the runtime is to do.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Something visible has changed.
    Draw,
    /// Read a log, and answer with [`Msg::Log`](super::Msg::Log).
    Read {
        /// To be given back with the answer.
        ticket: u64,
        /// What to read.
        query: Box<LogQuery>,
    },
    /// Count how many lines came when, and answer with [`Msg::Bars`](super::Msg::Bars).
    Bars(BarsWanted),
    /// Read lines for the plain stream, and answer with [`Msg::Streamed`](super::Msg::Streamed).
    Stream(Box<LogQuery>),
    /// Find a line, and answer with [`Msg::Found`](super::Msg::Found).
    Seek {
        /// To be given back with the answer.
        seek: Seek,
        /// What finds it.
        query: Box<LogQuery>,
    },
    /// Count the lines in which something is, and answer with [`Msg::Matches`](super::Msg::Matches).
    Count {
        /// To be given back with the answer.
        ticket: u64,
        /// What finds the latest of them.
        query: Box<LogQuery>,
    },
    /// Read the problems, and answer with [`Msg::Problems`](super::Msg::Problems).
    Problems(Box<ProblemQuery>),
    /// Read the lines of a file around one of them, and answer with [`Msg::Frame`](super::Msg::Frame).
    Frame(PathBuf, u32),
    /// Read what processes use of the machine, and answer with [`Msg::Usage`](super::Msg::Usage).
    Usage,
    /// Ask the supervisor, and answer with [`Msg::Reply`](super::Msg::Reply).
    Ask(Request),
    /// Do something with the terminal.
    Terminal(TerminalEffect),
    /// End the user interface.
    End(Outcome),
}

/// Something to do with the terminal besides drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TerminalEffect {
    /// Put this text into the clipboard.
    Copy(String),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Give the window this title.
    Title(String),
    /// Tell of progress, as in the title bar or on the task bar.
    Progress(Progress),
    /// Ring the bell.
    Bell,
    /// Tell this outside of the window.
    Notify(Notify, String),
    /// Leave the full screen for the ordinary one, or come back.
    Stream(bool),
    /// Print these lines on the ordinary screen.
    Print(Vec<Line<'static>>),
    /// Draw everything, whatever is there.
    Redraw,
    /// Stop this program, until the shell continues it.
    Suspend,
    /// Open a file in the editor.
    Edit(PathBuf, u32),
}

/// What the terminal is told of progress (OSC 9;4, as in `ConEmu`, Windows Terminal, Ghostty).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing is under way.
    None,
    /// Something is, nobody knows for how long.
    Busy,
    /// Something failed.
    Failed,
}

/// Something to ask of the supervisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// Start a process.
    Start(ProcessId),
    /// Run a script with these arguments behind its command.
    StartWith(ProcessId, String),
    /// Run a command line.
    Run(String),
    /// Stop a process.
    Stop(ProcessId),
    /// Kill a process.
    Kill(ProcessId),
    /// Restart a process.
    Restart(ProcessId),
    /// Restart all that run.
    RestartAll,
    /// Stop all that run.
    StopAll,
    /// Write what the query finds to a file, without colours.
    Save(PathBuf, Saved),
    /// Find the file that a line of a log names.
    FindFile(FileHint),
    /// Find out what AI editors have.
    Editors,
    /// Find out what an edit of files would change.
    Plan(FileEdit),
    /// Do it, if it still is what was shown.
    Write(FileEdit, String),
    /// Open an address in the browser.
    OpenUrl(String),
    /// Stop all, for good.
    Shutdown,
    /// Kill all.
    KillAll,
}

/// What is saved: a query, of which requests can be compared without looking at it.
#[derive(Clone, Debug)]
pub(crate) struct Saved(pub(crate) Box<LogQuery>);

impl PartialEq for Saved {
    fn eq(&self, other: &Self) -> bool {
        self.0.processes == other.0.processes && self.0.range == other.0.range
    }
}

impl Eq for Saved {}

/// A line that may name a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileHint {
    /// The process that printed it.
    pub(crate) process: ProcessId,
    /// Where that runs.
    pub(crate) dir: PathBuf,
    /// The number of the line.
    pub(crate) line: u64,
    /// What it says.
    pub(crate) text: String,
}
