//! What this program is for the project that it shows: its host, or a guest of another one.

use std::error::Error;
use std::path::Path;

use brummer_core::Supervisor;
use brummer_core::config::{LogSettings, McpSettings};
use brummer_core::instance::{Claim, Claimed, Entry, Hosting, InstanceError, StartedBy, Stay};

use crate::client::Client;
use crate::follow::Followed;
use crate::http::{self, Need, Serving};
use crate::report::Failure;
use crate::shared::{self, Shared};
use crate::{open, state};

/// What this program is for the project.
pub(super) enum Role {
    /// One of those who look at what another program hosts.
    Guest(Client),
    /// The host; with what keeps others from joining, if anything does.
    Host(Result<Claim, InstanceError>),
}

impl Role {
    /// The role in a project that is hosted there; or, if it was not hosted a moment ago, most likely that of the host.
    pub(super) async fn of(root: &Path, joined: Option<Entry>) -> Result<Self, Failure> {
        if let Some(entry) = joined {
            return Ok(Self::Guest(Client::of(entry).await?));
        }
        Ok(match shared::claim(root).await {
            Ok(Claimed::Theirs(entry)) => Self::Guest(Client::of(*entry).await?),
            Ok(Claimed::Ours(claim)) => Self::Host(Ok(claim)),
            Err(error) => Self::Host(Err(error)),
        })
    }

    /// The processes that are shown.
    pub(super) fn supervisor(
        &self,
        logs: &LogSettings,
        root: &Path,
    ) -> Result<Supervisor, Failure> {
        match self {
            Self::Guest(client) => Ok(client.supervisor.clone()),
            Self::Host(_) => open::supervisor_with_logs(logs, root),
        }
    }
}

/// What goes on beside the terminal UI.
pub(super) enum Beside {
    /// A connection.
    Guest(Client),
    /// What the host does for others.
    Host {
        serving: Option<Serving>,
        shared: Option<Shared>,
    },
}

impl Beside {
    /// Lets others join, if this program is the host; and what the user is to know of that.
    pub(super) async fn start(
        role: Role,
        settings: &McpSettings,
        supervisor: &Supervisor,
        project: &Followed,
    ) -> Result<(Self, Vec<String>), Failure> {
        let claim = match role {
            Role::Guest(client) => {
                let joined = joined(&client.entry);
                return Ok((Self::Guest(client), vec![joined]));
            }
            Role::Host(claim) => claim,
        };
        let (serving, note) = http::serve(settings, Need::Optional, supervisor, project).await?;
        let mut notes: Vec<_> = note.into_iter().collect();
        let hosting = Hosting {
            http: serving.as_ref().map(|serving| serving.url().to_owned()),
            started_by: StartedBy::Tui,
            stay: Stay::Program,
        };
        let shared = claim
            .and_then(|claim| Shared::open(claim, supervisor, hosting))
            .map_err(|error| notes.push(unshared(&error)))
            .ok();
        Ok((Self::Host { serving, shared }, notes))
    }

    /// Where MCP is served.
    pub(super) fn url(&self) -> Option<String> {
        match self {
            Self::Guest(client) => client.entry.http.clone(),
            Self::Host { serving, .. } => serving.as_ref().map(|serving| serving.url().to_owned()),
        }
    }

    /// Waits until the host is gone that was joined; for ever, if this is the host.
    pub(super) async fn gone(&self) -> Failure {
        match self {
            Self::Guest(client) => client.gone().await,
            Self::Host { .. } => std::future::pending().await,
        }
    }

    /// Ends what goes on.
    pub(super) async fn end(self, supervisor: &Supervisor) {
        let (serving, shared) = match self {
            Self::Guest(_) => return,
            Self::Host { serving, shared } => (serving, shared),
        };
        if let Some(serving) = serving {
            serving.end().await;
        }
        if let Some(shared) = shared {
            shared.end();
        }
        state::warn_of_losses(supervisor);
    }
}

fn joined(entry: &Entry) -> String {
    format!(
        "joined what is hosted by pid {}: it goes on when you leave, `brummer down` ends it",
        entry.pid
    )
}

fn unshared(error: &InstanceError) -> String {
    let cause = error.source();
    let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
    format!("others cannot join: {error}{cause}")
}
