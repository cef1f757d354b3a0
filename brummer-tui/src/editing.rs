//! Files that the user may have changed from the settings, by whoever knows them.

use std::fmt::Debug;
use std::sync::Arc;

use brummer_core::config::Config;
use brummer_core::project::PackageManager;

/// Changes files for the user, who has seen the difference before. Its functions read and write files: they are called where blocking is
/// fine.
pub trait Editing: Debug + Send + Sync {
    /// The AI editors, and what they have.
    fn editors(&self) -> Vec<EditorState>;

    /// What an edit would change, as a difference with `+` and `-` before lines; empty if all is as wanted.
    ///
    /// # Errors
    /// Why it cannot be done, in words.
    fn difference(&self, edit: &FileEdit) -> Result<String, String>;

    /// Does it, if it still is what was shown.
    ///
    /// # Errors
    /// Why it was not done, in words.
    fn write(&self, edit: &FileEdit, shown: &str) -> Result<Written, String>;
}

/// Something to change in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileEdit {
    /// The package manager that the configuration of the project names.
    PackageManager(PackageManager),
    /// The AI editor of this name is to start the MCP server of this program.
    Install(String),
}

/// An AI editor, as its configuration has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorState {
    /// Its name, as [`FileEdit::Install`] takes it.
    pub name: String,
    /// What it has, in words.
    pub state: String,
    /// The file.
    pub file: String,
    /// Whether this server is there.
    pub is_installed: bool,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Written {
    /// The same in words, for the user.
    pub text: String,
    /// The configuration that holds now, if that was changed.
    pub config: Option<Arc<Config>>,
}
