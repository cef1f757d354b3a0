//! The client's side: asks, and listens.

mod calls;
mod conversation;
mod line;

use std::sync::Arc;

use borsh::BorshDeserialize;
use jiff::Timestamp;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::AbortHandle;

use self::calls::{Calls, Outbound};
use self::conversation::Conversation;
use self::line::Line;
use super::message::Ask;
use super::replica::{Connection, LostInstance, Replica};
use super::{Company, NOT_YET, Reconnect, RemoteStream};
use crate::activity::Activities;
use crate::changes::Changes;
use crate::error::Error;
use crate::event::Delivery;
use crate::id::InstanceId;
use crate::log::{LogCursor, LogStorageReport};
use crate::snapshot::publish::{Native, Publisher};

/// How many reports of what our users do may wait to be sent. What comes beside them is not told; the host forgets earlier than that.
const REPORTS: usize = 1024;

/// The supervisor of another process, at the other end of a stream.
pub(crate) struct Remote {
    shared: Arc<Shared>,
    /// Listens to the host, and ends with this.
    line: AbortHandle,
}

/// What the handle and the task that listens share.
struct Shared {
    replica: Replica,
    calls: Calls,
    link: watch::Sender<Link>,
    /// Raised whenever `link` is replaced, and when company comes or goes.
    link_changes: watch::Sender<()>,
    /// Somebody wants the connection to be made at once.
    wanted: watch::Sender<bool>,
}

/// Where the connection stands.
struct Link {
    connection: Connection,
    lost: Option<Arc<LostInstance>>,
    /// How many attempts have failed that somebody asked for.
    failed: u64,
}

impl Remote {
    /// Joins the supervisor at the other end.
    ///
    /// # Errors
    /// [`Error::Handshake`], [`Error::Incompatible`].
    pub(crate) async fn connect(
        stream: Box<dyn RemoteStream>,
        reconnect: Reconnect,
    ) -> Result<Self, Error> {
        let (conversation, instance, update) = Conversation::open(stream).await?;
        let (shared, line) = Self::parts(reconnect, Connection::Connected);
        let first = shared.replica.begin(instance, update);
        first.map_err(|error| conversation::refused(&error))?;
        let line = tokio::spawn(line.run(conversation)).abort_handle();
        Ok(Self { shared, line })
    }

    /// Will join the supervisor that the first stream leads to.
    pub(crate) fn joining(reconnect: Reconnect) -> Self {
        let connection = Connection::Reconnecting {
            since: Timestamp::now(),
            reason: NOT_YET.into(),
        };
        let (shared, line) = Self::parts(reconnect, connection);
        let line = tokio::spawn(line.begin_with_first()).abort_handle();
        Self { shared, line }
    }

    fn parts(reconnect: Reconnect, connection: Connection) -> (Arc<Shared>, Line) {
        let (reports, reported) = mpsc::channel(REPORTS);
        let activities = Activities::elsewhere(move |report| {
            // Where nobody takes them, the list of what clients do is not kept either.
            let _ = reports.try_send(report);
        });
        let (calls, outbound) = Calls::new();
        let shared = Arc::new(Shared {
            replica: Replica::new(activities),
            calls,
            link: watch::Sender::new(Link {
                connection,
                lost: None,
                failed: 0,
            }),
            link_changes: watch::Sender::new(()),
            wanted: watch::Sender::new(false),
        });
        let line = Line::new(Arc::clone(&shared), outbound, reported, reconnect);
        (shared, line)
    }

    /// Returns when there is a connection; if there is none, has it made now.
    ///
    /// # Errors
    /// [`Error::Disconnected`] if it cannot be made.
    pub(crate) async fn reconnected(&self) -> Result<(), Error> {
        let mut changes = self.connection_changes();
        let failed = self.shared.link.borrow().failed;
        let mut has_asked = false;
        loop {
            let (connection, now) = {
                let link = self.shared.link.borrow();
                (link.connection.clone(), link.failed)
            };
            match connection {
                Connection::Here | Connection::Connected => return Ok(()),
                Connection::Lost { reason, .. } => return Err(disconnected(&reason)),
                Connection::Reconnecting { reason, .. } if now != failed => {
                    return Err(disconnected(&reason));
                }
                Connection::Reconnecting { .. } => {
                    if !std::mem::replace(&mut has_asked, true) {
                        self.shared.wanted.send_replace(true);
                    }
                }
            }
            changes.wait().await;
        }
    }

    pub(crate) fn company(&self) -> Company {
        self.shared.replica.company()
    }

    /// Asks, and waits for the answer, which has the type that stands beside the request.
    ///
    /// # Errors
    /// What the host answers; [`Error::Disconnected`] if there is no connection, or it is lost before there is an answer: what was
    /// asked may have been done then. [`Error::Overloaded`], [`Error::TooLong`].
    pub(crate) async fn ask<T: BorshDeserialize>(&self, ask: Ask) -> Result<T, Error> {
        let calls = &self.shared.calls;
        let bytes = calls.call(ask).await?;
        Result::<T, Error>::try_from_slice(&bytes).unwrap_or_else(|error| {
            let reason = format!("the instance answers what is no answer: {error}");
            calls.send(Outbound::Leave(reason.clone()));
            Err(Error::Disconnected { reason })
        })
    }

    pub(crate) fn publisher(&self) -> Arc<Publisher<Native>> {
        Arc::clone(&self.shared.replica.publisher)
    }

    pub(crate) fn events(&self) -> broadcast::Sender<Arc<Delivery>> {
        self.shared.replica.events.clone()
    }

    pub(crate) fn activities(&self) -> Activities {
        self.shared.replica.activities.clone()
    }

    pub(crate) fn log_changes(&self) -> Changes {
        Changes::new(self.shared.replica.logs.subscribe())
    }

    pub(crate) fn log_end(&self) -> LogCursor {
        self.shared.replica.log_end()
    }

    pub(crate) fn log_storage(&self) -> Option<LogStorageReport> {
        self.shared.replica.storage()
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.shared.replica.is_closing()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.shared.replica.is_closed()
    }

    pub(crate) fn instance(&self) -> InstanceId {
        self.shared.replica.instance()
    }

    pub(crate) fn connection(&self) -> Connection {
        self.shared.link.borrow().connection.clone()
    }

    pub(crate) fn connection_changes(&self) -> Changes {
        Changes::new(self.shared.link_changes.subscribe())
    }

    pub(crate) fn lost_instance(&self) -> Option<Arc<LostInstance>> {
        self.shared.link.borrow().lost.clone()
    }
}

fn disconnected(reason: &str) -> Error {
    Error::Disconnected {
        reason: reason.to_owned(),
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.line.abort();
    }
}

impl Shared {
    /// Changes where the connection stands, and tells those that wait for that.
    fn relink(&self, change: impl FnOnce(&mut Link)) {
        self.link.send_modify(change);
        self.link_changes.send_replace(());
    }
}
