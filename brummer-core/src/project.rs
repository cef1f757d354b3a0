//! What a project has to run: its scripts, and how it wants them run.
//!
//! Discovery reads files and the search path. It runs nothing and writes nothing. What is broken is a warning, and
//! everything else still shows. It is done in this order:
//!
//! 1. Each `ecosystem` looks at the project's directory, and at those below it that may be projects (`tree`), through
//!    a `look`, which bounds and remembers what is read.
//! 2. Each thing that is `found` gets a name of its own (`address`) and is told what it is for (`kind`).
//! 3. What the configuration says is laid over it, and everything is put in `order`.

mod address;
mod command_line;
mod ecosystem;
mod editor;
mod env_file;
mod found;
mod here;
mod kind;
mod lines;
mod look;
mod order;
mod recipe;
pub(crate) mod repository;
mod script;
mod search_path;
mod shell_line;
mod survey;
mod text;
mod tree;
mod warnings;
mod watch;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use self::address::{Address, shown_dir};
pub use self::ecosystem::{ChosenManager, PackageManager, Reason, UnknownPackageManager};
pub use self::kind::ScriptKind;
use self::look::Look;
use self::order::{Place, rank};
pub use self::repository::root_of;
pub use self::script::{Conduct, EditorMatcher, EditorTask, Script};
use self::search_path::SearchPath;
pub use self::survey::Seen;
use self::survey::{Finding, Survey, Surveyed};
use self::warnings::Warnings;
pub use self::watch::{ProjectChange, ProjectChanges, ProjectWatch};
use crate::config::origin::{lossy, shown_path};
use crate::config::{Access, Config, ConfiguredProcess, Origin, Warning};
use crate::error::Error;
use crate::id::ProcessId;
use crate::near::near;
use crate::process::spec::{Command, Spec};

/// What there is to run in a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// The directory.
    #[serde(rename = "directory", serialize_with = "lossy")]
    pub dir: PathBuf,
    /// The scripts: processes of the configuration, then those that were found, what a person most likely wants first.
    pub scripts: Vec<Script>,
    /// What runs the scripts of `package.json`, if there is one, and why.
    pub package_manager: Option<ChosenManager>,
    /// What is broken or missing.
    pub warnings: Vec<Warning>,
    /// Which files this comes from.
    #[serde(skip)]
    pub seen: Seen,
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

    /// Only the processes that the configuration has a command for, without a look at anything else. For whoever asks for them by
    /// name: these names are theirs, whatever a look at the directory would find.
    pub fn configured(dir: &Path, config: &Config) -> Self {
        Self {
            dir: dir.to_owned(),
            scripts: configured_scripts(config).collect(),
            package_manager: None,
            warnings: Vec::new(),
            seen: with_configuration(Seen::default(), config),
            conduct: Conduct::of_project(&config.settings),
            access: config.settings.mcp.access.clone(),
            search_path: SearchPath::from_process(),
        }
    }

    fn discover_with(dir: &Path, config: &Config, search_path: SearchPath) -> Self {
        let Surveyed {
            found,
            mut warnings,
            seen,
            package_manager,
        } = survey(dir, config, &search_path);
        let mut processes: FxHashMap<&str, &ConfiguredProcess> = config
            .processes
            .iter()
            .map(|process| (process.name.as_str(), process))
            .collect();
        let mut scripts: Vec<_> = configured_scripts(config).collect();
        scripts.extend(named(found, dir, config, &mut processes, &mut warnings));
        let idle = config.processes.iter().filter(|process| {
            process.command.is_none() && processes.contains_key(process.name.as_str())
        });
        idle.map(without_command)
            .for_each(|warning| warnings.push(warning));
        Self {
            dir: dir.to_owned(),
            scripts,
            package_manager,
            warnings: warnings.finish(),
            seen: with_configuration(seen, config),
            conduct: Conduct::of_project(&config.settings),
            access: config.settings.mcp.access.clone(),
            search_path,
        }
    }

    /// The script of this name, or the only one that can be called so: by its directory (`apps/web:dev`), without the
    /// scope of its package (`web:dev`), by what runs it (`make:build`), by an alias that its file has.
    ///
    /// # Errors
    /// [`UnknownScript`] with what was probably meant.
    pub fn find(&self, name: &str) -> Result<&Script, UnknownScript> {
        let mut scripts = self.scripts.iter();
        let exact = scripts.find(|script| script.name.as_str() == name);
        exact
            .or_else(|| self.find_by_address(name))
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

    /// The first scripts by name, for a message: `scripts: dev, build and 3 more`.
    pub fn known_scripts(&self) -> String {
        let known = self.scripts.iter().map(|script| script.name.to_string());
        known_scripts(&known.collect::<Vec<_>>())
    }

    fn find_by_address(&self, text: &str) -> Option<&Script> {
        let answers = |script: &&Script| {
            let address = script.address.as_ref();
            address.is_some_and(|address| address.answers_to(text))
        };
        let mut scripts = self.scripts.iter().filter(answers);
        let first = scripts.next()?;
        scripts.next().is_none().then_some(first)
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

fn configured_scripts(config: &Config) -> impl Iterator<Item = Script> {
    config.processes.iter().filter_map(Script::configured)
}

/// Has every ecosystem look at the project, and at the directories below it.
fn survey(dir: &Path, config: &Config, search_path: &SearchPath) -> Surveyed {
    let mut survey = Survey::new(dir, &config.settings, search_path);
    let below = tree::below(dir, tree::MAX_DEPTH);
    for dir in std::iter::once(dir).chain(below.dirs.iter().map(PathBuf::as_path)) {
        for ecosystem in ecosystem::ALL {
            if survey.claim(ecosystem.name, dir) {
                (ecosystem.look)(&mut Look::new(ecosystem.name, dir.to_owned(), &mut survey));
            }
        }
    }
    if below.is_cut {
        survey.warn(Warning {
            origin: None,
            message: format!(
                "{} has too many directories; below it, only the nearest {} are looked at",
                shown_path(dir),
                tree::MAX_DIRS,
            ),
        });
    }
    survey.finish()
}

/// Gives everything that was found a name, lays what is configured for it over it, taking that out of `processes`, and
/// puts it in order.
fn named(
    found: Vec<Finding>,
    project: &Path,
    config: &Config,
    processes: &mut FxHashMap<&str, &ConfiguredProcess>,
    warnings: &mut Warnings,
) -> Vec<Script> {
    let of_project = Conduct::of_project(&config.settings);
    let mut taken: FxHashSet<ProcessId> = FxHashSet::default();
    let mut scripts = Vec::with_capacity(found.len());
    for finding in found {
        let place = if *finding.dir == *project {
            Place::Project
        } else {
            Place::Below
        };
        let address = Address {
            local: finding.found.name.as_str().into(),
            package: finding.found.package.clone(),
            dir: shown_dir(&finding.dir, project).into(),
            source: finding.found.source.unwrap_or(finding.ecosystem),
            aliases: finding.found.aliases.clone(),
        };
        let name = match address.take_name(&mut taken) {
            Ok(name) => name,
            Err(error) => {
                warnings.push(Warning {
                    origin: Some(finding.found.origin.clone()),
                    message: error.to_string(),
                });
                continue;
            }
        };
        let process = configured(name.as_str(), &address, processes);
        if process.is_some_and(|process| process.command.is_some()) {
            continue;
        }
        let mut conduct = process.map_or_else(|| of_project.clone(), Conduct::of_process);
        let names_matchers = process.is_some_and(|process| process.problem_matcher.is_some());
        if let Some(task) = finding.found.editor.as_deref().filter(|_| !names_matchers) {
            conduct.matchers = editor::matchers(task, &finding.found.name, config, warnings);
        }
        let usage = finding.found.usage;
        let mut script = Script::found(finding, name, address, conduct);
        if let Some(process) = process {
            // Where it says nothing of a directory, that of the script is meant.
            if process.dir.origin != Origin::Default {
                script.dir.clone_from(&process.dir.value);
            }
        }
        let local = script
            .address
            .as_ref()
            .map(|address| Arc::clone(&address.local));
        let rank = rank(
            local.as_deref().unwrap_or_default(),
            script.kind,
            place,
            usage,
        );
        scripts.push((rank, script));
    }
    scripts.sort_by(|(one, _), (other, _)| one.cmp(other));
    scripts.into_iter().map(|(_, script)| script).collect()
}

/// The files of the configuration count as well, whether they are there or not.
fn with_configuration(mut seen: Seen, config: &Config) -> Seen {
    config.sought.iter().for_each(|file| seen.file(file));
    seen
}

/// Takes out what is configured for a script: by its name, or for one that has no command of its own, by what else the
/// script can be called.
fn configured<'a>(
    name: &str,
    address: &Address,
    processes: &mut FxHashMap<&str, &'a ConfiguredProcess>,
) -> Option<&'a ConfiguredProcess> {
    if let Some(process) = processes.remove(name) {
        return Some(process);
    }
    let mut others = processes
        .iter()
        .filter(|(_, process)| process.command.is_none());
    let other = others.find(|(other, _)| address.answers_to(other));
    let other = *other?.0;
    processes.remove(other)
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
    fn message(&self) -> String {
        let name = self.name.escape_debug();
        let near = match self.near.as_slice() {
            [] => String::new(),
            near => format!("; did you mean `{}`?", near.join("` or `")),
        };
        let known = known_scripts(&self.known);
        format!("there is no script or program `{name}`{near} ({known})")
    }
}

/// How many names a message lists.
const MAX_LISTED: usize = 20;

fn known_scripts(names: &[String]) -> String {
    let listed = names.len().min(MAX_LISTED);
    match names.len() - listed {
        _ if listed == 0 => "this project has no scripts".to_owned(),
        0 => format!("scripts: {}", names.join(", ")),
        more => format!("scripts: {} and {more} more", names[..listed].join(", ")),
    }
}
