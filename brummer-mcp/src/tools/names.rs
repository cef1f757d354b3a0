//! From a name to the process that it means, or to an error that says which names there are.

use std::sync::Arc;

use brummer_core::{ProcessSnapshot, ProjectSnapshot};

use super::{Failure, near};
use crate::script::UnknownName;
use crate::server::Server;

/// What a name stands for.
pub(super) enum Named<'a> {
    /// A process, whatever its state.
    Process(&'a Arc<ProcessSnapshot>),
    /// A script that was never started.
    Script,
}

impl Server {
    /// What the name stands for.
    pub(super) fn named<'a>(
        &self,
        snapshot: &'a ProjectSnapshot,
        name: &str,
    ) -> Result<Named<'a>, Failure> {
        if let Some(process) = snapshot.process(name) {
            return Ok(Named::Process(process));
        }
        match self.scripts.spec(name) {
            Ok(_) => Ok(Named::Script),
            Err(unknown) => Err(unknown_name(snapshot, unknown)),
        }
    }
}

/// The error for a name that is neither a script nor a process.
pub(super) fn unknown_name(snapshot: &ProjectSnapshot, unknown: UnknownName) -> Failure {
    let UnknownName {
        name,
        near: alike,
        mut known,
    } = unknown;
    for process in snapshot.processes() {
        if !known.iter().any(|name| name == process.id().as_str()) {
            known.push(process.id().to_string());
        }
    }
    let mut suggestions = near(&name, known.iter().map(String::as_str));
    if suggestions.is_empty() {
        suggestions.extend(alike.iter().map(String::as_str));
    }
    let next = match suggestions.first() {
        Some(first) => format!("call again with name=\"{first}\", or scripts_list for all"),
        None => "call scripts_list to see what there is".to_owned(),
    };
    let shown: String = name.chars().take(100).collect();
    Failure::new(
        "unknown_name",
        format!("there is no script or process `{shown}`"),
    )
    .near(suggestions)
    .known(&known)
    .next(next)
}
