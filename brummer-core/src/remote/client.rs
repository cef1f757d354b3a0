//! The client's side: asks, and listens.

mod calls;
mod conversation;
mod line;

use std::sync::Arc;

use borsh::BorshDeserialize;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::AbortHandle;

use self::calls::{Calls, Outbound};
use self::conversation::Conversation;
use self::line::Line;
use super::message::Ask;
use super::replica::{Connection, LostInstance, Replica};
use super::{Reconnect, RemoteStream};
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
    /// Raised whenever `link` is replaced.
    link_changes: watch::Sender<()>,
}

/// Where the connection stands.
struct Link {
    connection: Connection,
    lost: Option<Arc<LostInstance>>,
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
                connection: Connection::Connected,
                lost: None,
            }),
            link_changes: watch::Sender::new(()),
        });
        let first = shared.replica.begin(instance, update);
        first.map_err(|error| conversation::refused(&error))?;
        let line = Line::new(Arc::clone(&shared), outbound, reported, reconnect);
        let line = tokio::spawn(line.run(conversation)).abort_handle();
        Ok(Self { shared, line })
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
