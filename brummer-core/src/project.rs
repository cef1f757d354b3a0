//! What a project has to run: its scripts, and how it wants them run.
//!
//! Discovery reads files and the search path. It runs nothing and writes nothing. What is broken is a warning, and
//! everything else still shows.

mod command_line;
mod json;
mod package_json;
mod package_manager;
pub(crate) mod repository;
mod script;
mod search_path;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use self::package_json::PackageJson;
use self::package_manager::Evidence;
pub use self::package_manager::{ChosenManager, PackageManager, Reason, UnknownPackageManager};
pub use self::script::{Conduct, Script, ScriptKind};
use self::search_path::SearchPath;
use crate::config::origin::lossy;
use crate::config::{Access, Config, ConfiguredProcess, Warning};
use crate::error::Error;
use crate::near::near;
use crate::process::spec::{Command, Spec};

/// What there is to run in a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// The directory.
    #[serde(rename = "directory", serialize_with = "lossy")]
    pub dir: PathBuf,
    /// The scripts: processes of the configuration, then those of `package.json` in the order of that file.
    pub scripts: Vec<Script>,
    /// What runs the scripts of `package.json`, if there is one, and why.
    pub package_manager: Option<ChosenManager>,
    /// What is broken or missing.
    pub warnings: Vec<Warning>,
    /// How a command line is started and stopped that is no script.
    #[serde(skip)]
    conduct: Conduct,
    /// What agents may do here.
    #[serde(skip)]
    pub access: Access,
    #[serde(skip)]
    search_path: SearchPath,
}

impl Project {
    /// Looks at the project in `dir`, an absolute path.
    pub fn discover(dir: &Path, config: &Config) -> Self {
        Self::discover_with(dir, config, SearchPath::from_process())
    }

    fn discover_with(dir: &Path, config: &Config, search_path: SearchPath) -> Self {
        let mut project = Self {
            dir: dir.to_owned(),
            scripts: config
                .processes
                .iter()
                .filter_map(Script::configured)
                .collect(),
            package_manager: None,
            warnings: Vec::new(),
            conduct: Conduct::of_project(&config.settings),
            access: config.settings.mcp.access.clone(),
            search_path,
        };
        let mut processes: BTreeMap<&str, &ConfiguredProcess> = config
            .processes
            .iter()
            .map(|process| (process.name.as_str(), process))
            .collect();
        if let Some(package) = package_json::read(dir, &mut project.warnings) {
            project.add_package(package, config, &mut processes);
        }
        let idle = processes
            .into_values()
            .filter(|process| process.command.is_none());
        project.warnings.extend(idle.map(without_command));
        project
    }

    /// Adds the scripts of a `package.json`, and takes those that it has out of `processes`.
    fn add_package(
        &mut self,
        package: PackageJson,
        config: &Config,
        processes: &mut BTreeMap<&str, &ConfiguredProcess>,
    ) {
        let configured = config.settings.package_manager.as_ref();
        // Which of two lockfiles counts is no question for those who said it otherwise.
        let lockfile = if configured.is_none() && package.declared.is_empty() {
            package_manager::lockfile(&self.dir, &mut self.warnings)
        } else {
            None
        };
        let evidence = Evidence {
            configured,
            declared: package.declared,
            lockfile,
            search_path: &self.search_path,
        };
        let chosen = evidence.choose();
        if !package.scripts.is_empty() && !self.search_path.has(chosen.manager.name()) {
            self.warnings.push(package_manager::missing(&chosen));
        }
        for script in package.scripts {
            let process = processes.remove(script.name.as_str());
            if process.is_some_and(|process| process.command.is_some()) {
                continue;
            }
            let dir = process
                .map_or(&self.dir, |process| &process.dir.value)
                .clone();
            let conduct = process.map_or_else(|| self.conduct.clone(), Conduct::of_process);
            self.scripts
                .push(Script::package(script, chosen.manager, dir, conduct));
        }
        self.package_manager = Some(chosen);
    }

    /// The script of this name.
    ///
    /// # Errors
    /// [`UnknownScript`] with what was probably meant.
    pub fn find(&self, name: &str) -> Result<&Script, UnknownScript> {
        let mut scripts = self.scripts.iter();
        scripts
            .find(|script| script.name.as_str() == name)
            .ok_or_else(|| self.unknown(name))
    }

    /// How to run what a person typed: the script of this name, or else a command line for the shell.
    ///
    /// A command line has arguments, or is a program in `PATH` or the path of a file. Its process is named after the
    /// program.
    ///
    /// # Errors
    /// [`UnknownScript`] for a text that is neither.
    pub fn spec(&self, text: &str) -> Result<Spec, UnknownScript> {
        let unknown = match self.find(text) {
            Ok(script) => return Ok(script.spec()),
            Err(unknown) => unknown,
        };
        if !command_line::is_command_line(text.trim(), &self.dir, &self.search_path) {
            return Err(unknown);
        }
        self.command_spec(text).map_err(|_| unknown)
    }

    /// How to run a command line with the shell, in the directory of the project. Its process is named after the
    /// program.
    ///
    /// # Errors
    /// [`Error::EmptyCommand`].
    pub fn command_spec(&self, line: &str) -> Result<Spec, Error> {
        let line = line.trim();
        let name = command_line::name(line)?;
        if line.is_empty() {
            return Err(Error::EmptyCommand { id: name });
        }
        let conduct = self.conduct.clone();
        Ok(conduct.spec(name, Command::shell(line), None, self.dir.clone()))
    }

    fn unknown(&self, name: &str) -> UnknownScript {
        let known = || self.scripts.iter().map(|script| script.name.as_str());
        UnknownScript {
            name: name.to_owned(),
            near: near(name, known()).into_iter().map(str::to_owned).collect(),
            known: known().map(str::to_owned).collect(),
        }
    }
}

/// That a process has neither a command nor a script to adjust.
fn without_command(process: &ConfiguredProcess) -> Warning {
    Warning {
        origin: Some(process.origin.clone()),
        message: format!(
            "process `{}` has no `command`, and there is no script of that name to adjust",
            process.name,
        ),
    }
}

/// The project has no script of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct UnknownScript {
    /// The name asked for.
    pub name: String,
    /// The names that were probably meant, the nearest first.
    pub near: Vec<String>,
    /// Every name there is.
    pub known: Vec<String>,
}

impl UnknownScript {
    /// How many names the message lists.
    const MAX_LISTED: usize = 20;

    fn message(&self) -> String {
        let name = self.name.escape_debug();
        let near = match self.near.as_slice() {
            [] => String::new(),
            near => format!("; did you mean `{}`?", near.join("` or `")),
        };
        let listed = self.known.len().min(Self::MAX_LISTED);
        let known = match self.known.len() - listed {
            _ if listed == 0 => "this project has no scripts".to_owned(),
            0 => format!("scripts: {}", self.known.join(", ")),
            more => format!(
                "scripts: {} and {more} more",
                self.known[..listed].join(", ")
            ),
        };
        format!("there is no script or program `{name}`{near} ({known})")
    }
}
