//! What could run: the server's view of a project.

use std::path::PathBuf;

use brummer_core::Spec;
use brummer_core::config::Access;
use brummer_core::project::ProjectChanges;

/// The scripts of a project. Asked anew for each call, so that it may follow the files.
pub trait Scripts: Send + Sync + 'static {
    /// All scripts, in the order to show them.
    fn list(&self) -> Vec<ScriptInfo>;

    /// What to run for the script of this name.
    fn spec(&self, name: &str) -> Result<Spec, UnknownName>;

    /// What to run for a command line that is no script. The same line gives the same name.
    fn command_spec(&self, line: &str) -> Result<Spec, brummer_core::Error>;

    /// What is wrong with the files that scripts come from, one sentence each; nothing, unless it says otherwise.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// A signal for changes of the scripts; none if they stay as they are, unless it says otherwise.
    fn changes(&self) -> Option<ProjectChanges> {
        None
    }

    /// The directory of the project, from which paths are named; that of this program, unless it says otherwise.
    fn directory(&self) -> PathBuf {
        std::env::current_dir().unwrap_or_default()
    }

    /// The configuration that holds, as text with the origin of each value; nothing, unless it says otherwise. It may read files.
    fn configuration(&self) -> String {
        String::new()
    }

    /// What agents may do; everything, unless it says otherwise.
    fn access(&self) -> Access {
        Access::default()
    }
}

/// A script, as a client sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptInfo {
    /// The name to start it by.
    pub name: String,
    /// The command that is executed, as in `npm run dev`.
    pub command: String,
    /// What the project's file says, as in `vite --port 5173`.
    pub script: String,
    /// Where it runs, relative to the project.
    pub directory: String,
    /// The file that it comes from.
    pub origin: String,
    /// What it is for, as in `dev`, `build`.
    pub kind: String,
    /// What its file says about it; empty for nothing.
    pub description: String,
}

/// There is no script of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no script `{name}`")]
pub struct UnknownName {
    /// The name asked for.
    pub name: String,
    /// Names that look like it, best first.
    pub near: Vec<String>,
    /// All names that there are.
    pub known: Vec<String>,
}
