//! What a process does at one moment.

use std::fmt;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::Serialize;

use crate::id::Run;
use crate::remote::wire;

/// The phase of a process, with the data that exists in that phase and no other.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Phase {
    /// Described, and never started.
    Pending,
    /// Being started.
    Starting {
        /// The run that begins.
        run: Run,
    },
    /// Started, and not told to stop.
    Running {
        /// The run.
        run: Run,
        /// The operating system's id of the leader.
        pid: u32,
        /// When the leader was started.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        started: Timestamp,
        /// Whether it can be used yet.
        readiness: Readiness,
    },
    /// Told to stop; something of its tree still runs.
    Stopping {
        /// The run.
        run: Run,
        /// The operating system's id of the leader.
        pid: u32,
        /// When the leader was started.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        started: Timestamp,
    },
    /// Ended, and about to be started again.
    Restarting {
        /// The run that ended.
        run: Run,
        /// How it ended.
        last_exit: Outcome,
    },
    /// Ended.
    Ended {
        /// The run.
        run: Run,
        /// When the leader was started, or the start was tried.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        started: Timestamp,
        /// When the run ended; `started` if it never began.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        ended: Timestamp,
        /// How it ended.
        outcome: Outcome,
    },
}

impl Phase {
    /// The phase as one word.
    pub fn status(&self) -> Status {
        match self {
            Self::Pending => Status::Pending,
            Self::Starting { .. } => Status::Starting,
            Self::Running { .. } => Status::Running,
            Self::Stopping { .. } => Status::Stopping,
            Self::Restarting { .. } => Status::Restarting,
            Self::Ended { outcome, .. } => match outcome {
                Outcome::Stopped(_) => Status::Stopped,
                Outcome::Exited(Exit::Code(0)) => Status::Success,
                Outcome::Exited(_) | Outcome::NotStarted { .. } => Status::Failed,
            },
        }
    }
}

/// The phase as one word, as users read it and as it goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Described, and never started.
    Pending,
    /// Being started.
    Starting,
    /// Running.
    Running,
    /// Told to stop, and not gone yet.
    Stopping,
    /// About to be started again.
    Restarting,
    /// Ended because it was told to, whatever the exit code.
    Stopped,
    /// Ended by itself with an exit code other than 0 or by a signal, or could not be started.
    Failed,
    /// Ended by itself with exit code 0.
    Success,
}

impl Status {
    /// Running and stopping.
    pub fn is_running(self) -> bool {
        match self {
            Self::Running | Self::Stopping => true,
            Self::Pending
            | Self::Starting
            | Self::Restarting
            | Self::Stopped
            | Self::Failed
            | Self::Success => false,
        }
    }

    /// Stopped, failed and success.
    pub fn is_finished(self) -> bool {
        match self {
            Self::Stopped | Self::Failed | Self::Success => true,
            Self::Pending | Self::Starting | Self::Running | Self::Stopping | Self::Restarting => {
                false
            }
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Restarting => "restarting",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Success => "success",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What is known of whether a running process can be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
#[non_exhaustive]
pub enum Readiness {
    /// Nothing told us so far.
    #[default]
    Unknown,
    /// It can be used.
    Ready {
        /// Since when.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        since: Timestamp,
        /// What told us, as in "port 5173".
        reason: Arc<str>,
    },
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Outcome {
    /// The leader ended by itself.
    Exited(Exit),
    /// The tree was told to end.
    Stopped(Exit),
    /// The command could not be started.
    NotStarted {
        /// The error with its causes, in one line.
        error: Arc<str>,
    },
}

impl Outcome {
    /// How the leader ended, where there was one.
    pub fn exit(&self) -> Option<Exit> {
        match self {
            Self::Exited(exit) | Self::Stopped(exit) => Some(*exit),
            Self::NotStarted { .. } => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(exit) => exit.fmt(f),
            Self::Stopped(exit) => write!(f, "stopped, {exit}"),
            Self::NotStarted { error } => f.write_str(error),
        }
    }
}

/// How a leader ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Exit {
    /// With this exit code.
    Code(i32),
    /// By the signal of this number.
    Signal(i32),
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "exit code {code}"),
            Self::Signal(signal) => match signal_name(*signal) {
                Some(name) => write!(f, "{name}"),
                None => write!(f, "signal {signal}"),
            },
        }
    }
}

/// The names of the signals that end processes and have the same number on every Unix (signal(7)).
fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => return None,
    })
}
