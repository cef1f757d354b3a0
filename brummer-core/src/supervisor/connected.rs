//! A handle to the supervisor of another process.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Backend, Inner, Supervisor};
use crate::changes::Changes;
use crate::error::Error;
use crate::id::InstanceId;
use crate::remote::{Company, Connection, LostInstance, Reconnect, Remote};

impl Supervisor {
    /// Joins the supervisor that serves clients at the other end of the stream ([`serve_client`](crate::serve_client)), and returns when its
    /// processes are known. The handle is as any other: reads are as fast, and never wait.
    ///
    /// Dropping the last handle ends the connection, and no process.
    ///
    /// # Errors
    /// [`Error::Handshake`] if what answers is no brummer, or nothing answers for 5 s; [`Error::Incompatible`] if it speaks another
    /// version.
    ///
    /// # Panics
    /// Outside a tokio runtime with time enabled.
    pub async fn connect(
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        reconnect: Reconnect,
    ) -> Result<Self, Error> {
        let remote = Remote::connect(Box::new(stream), reconnect).await?;
        Ok(Self::there(remote))
    }

    /// A handle that is there at once, without processes, and joins the supervisor that the first stream leads to.
    ///
    /// # Panics
    /// Outside a tokio runtime with time enabled.
    pub fn joining(reconnect: Reconnect) -> Self {
        Self::there(Remote::joining(reconnect))
    }

    fn there(remote: Remote) -> Self {
        Self {
            inner: Arc::new(Inner {
                publisher: remote.publisher(),
                events: remote.events(),
                activities: remote.activities(),
                backend: Backend::There(remote),
            }),
        }
    }

    /// Returns when the processes can be asked for. A connection that is lost is made now, by whatever way [`Reconnect`] has for
    /// [`Attempt::Asked`](crate::Attempt::Asked).
    ///
    /// # Errors
    /// [`Error::Disconnected`] if it cannot be made.
    pub async fn reconnected(&self) -> Result<(), Error> {
        match &self.inner.backend {
            Backend::Here(_) => Ok(()),
            Backend::There(remote) => remote.reconnected().await,
        }
    }

    /// Who else uses the processes, as far as the host tells; nobody, where they are those of this program.
    pub fn company(&self) -> Company {
        match &self.inner.backend {
            Backend::Here(_) => Company::default(),
            Backend::There(remote) => remote.company(),
        }
    }

    /// Whose processes these are: it changes when a connection is made again, to another supervisor.
    pub fn instance(&self) -> InstanceId {
        match &self.inner.backend {
            Backend::Here(local) => local.shared.instance,
            Backend::There(remote) => remote.instance(),
        }
    }

    /// Where the processes are, and whether they can be asked for.
    pub fn connection(&self) -> Connection {
        match &self.inner.backend {
            Backend::Here(_) => Connection::Here,
            Backend::There(remote) => remote.connection(),
        }
    }

    /// A signal for changes of the connection and of the company; it never comes where the processes are those of this program.
    pub fn connection_changes(&self) -> Changes {
        match &self.inner.backend {
            Backend::Here(local) => Changes::new(local.shared.unmoved.subscribe()),
            Backend::There(remote) => remote.connection_changes(),
        }
    }

    /// The latest instance that this handle followed and does not any more, with its processes: because another one answers, because it said
    /// that it ends, or because the connection is lost for good. Its processes have ended, or nobody knows of them.
    pub fn lost_instance(&self) -> Option<Arc<LostInstance>> {
        match &self.inner.backend {
            Backend::Here(_) => None,
            Backend::There(remote) => remote.lost_instance(),
        }
    }
}
