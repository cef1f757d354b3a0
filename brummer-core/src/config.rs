//! What people configure: files, environment and flags, laid over each other key by key.
//!
//! The layers, the weakest first: built-in defaults; `$XDG_CONFIG_HOME/brummer/config.toml`; `~/.brum.toml`;
//! `.brum.toml` in each directory from the root of the repository down to the project; variables `BRUMMER_*`; flags.
//! Every value knows which of them said it. What is wrong is an error with the line and a caret under the spot; all
//! errors of all layers are reported at once.

mod access;
mod amount;
mod diagnostic;
mod environment;
mod grace;
mod listing;
mod logs;
mod matchers;
mod mcp;
pub(crate) mod origin;
mod process;
mod settings;
mod source;
mod sources;
mod table;
mod token;
mod tui;
mod value;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::{Serialize, Serializer};

pub use self::access::{Access, Allowed};
pub use self::amount::{ByteSize, InvalidAmount, MaxAge};
pub use self::diagnostic::{ConfigErrors, Diagnostic, Place, Spot};
pub use self::grace::{GracePeriod, InvalidGrace};
pub use self::logs::LogSettings;
pub use self::matchers::{ConfiguredMatcher, MatcherNames};
pub use self::mcp::McpSettings;
pub use self::origin::{Origin, Resolved, Warning};
pub use self::process::ConfiguredProcess;
pub use self::settings::Settings;
use self::settings::Written;
use self::source::Source;
pub use self::sources::{ConfigSources, Flags};
pub use self::token::{InvalidToken, Token};
pub use self::tui::{Keys, Named, Notify, ThemeName, TuiSettings};
use crate::detect::{Matcher, MatcherError, MatcherTable};

/// The configuration that holds for a project.
///
/// `Display` is the listing of `brummer config show`, which is TOML; `Serialize` has the same as data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// What holds for the whole project.
    pub settings: Settings,
    /// The processes that it describes, in the order in which the files first name them.
    pub processes: Vec<ConfiguredProcess>,
    /// The problem matchers that it describes, in the order in which the files first name them.
    pub matchers: Vec<ConfiguredMatcher>,
    /// The files that were read, the weakest first.
    #[serde(serialize_with = "lossy")]
    pub files: Vec<PathBuf>,
    /// What is odd, and no error.
    pub warnings: Vec<Warning>,
    #[serde(skip)]
    table: MatcherTable,
}

impl Config {
    /// Reads the configuration. A file that is not there is no error.
    ///
    /// # Errors
    /// Everything that is wrong in any file or variable.
    pub fn load(sources: &ConfigSources) -> Result<Self, ConfigErrors> {
        let mut written = Written::default();
        let mut files = Vec::new();
        let mut errors = ConfigErrors::none();
        for file in sources.files() {
            match Source::read(&file) {
                Ok(Some(source)) => {
                    errors.append(written.read_file(&source));
                    files.push(file.path);
                }
                Ok(None) => {}
                Err(unreadable) => errors.append(unreadable),
            }
        }
        let mut of_environment = ConfigErrors::none();
        let warnings = written.read_environment(&sources.env, &mut of_environment);
        errors.append(of_environment);
        written.set_flags(&sources.flags);
        let holding = written.resolve(&sources.dir, &mut errors);
        errors.check()?;
        Ok(Self {
            settings: holding.settings,
            processes: holding.processes,
            matchers: holding.matchers,
            files,
            warnings,
            table: holding.table,
        })
    }

    /// The problem matcher of a name: `$tsc` for a predefined one, `mine` or `$mine` for one that the configuration describes.
    ///
    /// # Errors
    /// [`MatcherError::Unknown`], with what was probably meant.
    pub fn matcher(&self, name: &str) -> Result<Matcher, MatcherError> {
        self.table.matcher(name)
    }

    /// All problem matchers that there are by name, for those who read further ones.
    pub fn matcher_table(&self) -> &MatcherTable {
        &self.table
    }
}

fn lossy<S: Serializer>(files: &[PathBuf], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(files.iter().map(|file| file.to_string_lossy()))
}
