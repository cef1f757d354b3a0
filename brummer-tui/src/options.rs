//! What the caller decides, and what it gets back.

use brummer_core::StopReport;

/// How to show a project.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the project, as in the name of its directory.
    pub title: String,
    /// Whether to use colours. Without them, symbols and reversed text tell the same.
    pub color: bool,
    /// Where an AI editor reaches this program, if it can.
    pub mcp: Option<String>,
    /// What the user should know from the start, one message each; shown as warnings.
    pub messages: Vec<String>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Who asked for it.
    pub left: Left,
    /// What the stops of the processes that still ran did.
    pub reports: Vec<StopReport>,
}

/// Who asked the user interface to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The user.
    Quit,
    /// The caller, through its `shutdown`, or the terminal, by going away.
    Shutdown,
}
