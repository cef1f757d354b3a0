//! Something that a project can run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::package_json::PackageScript;
use super::package_manager::PackageManager;
use crate::config::origin::lossy;
use crate::config::{ConfiguredProcess, Origin, Settings};
use crate::detect::Matcher;
use crate::id::ProcessId;
use crate::process::spec::{Color, Command, Owner, Spec, Stdin, StopSignal};

/// Something that a project can run, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Script {
    /// Its name, unique in the project.
    pub name: ProcessId,
    /// What is executed, as one would type it.
    #[serde(serialize_with = "as_typed")]
    pub command: Command,
    /// What is shown: the body of a package script, the command of a configured process.
    pub script: Arc<str>,
    /// The working directory, absolute.
    #[serde(rename = "directory", serialize_with = "lossy")]
    pub dir: PathBuf,
    /// Where it is written.
    pub origin: Origin,
    /// What kind of thing it is.
    pub kind: ScriptKind,
    /// How it is started and stopped.
    #[serde(skip)]
    pub conduct: Conduct,
}

/// What kind of thing a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ScriptKind {
    /// A script of `package.json`.
    Package,
    /// A process of the configuration.
    Configured,
}

impl std::fmt::Display for ScriptKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Package => "package",
            Self::Configured => "configured",
        })
    }
}

/// How a process is started and stopped, whatever its command is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conduct {
    /// Variables on top of the inherited environment.
    pub env: BTreeMap<String, String>,
    /// What it reads on its stdin.
    pub stdin: Stdin,
    /// The signal of a graceful stop.
    pub stop_signal: StopSignal,
    /// How long a stop waits before it kills.
    pub grace: Duration,
    /// What understands its output besides the formats that are built in.
    pub matchers: Vec<Matcher>,
}

impl Script {
    /// How to run it.
    pub fn spec(&self) -> Spec {
        let name = self.name.clone();
        let script = Some(Arc::clone(&self.script));
        let conduct = self.conduct.clone();
        conduct.spec(name, self.command.clone(), script, self.dir.clone())
    }

    /// A script of `package.json`, run by a package manager.
    pub(super) fn package(
        script: PackageScript,
        manager: PackageManager,
        dir: PathBuf,
        conduct: Conduct,
    ) -> Self {
        Self {
            command: Command::program(manager.name(), ["run", script.name.as_str()]),
            name: script.name,
            script: script.body,
            dir,
            origin: script.origin,
            kind: ScriptKind::Package,
            conduct,
        }
    }

    /// A process of the configuration, if that has a command for it.
    pub(super) fn configured(process: &ConfiguredProcess) -> Option<Self> {
        let command = process.command.as_ref()?;
        Some(Self {
            name: process.name.clone(),
            script: command.value.to_string().into(),
            command: command.value.clone(),
            dir: process.dir.value.clone(),
            origin: command.origin.clone(),
            kind: ScriptKind::Configured,
            conduct: Conduct::of_process(process),
        })
    }
}

impl Conduct {
    /// What holds for the whole project.
    pub(super) fn of_project(settings: &Settings) -> Self {
        Self {
            env: BTreeMap::new(),
            stdin: settings.stdin.value,
            stop_signal: settings.stop_signal.value,
            grace: settings.grace.value.duration(),
            matchers: Vec::new(),
        }
    }

    /// What the configuration says for one process.
    pub(super) fn of_process(process: &ConfiguredProcess) -> Self {
        Self {
            env: process.variables(),
            stdin: process.stdin.value,
            stop_signal: process.stop_signal.value,
            grace: process.grace.value.duration(),
            matchers: process.matchers(),
        }
    }

    /// A command that is conducted so.
    pub(super) fn spec(
        self,
        name: ProcessId,
        command: Command,
        script: Option<Arc<str>>,
        dir: PathBuf,
    ) -> Spec {
        Spec {
            name,
            command,
            script,
            dir,
            env: self.env,
            stdin: self.stdin,
            stop_signal: self.stop_signal,
            grace: self.grace,
            color: Color::default(),
            matchers: self.matchers,
            owner: Owner::default(),
        }
    }
}

fn as_typed<S: Serializer>(command: &Command, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(command)
}
