//! Why a conversation ended.

use std::io;

use super::PROTOCOL;

/// Why a host stopped serving a client that did not simply leave.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientFault {
    /// What connected is no client of ours.
    #[error("what connected is no brummer: {reason}")]
    Stranger {
        /// What it did.
        reason: &'static str,
    },
    /// It speaks another version of the protocol, and was told so.
    #[error(
        "the client speaks version {theirs} of the protocol (brummer {version}), this instance {PROTOCOL}"
    )]
    Incompatible {
        /// The version of the protocol that it speaks.
        theirs: u32,
        /// The version of the program that it is.
        version: String,
    },
    /// It sent what is no message.
    #[error("the client sent what is no message: {reason}")]
    Garbage {
        /// What is wrong with it.
        reason: String,
    },
    /// It read nothing for too long.
    #[error("the client took nothing for {} s", super::STALL.as_secs())]
    Stalled,
    /// The stream broke.
    #[error("the connection broke")]
    Broken(#[source] io::Error),
}
