//! A supervisor of another process: the same handle, over a stream.
//!
//! The host serves each client on a stream of its own ([`serve_client`]). A client keeps a **replica** of what readers look at (the snapshot, what
//! clients do, where the logs end), which the host keeps up to date, and asks for everything else.
//!
//! - **Order**: an update goes out before the events and answers that it belongs to. So what an answered request did is in the next read, as
//!   it is in the process itself, and all clients see the revisions of the host.
//! - **Bounds**: the host keeps no queue for updates: it looks what differs from what it sent last, whenever the client takes more. A slow client
//!   skips revisions, misses events and is told how many, and holds up nobody; one that takes nothing for [`STALL`] is dropped.
//! - **Hanging**: a host that owes an answer and says nothing for [`SILENCE`] is asked whether it is still there; if it does not say so
//!   within [`LAST_WORD`], the connection counts as lost. Who waits for nothing asks nothing.
//! - **Faults**: what is no message ends the connection with a reason. A lost connection is a [`Connection`] to look at, fails what
//!   waits for an answer, and is made again as [`Reconnect`] says.
//!
//! | file | what |
//! |---|---|
//! | `wire`, `message`, `pieces`, `page` | what goes over the stream, and in which form |
//! | `frame`, `opening` | where a message ends; who is at the other end |
//! | `server/` | the host's side: `requests` reads, `updates` writes |
//! | `client/`, `replica` | the client's side |

mod client;
mod company;
mod fault;
mod frame;
#[cfg(fuzzing)]
pub(crate) mod fuzz;
mod message;
mod opening;
mod page;
mod pieces;
mod reconnect;
mod replica;
mod server;
pub(crate) mod wire;

use std::time::Duration;

pub(crate) use self::client::Remote;
pub use self::company::Company;
pub use self::fault::ClientFault;
pub(crate) use self::message::{Ask, Report, ReportEnd};
pub use self::reconnect::{Attempt, Reconnect, RemoteStream};
pub use self::replica::{Connection, LostInstance};
pub use self::server::{serve_client, serve_counted};

/// What both sides speak. It is raised with every change of what goes over the wire.
pub const PROTOCOL: u32 = 3;

/// Why nothing can be asked yet, where nothing went wrong.
pub const NOT_YET: &str = "not connected yet";

/// The largest message from a client, in bytes.
const MAX_REQUEST: usize = 8 * 1024 * 1024;

/// The largest message from a host, in bytes. Longer answers come in pieces.
const MAX_MESSAGE: usize = 64 * 1024 * 1024;

/// How much of an answer goes into one message, in bytes: what others wait for meanwhile.
const PIECE: usize = 256 * 1024;

/// The longest answer, in bytes.
const MAX_ANSWER: usize = 1024 * 1024 * 1024;

/// How many requests of one client may wait for an answer.
const MAX_UNANSWERED: usize = 512;

/// How long the beginning of a conversation may take.
const OPENING: Duration = Duration::from_secs(5);

/// How long a host may say nothing at all while it owes an answer, until it is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(2);

/// How long it may take to say so; after that it hangs.
const LAST_WORD: Duration = Duration::from_secs(4);

/// How long a client may take nothing of what is written to it.
const STALL: Duration = Duration::from_secs(30);
