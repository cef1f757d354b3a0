//! What an ecosystem finds, before names, configuration and order make scripts of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::kind::ScriptKind;
use super::script::EditorTask;
use crate::config::Origin;
use crate::process::spec::Command;

/// Something that can be run.
pub(super) struct Found {
    /// What its file calls it, as in `dev`.
    pub(super) name: String,
    /// What its file calls it besides.
    pub(super) aliases: Vec<Arc<str>>,
    /// What is executed, as a person would type it in its directory.
    pub(super) command: Command,
    /// What is shown beside the name; none for the command.
    pub(super) body: Option<Arc<str>>,
    /// Where it is written.
    pub(super) origin: Origin,
    /// What the package that it belongs to calls itself; none for one that has no name, and for the project itself.
    pub(super) package: Option<Arc<str>>,
    /// Where it runs; none for the directory that is looked at.
    pub(super) dir: Option<PathBuf>,
    /// What runs it, as in `npm`; none for the name of the ecosystem.
    pub(super) source: Option<&'static str>,
    /// What it is for; none to have it told by name and body.
    pub(super) kind: Option<ScriptKind>,
    /// What its file says about it, in one line.
    pub(super) description: Option<Arc<str>>,
    /// Variables on top of the inherited environment.
    pub(super) env: BTreeMap<String, String>,
    /// What an editor would make of its output.
    pub(super) editor: Option<Arc<EditorTask>>,
    /// Whether a person runs it.
    pub(super) usage: Usage,
}

/// Whether a person runs a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Usage {
    /// By name, now and then.
    Direct,
    /// Hardly ever: tools run it by themselves (`postinstall`), or it is meant for other scripts (`_helper`).
    Internal,
}

impl Found {
    /// Something with what most have.
    pub(super) fn new(name: impl Into<String>, command: Command, origin: Origin) -> Self {
        Self {
            name: name.into(),
            aliases: Vec::new(),
            command,
            body: None,
            origin,
            package: None,
            dir: None,
            source: None,
            kind: None,
            description: None,
            env: BTreeMap::new(),
            editor: None,
            usage: Usage::Direct,
        }
    }
}
