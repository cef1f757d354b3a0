//! Who listens on a port of this machine.

use std::path::PathBuf;

use crate::remote::wire;
use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

/// A process that listens on a port, as far as the operating system tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct PortOwner {
    /// The port.
    pub port: u16,
    /// Who it is; none where it may not be known, as for a process of another user.
    pub process: Option<Listener>,
}

/// A process that listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listener {
    /// The operating system's id.
    pub pid: u32,
    /// The leader of its session; for a process of ours that is the leader of its tree.
    pub session: u32,
    /// Its command line.
    pub command: String,
    /// Its working directory, where that may be known.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub dir: Option<PathBuf>,
}
