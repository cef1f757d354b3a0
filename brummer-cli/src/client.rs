//! Talks to the host of a project, as a client of it.

use brummer_core::instance::Entry;
use brummer_core::{
    Connection, ProcessId, ProcessSnapshot, ProjectSnapshot, Reconnect, Supervisor, near,
};

use crate::args::Common;
use crate::here::here;
use crate::report::Failure;

/// How many names are listed where one is not known.
const NAMES: usize = 20;

/// A connection to the host of this project.
pub(crate) struct Client {
    pub(crate) entry: Entry,
    pub(crate) supervisor: Supervisor,
}

impl Client {
    /// Connects to the host of the directory that the arguments name.
    ///
    /// # Errors
    /// [`Failure::Usage`] with the next step if there is none.
    pub(crate) async fn connect(common: &Common) -> Result<Self, Failure> {
        Self::of(here(common)?).await
    }

    /// Connects to a host.
    ///
    /// # Errors
    /// If it does not answer, or speaks another version.
    pub(crate) async fn of(entry: Entry) -> Result<Self, Failure> {
        let stream = entry.connect().await?;
        let supervisor = Supervisor::connect(stream, Reconnect::never()).await?;
        Ok(Self { entry, supervisor })
    }

    /// Returns when the host is not there any more, with the failure to say so.
    pub(crate) async fn gone(&self) -> Failure {
        let mut changes = self.supervisor.connection_changes();
        loop {
            match self.supervisor.connection() {
                Connection::Here | Connection::Connected => {}
                Connection::Reconnecting { reason, .. } | Connection::Lost { reason, .. } => {
                    return Failure::HostGone {
                        dir: self.entry.root.clone(),
                        reason: reason.to_string(),
                    };
                }
            }
            changes.wait().await;
        }
    }
}

/// The processes of these names; of all that were started, if none is named.
///
/// # Errors
/// [`Failure::Usage`] for a name that is not there.
pub(crate) fn named(
    project: &ProjectSnapshot,
    names: &[String],
) -> Result<Vec<ProcessId>, Failure> {
    if names.is_empty() {
        let started = project
            .processes()
            .iter()
            .filter(|process| was_started(process));
        return Ok(started.map(|process| process.id().clone()).collect());
    }
    let find = |name: &String| match project.process(name) {
        Some(process) => Ok(process.id().clone()),
        None => Err(Failure::Usage(unknown(project, name))),
    };
    names.iter().map(find).collect()
}

/// Whether there was ever a run of it.
pub(crate) fn was_started(process: &ProcessSnapshot) -> bool {
    process.run().is_some()
}

fn unknown(project: &ProjectSnapshot, name: &str) -> String {
    let known = || {
        project
            .processes()
            .iter()
            .map(|process| process.id().as_str())
    };
    let shown = name.escape_debug();
    if let Some(near) = near(name, known()).first() {
        return format!("there is no process `{shown}`; did you mean `{near}`?");
    }
    let names: Vec<_> = known().take(NAMES).collect();
    let more = if known().count() > NAMES { ", …" } else { "" };
    match &*names.join(", ") {
        "" => {
            format!("there is no process `{shown}`, nor any other; `brummer start NAME` starts one")
        }
        known => format!("there is no process `{shown}`; there are {known}{more}"),
    }
}
