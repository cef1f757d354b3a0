//! What the terminal UI is for the project that it shows: a client of its host. Where there cannot be a host in the background, that is
//! in this very program, at the other end of a stream all the same.

use std::io;
use std::path::Path;
use std::time::Duration;

use brummer_core::config::{LogSettings, McpSettings};
use brummer_core::instance::{Clients, Entry, Stay};
use brummer_core::{Attempt, Connection, Reconnect, RemoteStream, Supervisor, serve_counted};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::follow::Followed;
use crate::http::{self, Need, Serving};
use crate::join::{Joining, Origin, Reached, is_alone, said};
use crate::report::{self, Failure};
use crate::{open, state};

/// How much either end of the stream to our own host takes before it waits, in bytes.
const ROOM: usize = 128 * 1024;

/// How many hosts may wait to be looked at: more than one only if hosts come and go in a loop.
const HOSTS: usize = 4;

/// How long the end of a host is waited for that has stopped all its processes.
const END: Duration = Duration::from_secs(5);

/// The way to the host.
pub(super) struct Guest {
    hosts: mpsc::Receiver<Result<Host, Failure>>,
}

/// A host that was reached.
pub(super) enum Host {
    /// Another process.
    There {
        entry: Entry,
        origin: Origin,
        notes: Vec<String>,
    },
    /// This one.
    Here(Own),
}

/// What this program hosts for itself.
pub(super) struct Own {
    supervisor: Supervisor,
    clients: Clients,
    /// Why there is no other.
    why: String,
    serving: Option<Serving>,
}

impl Guest {
    /// The processes, which are there as soon as the host is reached.
    pub(super) fn join(joining: Joining, logs: &LogSettings, root: &Path) -> (Supervisor, Self) {
        let (tell, hosts) = mpsc::channel(HOSTS);
        let (logs, root) = (logs.clone(), root.to_owned());
        let way = Reconnect::always(move |attempt| {
            let (joining, tell) = (joining.clone(), tell.clone());
            let (logs, root) = (logs.clone(), root.clone());
            async move { reach(&joining, attempt, &tell, &logs, &root).await }
        });
        (Supervisor::joining(way), Self { hosts })
    }

    /// Waits until the processes of the first host are known.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) async fn reached(&mut self, supervisor: &Supervisor) -> Result<Host, Failure> {
        let mut host = None;
        let mut changes = supervisor.connection_changes();
        loop {
            match (supervisor.connection(), &host) {
                (Connection::Connected | Connection::Here, Some(_)) => {}
                (Connection::Lost { reason, .. }, _) => {
                    let reason = reason.to_string();
                    return Err(brummer_core::Error::Disconnected { reason }.into());
                }
                _ => {
                    tokio::select! {
                        Some(next) = self.hosts.recv() => host = Some(next?),
                        _ = changes.wait() => {}
                    }
                    continue;
                }
            }
            if let Some(host) = host.take() {
                return Ok(host);
            }
        }
    }

    /// The next host; waits for ever if there is none.
    pub(super) async fn next(&mut self) -> Result<Host, Failure> {
        match self.hosts.recv().await {
            Some(host) => host,
            None => std::future::pending().await,
        }
    }
}

/// Opens a stream to the host; who that is, or why there is none at the beginning, goes to `tell`.
async fn reach(
    joining: &Joining,
    attempt: Attempt,
    tell: &mpsc::Sender<Result<Host, Failure>>,
    logs: &LogSettings,
    root: &Path,
) -> io::Result<Box<dyn RemoteStream>> {
    let failure = match joining.reach(attempt).await {
        Ok(Reached {
            entry,
            stream,
            origin,
            notes,
        }) => {
            // Nobody listens once the user has left.
            let _ = tell.try_send(Ok(Host::There {
                entry,
                origin,
                notes,
            }));
            return Ok(Box::new(stream));
        }
        Err(failure) => failure,
    };
    if attempt != Attempt::First {
        return Err(said(&failure));
    }
    if !is_alone(&failure) {
        let error = said(&failure);
        let _ = tell.try_send(Err(failure));
        return Err(error);
    }
    let supervisor = match open::supervisor_with_logs(logs, root) {
        Ok(supervisor) => supervisor,
        Err(failure) => {
            let error = said(&failure);
            let _ = tell.try_send(Err(failure));
            return Err(error);
        }
    };
    let (ours, theirs) = tokio::io::duplex(ROOM);
    let own = Own {
        supervisor: supervisor.clone(),
        clients: Clients::default(),
        why: report::in_a_line(&failure),
        serving: None,
    };
    let clients = own.clients.clone();
    tokio::spawn(async move {
        let _visit = clients.visit();
        // How it ends, the other end tells.
        let _ = serve_counted(&supervisor, theirs, &clients, Stay::Linger).await;
    });
    let _ = tell.try_send(Ok(Host::Here(own)));
    Ok(Box::new(ours))
}

impl Host {
    /// Does for an AI editor what only the host can do, if that is this program; and says what the user is to know.
    pub(super) async fn begin(
        &mut self,
        settings: &McpSettings,
        project: &Followed,
    ) -> Result<Vec<String>, Failure> {
        match self {
            Self::There {
                entry,
                origin,
                notes,
            } => {
                let mut notes = std::mem::take(notes);
                match origin {
                    Origin::Found => notes.push(joined(entry)),
                    Origin::Started => {}
                }
                Ok(notes)
            }
            Self::Here(own) => {
                let (supervisor, clients) = (&own.supervisor, own.clients.clone());
                let need = Need::Optional;
                let (serving, note) =
                    http::serve(settings, need, supervisor, project, clients).await?;
                own.serving = serving;
                let alone = format!(
                    "no host in the background, so this program hosts, and others cannot join: {}",
                    own.why
                );
                Ok(note.into_iter().chain([alone]).collect())
            }
        }
    }

    /// Where MCP is served.
    pub(super) fn url(&self) -> Option<String> {
        match self {
            Self::There { entry, .. } => entry.http.clone(),
            Self::Here(own) => own.serving.as_ref().map(|serving| serving.url().to_owned()),
        }
    }

    /// Waits until it has ended, after it stopped everything; stops everything, if it is in this program.
    pub(super) async fn end(self, is_stopped: bool) {
        match self {
            Self::There { entry, .. } => {
                if is_stopped {
                    // One that takes longer ends all the same.
                    let _ = timeout(END, entry.ended()).await;
                }
            }
            Self::Here(own) => {
                if let Some(serving) = own.serving {
                    serving.end().await;
                }
                // It is quick where everything was stopped already.
                own.supervisor.shutdown().await;
                state::warn_of_losses(&own.supervisor);
            }
        }
    }
}

/// What somebody is told who joins a host that was there.
fn joined(entry: &Entry) -> String {
    let then = match entry.stay {
        Stay::Stay | Stay::Program => "it goes on when you leave, `brummer down` ends it",
        Stay::Linger => "it goes on when you leave, as long as others are there",
    };
    format!("joined what is hosted by pid {}: {then}", entry.pid)
}
