//! What goes through the socket to the guardian: sixteen bytes a message.

use std::io;
use std::os::fd::AsFd;

use rustix::net::{SendFlags, send};

use crate::process::tree::Moment;

/// The length of a message.
pub(crate) const LENGTH: usize = 16;

/// A message about one leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) kind: Kind,
    pub(crate) pid: u32,
    pub(crate) time: Moment,
}

/// What happened to the leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is about to execute its command, as the leader of a session of its own.
    Began,
    /// It ended; others of its session may go on.
    LeaderEnded,
    /// Nothing is left of its session.
    SessionEnded,
}

impl Message {
    /// A message about something that happens now.
    ///
    /// Allocates nothing and takes no lock, so that a child may call it between fork and exec.
    pub(crate) fn now(kind: Kind, pid: u32) -> Self {
        Self {
            kind,
            pid,
            time: Moment::now(),
        }
    }

    /// Never waits: if the guardian has not read for so long that the socket is full, or is gone, that is an error.
    pub(crate) fn send(self, socket: impl AsFd) -> io::Result<()> {
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        send(socket, &self.bytes(), flags)?;
        Ok(())
    }

    fn bytes(self) -> [u8; LENGTH] {
        let kind: u32 = match self.kind {
            Kind::Began => 1,
            Kind::LeaderEnded => 2,
            Kind::SessionEnded => 3,
        };
        let mut bytes = [0; LENGTH];
        bytes[..4].copy_from_slice(&kind.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.pid.to_le_bytes());
        bytes[8..].copy_from_slice(&self.time.0.to_le_bytes());
        bytes
    }

    /// None for bytes that are no message.
    pub(crate) fn from_bytes(bytes: [u8; LENGTH]) -> Option<Self> {
        let (head, time) = bytes.split_at(8);
        let (kind, pid) = head.split_at(4);
        let kind = match u32::from_le_bytes(kind.try_into().ok()?) {
            1 => Kind::Began,
            2 => Kind::LeaderEnded,
            3 => Kind::SessionEnded,
            _ => return None,
        };
        let pid = u32::from_le_bytes(pid.try_into().ok()?);
        Some(Self {
            kind,
            pid,
            time: Moment(u64::from_le_bytes(time.try_into().ok()?)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_the_socket() {
        for kind in [Kind::Began, Kind::LeaderEnded, Kind::SessionEnded] {
            let message = Message {
                kind,
                pid: 4242,
                time: Moment(1 << 40),
            };
            assert_eq!(Message::from_bytes(message.bytes()), Some(message));
        }
        assert_eq!(Message::from_bytes([0xff; LENGTH]), None);
    }
}
