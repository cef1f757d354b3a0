//! What is to be done.

use brummer_core::{LogQuery, ProcessId};

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
    /// Ask the supervisor, and answer with [`Msg::Reply`](super::Msg::Reply).
    Ask(Request),
    /// End the user interface.
    End(Outcome),
}

/// Something to ask of the supervisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// Start a process.
    Start(ProcessId),
    /// Stop a process.
    Stop(ProcessId),
    /// Kill a process.
    Kill(ProcessId),
    /// Restart a process.
    Restart(ProcessId),
    /// Restart all that run.
    RestartAll,
    /// Stop all, for good.
    Shutdown,
    /// Kill all.
    KillAll,
}
