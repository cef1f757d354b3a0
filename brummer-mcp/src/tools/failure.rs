//! What a model is told when a tool could not do what it was asked for.

use std::error::Error as _;
use std::fmt::{self, Write as _};

use brummer_core::Error;
use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock};

use crate::host::NotOpened;

/// The most names that an error lists.
const NAMES: usize = 30;

/// An error of a tool: a code to match on, what was wrong, what would have been right, and what to call next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    code: &'static str,
    /// Lines of text, the first without its code.
    text: String,
    next: Option<String>,
}

impl Failure {
    pub(crate) fn new(code: &'static str, what: impl Into<String>) -> Self {
        Self {
            code,
            text: what.into(),
            next: None,
        }
    }

    /// A script that has no process yet was asked about what processes have.
    pub(super) fn never_started(name: &str) -> Self {
        let what = format!("`{name}` was never started, so there is nothing of it");
        Self::new("never_started", what).next(format!("call scripts_run with name=\"{name}\""))
    }

    /// The tool has a bug, and nothing that the caller does differently will help.
    pub(crate) fn internal(tool: &str, what: &str) -> Self {
        Self::new("internal", format!("{tool} failed: {what}"))
            .next("this is a bug of brummer; the other tools still work")
    }

    /// There is no project to do anything with.
    pub(crate) fn not_opened(error: &NotOpened) -> Self {
        Self::new("no_project", error.to_string())
            .next("correct that, and call again; the server need not be restarted")
    }

    /// More calls are under way than the server takes.
    pub(crate) fn busy() -> Self {
        Self::new("busy", "too many calls are under way")
            .next("call again when some of them have been answered")
    }

    pub(crate) fn cancelled() -> Self {
        Self::new("cancelled", "the call was cancelled")
    }

    pub(crate) fn closing() -> Self {
        Self::new("closing", "the server is shutting down")
    }

    /// Names that the caller may have meant.
    pub(crate) fn near<N: AsRef<str>>(self, names: impl IntoIterator<Item = N>) -> Self {
        self.names("near", names)
    }

    /// Names that exist.
    pub(crate) fn known<N: AsRef<str>>(self, names: impl IntoIterator<Item = N>) -> Self {
        self.names("known", names)
    }

    /// A line that says what would have been right.
    pub(super) fn accepts(mut self, what: &str) -> Self {
        let _ = write!(self.text, "\naccepts: {what}");
        self
    }

    /// What to do next.
    pub(crate) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// A line of names; none if there are none.
    pub(crate) fn names<N: AsRef<str>>(
        mut self,
        label: &str,
        names: impl IntoIterator<Item = N>,
    ) -> Self {
        let mut names = names.into_iter();
        let shown: Vec<N> = names.by_ref().take(NAMES).collect();
        if shown.is_empty() {
            return self;
        }
        let shown: Vec<&str> = shown.iter().map(AsRef::as_ref).collect();
        // Writing to a string cannot fail.
        let _ = write!(self.text, "\n{label}: {}", shown.join(", "));
        let more = names.count();
        if more > 0 {
            let _ = write!(self.text, " and {more} more");
        }
        self
    }

    /// What to match on.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }
}

/// The whole text, as a model reads it.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.text)?;
        match &self.next {
            Some(next) => write!(f, "\nnext: {next}"),
            None => Ok(()),
        }
    }
}

impl From<Failure> for CallToolResponse {
    fn from(failure: Failure) -> Self {
        CallToolResult::error(vec![ContentBlock::text(failure.to_string())]).into()
    }
}

impl IntoCallToolResult for Failure {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        Ok(self.into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (code, next) = match &error {
            Error::InvalidName { .. } => ("invalid_name", "call scripts_list for the names"),
            Error::UnknownProcess { .. } => ("unknown_name", "call scripts_status for the names"),
            Error::EmptyCommand { .. } => ("empty_command", "pass a command line to run"),
            Error::Directory { .. } => (
                "bad_directory",
                "create the directory, or correct the script that names it",
            ),
            Error::ProgramNotFound { .. } | Error::NotExecutable { .. } => (
                "program_not_found",
                "install the program, or correct the command, and call scripts_run again",
            ),
            Error::Spawn { .. } | Error::StartFailed { .. } => (
                "spawn_failed",
                "remove the cause and call scripts_run again",
            ),
            Error::NotRunning { .. } => ("not_running", "call scripts_run to start it"),
            Error::StillRunning { .. } => ("still_running", "call scripts_stop first"),
            Error::Superseded { .. } => (
                "superseded",
                "something stopped it meanwhile; call scripts_status to see where it stands",
            ),
            Error::StdinIsNull { .. } => (
                "no_stdin",
                "set `stdin = \"pipe\"` for it in .brum.toml, and call scripts_run with restart=true",
            ),
            Error::StdinClosed { .. } => ("no_stdin", "call scripts_status to see where it stands"),
            Error::Busy { .. } | Error::Overloaded { .. } => {
                ("busy", "wait a second and call again")
            }
            Error::TooManyProcesses { .. } => {
                ("too_many", "call scripts_stop for what is not needed")
            }
            Error::Disconnected { .. } => (
                "disconnected",
                "call scripts_status to see what is known; call again when the instance answers",
            ),
            Error::TooLong { .. } => ("too_long", "ask for less, or send it in parts"),
            Error::ShuttingDown => ("closing", "nothing can be started any more"),
            Error::InvalidCursor { .. } => (
                "invalid_cursor",
                "pass a cursor as the last line of a logs_stream answer gives it, or none",
            ),
            Error::InvalidPattern { .. } => (
                "invalid_pattern",
                "correct the expression, or leave regex out to search for the text as it is",
            ),
            Error::UnknownLevel { .. } => ("bad_arguments", "call again with one of them"),
            Error::InvalidRun { .. } => ("bad_arguments", "call again with such a number"),
            Error::InvalidFieldQuery { .. } => (
                "invalid_field",
                "write a name, one of = != > >= < <= ~ and a value, as in status>=500",
            ),
            // The set of errors may grow; their text says enough.
            _ => ("failed", "call scripts_status to see where it stands"),
        };
        Self::new(code, chain(&error)).next(next)
    }
}

/// The error and its causes, in one line.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_was_wrong_what_is_right_and_what_to_call() {
        let failure = Failure::new("unknown_name", "there is no script `dve`")
            .near(["dev"])
            .known(["build", "dev"])
            .next("call scripts_list");
        assert_eq!(
            failure.to_string(),
            "unknown_name: there is no script `dve`\nnear: dev\nknown: build, dev\nnext: call scripts_list"
        );
    }

    #[test]
    fn a_long_list_of_names_is_cut_and_counted() {
        let names: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        let text = Failure::new("unknown_name", "no").known(names).to_string();
        assert!(text.ends_with("28, 29 and 70 more"), "{text}");
    }

    #[test]
    fn an_error_of_the_core_keeps_its_causes() {
        let error = Error::Setup {
            what: "signals",
            source: std::io::Error::other("no descriptors left"),
        };
        let text = Failure::from(error).to_string();
        assert!(
            text.starts_with("failed: cannot set up the supervisor: signals: no descriptors left"),
            "{text}"
        );
    }
}
