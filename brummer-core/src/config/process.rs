//! The keys of `[processes.NAME]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use super::diagnostic::ConfigErrors;
use super::grace::GracePeriod;
use super::matchers::{self, MatcherNames, WrittenNames};
use super::origin::{Origin, Resolved};
use super::settings::Settings;
use super::table::{Layer, Table};
use crate::detect::{Matcher, MatcherTable};
use crate::error::Error;
use crate::id::{GroupName, ProcessId};
use crate::process::spec::{Command, Spec, Stdin, StopSignal};

/// A process that the configuration describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfiguredProcess {
    /// Its name.
    pub name: ProcessId,
    /// Where its table is, in the strongest file that has one.
    pub origin: Origin,
    /// What is executed. None adjusts the script of the same name that the project has anyway.
    pub command: Option<Resolved<Command>>,
    /// The working directory, absolute. Unless set, that of the file with the command, if that file is the
    /// project's; else the project's directory.
    #[serde(serialize_with = "lossy")]
    pub dir: Resolved<PathBuf>,
    /// The group that a list shows it in. None leaves that to its directory.
    pub group: Option<Resolved<GroupName>>,
    /// Variables on top of the inherited environment.
    pub env: BTreeMap<String, Resolved<String>>,
    /// What it reads on its stdin.
    pub stdin: Resolved<Stdin>,
    /// The signal of a graceful stop.
    pub stop_signal: Resolved<StopSignal>,
    /// How long a stop waits before it kills.
    pub grace: Resolved<GracePeriod>,
    /// What understands its output besides the formats that are built in, by name.
    pub problem_matcher: Option<Resolved<MatcherNames>>,
    /// The same, as they are run.
    #[serde(skip)]
    matchers: Vec<Matcher>,
}

impl ConfiguredProcess {
    /// How to run it.
    ///
    /// # Errors
    /// [`Error::EmptyCommand`] if it has no command of its own.
    pub fn spec(&self) -> Result<Spec, Error> {
        let Some(command) = &self.command else {
            return Err(Error::EmptyCommand {
                id: self.name.clone(),
            });
        };
        let spec = Spec::new(self.name.as_str(), command.value.clone(), &self.dir.value)?;
        Ok(Spec {
            group: self.group.as_ref().map(|it| it.value.clone()),
            env: self.variables(),
            stdin: self.stdin.value,
            stop_signal: self.stop_signal.value,
            grace: self.grace.value.duration(),
            matchers: self.matchers(),
            ..spec
        })
    }

    /// What understands its output besides the formats that are built in.
    pub fn matchers(&self) -> Vec<Matcher> {
        self.matchers.clone()
    }

    /// Its variables without their origins.
    pub(crate) fn variables(&self) -> BTreeMap<String, String> {
        let env = self.env.iter();
        env.map(|(name, text)| (name.clone(), text.value.clone()))
            .collect()
    }
}

/// A process as written, with every key optional.
pub(super) struct WrittenProcess {
    /// How many processes were named before it.
    position: usize,
    origin: Origin,
    command: Option<Resolved<Command>>,
    /// Where the command runs unless `dir` is set, as the file with the command has it.
    run_dir: Option<PathBuf>,
    dir: Option<Resolved<PathBuf>>,
    group: Option<Resolved<GroupName>>,
    env: BTreeMap<String, Resolved<String>>,
    stdin: Option<Resolved<Stdin>>,
    stop_signal: Option<Resolved<StopSignal>>,
    grace: Option<Resolved<GracePeriod>>,
    problem_matcher: Option<WrittenNames>,
}

impl WrittenProcess {
    /// A process of which nothing is known yet.
    pub(super) fn new(position: usize) -> Self {
        Self {
            position,
            origin: Origin::Default,
            command: None,
            run_dir: None,
            dir: None,
            group: None,
            env: BTreeMap::new(),
            stdin: None,
            stop_signal: None,
            grace: None,
            problem_matcher: None,
        }
    }

    /// How many processes were named before it.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Every key, once: puts a table over what weaker layers said.
    pub(super) fn keys(&mut self, table: &mut Table<'_>) {
        self.origin = table.origin();
        if let Some(command) = table.take("command") {
            self.command = Some(command);
            self.run_dir = Some(table.run_dir().to_owned());
        }
        table.key("dir", &mut self.dir);
        table.key("group", &mut self.group);
        table.variables("env", &mut self.env);
        table.key("stdin", &mut self.stdin);
        table.key("stop_signal", &mut self.stop_signal);
        table.key("grace", &mut self.grace);
        if let (Some(names), Some(place)) = (
            table.take("problem_matcher"),
            table.value_place("problem_matcher"),
        ) {
            self.problem_matcher = Some(WrittenNames { names, place });
        }
    }

    /// The matchers that it names.
    pub(super) fn matchers(&self, table: &MatcherTable, errors: &mut ConfigErrors) -> Vec<Matcher> {
        let names = self.problem_matcher.as_ref();
        names.map_or_else(Vec::new, |names| matchers::named(names, table, errors))
    }

    /// The process with what holds for the whole project where it says nothing.
    pub(super) fn resolve(
        self,
        name: ProcessId,
        settings: &Settings,
        project: &Path,
        matchers: Vec<Matcher>,
    ) -> ConfiguredProcess {
        let run_dir = self.run_dir.unwrap_or_else(|| project.to_owned());
        ConfiguredProcess {
            name,
            origin: self.origin,
            command: self.command,
            dir: self
                .dir
                .map_or_else(|| Resolved::default(run_dir), absolute),
            group: self.group,
            env: self.env,
            stdin: self.stdin.unwrap_or_else(|| settings.stdin.clone()),
            stop_signal: self
                .stop_signal
                .unwrap_or_else(|| settings.stop_signal.clone()),
            grace: self.grace.unwrap_or_else(|| settings.grace.clone()),
            problem_matcher: self.problem_matcher.map(|written| written.names),
            matchers,
        }
    }
}

/// A path of a file, which is relative to that file.
fn absolute(dir: Resolved<PathBuf>) -> Resolved<PathBuf> {
    let Origin::File { path, .. } = &dir.origin else {
        return dir;
    };
    let parent = path.parent().unwrap_or(Path::new("/"));
    Resolved {
        value: parent.join(&dir.value),
        origin: dir.origin,
    }
}

fn lossy<S: Serializer>(dir: &Resolved<PathBuf>, to: S) -> Result<S::Ok, S::Error> {
    let shown = Resolved {
        value: dir.value.to_string_lossy(),
        origin: dir.origin.clone(),
    };
    shown.serialize(to)
}
