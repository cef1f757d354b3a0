//! Something that a project can run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::address::Address;
use super::kind::ScriptKind;
use super::survey::Finding;
use crate::config::origin::lossy;
use crate::config::{ConfiguredProcess, Origin, Settings};
use crate::detect::Matcher;
use crate::id::{GroupName, ProcessId};
use crate::process::spec::{Color, Command, Owner, Spec, Stdin, StopSignal};

/// Something that a project can run, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Script {
    /// Its name, unique in the project.
    pub name: ProcessId,
    /// What its file calls it besides, without its package or directory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Arc<str>>,
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
    /// What it is for.
    pub kind: ScriptKind,
    /// What runs it, as in `npm`, `make`; [`Script::CONFIGURED`] for a process of the configuration.
    pub source: &'static str,
    /// What its file says about it, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    /// What an editor would make of its output; none for what no editor's file describes.
    #[serde(skip)]
    pub editor: Option<Arc<EditorTask>>,
    /// How it is started and stopped.
    #[serde(skip)]
    pub conduct: Conduct,
    /// What else it can be called; none for a process of the configuration.
    #[serde(skip)]
    pub(super) address: Option<Address>,
}

/// What an editor would make of the output of a task (`.vscode/tasks.json`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorTask {
    /// Whether it goes on working in the background, as a watcher does.
    pub is_background: bool,
    /// What `problemMatcher` names or describes, of the task and of those that it depends on.
    pub matchers: Vec<EditorMatcher>,
}

/// A problem matcher as the file of an editor has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorMatcher {
    /// As it is written: the name of a matcher, or an object that describes one.
    pub written: serde_json::Value,
    /// Where it stands.
    pub origin: Origin,
}

/// How a process is started and stopped, whatever its command is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conduct {
    /// The group that a list shows it in; none leaves that to its directory.
    pub group: Option<GroupName>,
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

    /// The source of a process of the configuration.
    pub const CONFIGURED: &'static str = "config";

    /// Something that was found, under its name.
    pub(super) fn found(
        finding: Finding,
        name: ProcessId,
        address: Address,
        conduct: Conduct,
    ) -> Self {
        let Finding { dir, found, .. } = finding;
        let script = found
            .body
            .unwrap_or_else(|| found.command.to_string().into());
        let kind = found
            .kind
            .unwrap_or_else(|| ScriptKind::tell(&found.name, &script));
        Self {
            name,
            aliases: found.aliases,
            command: found.command,
            script,
            dir: found.dir.unwrap_or_else(|| dir.to_path_buf()),
            origin: found.origin,
            kind,
            source: address.source,
            description: found.description,
            editor: found.editor,
            conduct: conduct.over(found.env),
            address: Some(address),
        }
    }

    /// A process of the configuration, if that has a command for it.
    pub(super) fn configured(process: &ConfiguredProcess) -> Option<Self> {
        let command = process.command.as_ref()?;
        let script = command.value.to_string();
        Some(Self {
            name: process.name.clone(),
            aliases: Vec::new(),
            kind: ScriptKind::tell(process.name.as_str(), &script),
            script: script.into(),
            command: command.value.clone(),
            dir: process.dir.value.clone(),
            origin: command.origin.clone(),
            source: Self::CONFIGURED,
            description: None,
            editor: None,
            conduct: Conduct::of_process(process),
            address: None,
        })
    }
}

impl Conduct {
    /// What holds for the whole project.
    pub(super) fn of_project(settings: &Settings) -> Self {
        Self {
            group: None,
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
            group: process.group.as_ref().map(|it| it.value.clone()),
            env: process.variables(),
            stdin: process.stdin.value,
            stop_signal: process.stop_signal.value,
            grace: process.grace.value.duration(),
            matchers: process.matchers(),
        }
    }

    /// The same, with these variables where it has none of that name.
    fn over(mut self, mut env: BTreeMap<String, String>) -> Self {
        env.append(&mut self.env);
        Self { env, ..self }
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
            group: self.group,
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
