//! What can go wrong, as values that a caller can react to.

use std::io;
use std::path::PathBuf;

use crate::id::ProcessId;
use crate::remote::wire;
use borsh::{BorshDeserialize, BorshSerialize};

/// Why a request to the [`Supervisor`](crate::Supervisor) was refused or failed.
#[derive(Debug, thiserror::Error, BorshSerialize, BorshDeserialize)]
#[non_exhaustive]
pub enum Error {
    /// The text cannot be the name of a process.
    #[error("`{}` cannot be the name of a process: {reason}", name.escape_debug())]
    InvalidName {
        /// The name as given.
        name: String,
        /// What is wrong with it.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        reason: &'static str,
    },
    /// No process has this name.
    #[error("there is no process `{id}`")]
    UnknownProcess {
        /// The name asked for.
        id: String,
    },
    /// The command is empty.
    #[error("the command of `{id}` is empty")]
    EmptyCommand {
        /// The process.
        id: ProcessId,
    },
    /// The working directory does not exist or is not a directory.
    #[error("the directory `{}` of `{id}` {problem}", dir.display())]
    Directory {
        /// The process.
        id: ProcessId,
        /// The directory.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        dir: PathBuf,
        /// What is wrong with it, as in "does not exist".
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        problem: &'static str,
    },
    /// The program was not found in `PATH`, or at the path given.
    #[error("the program `{program}` of `{id}` was not found")]
    ProgramNotFound {
        /// The process.
        id: ProcessId,
        /// The program as given.
        program: String,
    },
    /// The file is there, and may not be executed.
    #[error("the program `{program}` of `{id}` is not executable")]
    NotExecutable {
        /// The process.
        id: ProcessId,
        /// The program as given.
        program: String,
    },
    /// The operating system refused to start the command for another reason.
    #[error("cannot start `{program}` for `{id}`")]
    Spawn {
        /// The process.
        id: ProcessId,
        /// The program as given.
        program: String,
        /// What the operating system said.
        #[source]
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        source: io::Error,
    },
    /// The start that this request had joined failed.
    #[error("cannot start `{id}`: {reason}")]
    StartFailed {
        /// The process.
        id: ProcessId,
        /// Why, as another requester was told.
        reason: String,
    },
    /// The request needs a process that runs.
    #[error("`{id}` is not running")]
    NotRunning {
        /// The process.
        id: ProcessId,
    },
    /// The request needs a process that does not run: stop it first.
    #[error("`{id}` is still running; stop it first")]
    StillRunning {
        /// The process.
        id: ProcessId,
    },
    /// The start or restart was overtaken by a stop.
    #[error("`{id}` was told to stop before it was started")]
    Superseded {
        /// The process.
        id: ProcessId,
    },
    /// The process has no stdin to write to.
    #[error("`{id}` reads nothing: its stdin is null (set `stdin = \"pipe\"` to write to it)")]
    StdinIsNull {
        /// The process.
        id: ProcessId,
    },
    /// The process closed its stdin, or ended.
    #[error("`{id}` no longer reads its stdin")]
    StdinClosed {
        /// The process.
        id: ProcessId,
    },
    /// The process has more requests or input waiting than it takes; try again later.
    #[error("`{id}` is busy: too many requests are waiting")]
    Busy {
        /// The process.
        id: ProcessId,
    },
    /// The supervisor holds as many processes as it may.
    #[error("there are {limit} processes already, the most that one project may have")]
    TooManyProcesses {
        /// The bound.
        limit: usize,
    },
    /// The supervisor is shutting down and starts nothing more.
    #[error("the supervisor is shutting down")]
    ShuttingDown,
    /// The text is not a log cursor of ours.
    #[error("`{}` is not a log cursor; leave it out to read the latest lines", text.escape_debug())]
    InvalidCursor {
        /// The text as given.
        text: String,
    },
    /// The text is not the name of a log level.
    #[error(
        "`{}` is not a level; the levels are trace, debug, info, warn, error and fatal",
        text.escape_debug()
    )]
    UnknownLevel {
        /// The text as given.
        text: String,
    },
    /// The text does not name a run of a process.
    #[error(
        "`{}` is not a run: a number from 1, or -1 for the last run, -2 for the one before",
        text.escape_debug()
    )]
    InvalidRun {
        /// The text as given.
        text: String,
    },
    /// The directory for logs on disk cannot be used.
    #[error("cannot use the directory `{}` for logs", dir.display())]
    LogStorage {
        /// The directory.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        dir: PathBuf,
        /// What the operating system said, or what is wrong with it.
        #[source]
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        source: io::Error,
    },
    /// The search pattern is not a regular expression.
    #[error("the pattern `{pattern}` is not a regular expression: {reason}")]
    InvalidPattern {
        /// The pattern as given.
        pattern: String,
        /// Where and why, in one line.
        reason: String,
    },
    /// The text is not a condition on a field of structured lines.
    #[error("`{}` is not a condition on a field: {reason}", text.escape_debug())]
    InvalidFieldQuery {
        /// The text as given.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The processes are those of another program, and there is no connection to it at the moment.
    #[error("not connected to the instance: {reason}")]
    Disconnected {
        /// Why.
        reason: String,
    },
    /// Too many requests to another process wait for an answer; try again when one is answered.
    #[error("{limit} requests wait for an answer already")]
    Overloaded {
        /// The bound.
        limit: usize,
    },
    /// The request, or its answer, is too long to be sent.
    #[error("more than {limit} bytes cannot be sent to or from an instance at once")]
    TooLong {
        /// The bound.
        limit: usize,
    },
    /// What answers at the other end of the stream is no supervisor that can be used.
    #[error("cannot join the instance: {reason}")]
    Handshake {
        /// What it did, or did not.
        reason: String,
    },
    /// The other process speaks another version of the protocol.
    #[error(
        "the instance is brummer {version} and speaks version {theirs} of the protocol, this one version {ours}; \
         end it with the brummer that started it (`brummer down`), then start it with this one"
    )]
    Incompatible {
        /// What it speaks.
        theirs: u32,
        /// What we speak.
        ours: u32,
        /// The version of the program that it is.
        version: String,
    },
    /// Only the process that the supervisor lives in can do this.
    #[error("only the host of the instance can {what}")]
    HostOnly {
        /// What.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        what: &'static str,
    },
    /// The supervisor could not be set up.
    #[error("cannot set up the supervisor: {what}")]
    Setup {
        /// The step that failed.
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        what: &'static str,
        /// What the operating system said.
        #[source]
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
        source: io::Error,
    },
}
