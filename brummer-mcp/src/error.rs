//! What can go wrong with a connection to a client, as values that a caller can react to.

use std::net::{IpAddr, SocketAddr};

use rmcp::service::ServerInitializeError;

/// Why serving a client ended early. An error within a tool is not one: it is an answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client's first messages were not the beginning of a session.
    #[error("the client did not open a session")]
    Handshake(#[source] Box<ServerInitializeError>),
    /// The standard streams cannot be used.
    #[error("cannot use the standard streams")]
    Streams(#[source] std::io::Error),
    /// The address cannot be listened on.
    #[error("cannot listen on `{address}`")]
    Listen {
        /// The address that was wanted.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The address can be reached from other machines, and nothing says who may use the server.
    #[error("`{0}` can be reached from other machines, so clients need a token")]
    TokenNeeded(IpAddr),
    /// The task that serves the client ended by a bug.
    #[error("the session ended by a bug")]
    Crashed(#[source] tokio::task::JoinError),
}
