//! Linux: the sockets of a process are links in `/proc/PID/fd`, and `/proc/PID/net/tcp` tells which of them listen (`proc_pid_net(5)`).

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::sync::OnceLock;

use crate::process::tree::{Lineage, Tree, Younger};

/// What listens on TCP at one moment, in the network namespace of this program. Of a tree in another one nothing is known.
#[derive(Default)]
pub(super) struct Listening {
    /// Ports by inode.
    sockets: HashMap<u64, u16>,
    /// Read when somebody asks.
    holders: OnceLock<Holders>,
}

/// Who holds the sockets that listen.
struct Holders {
    by_socket: Vec<(u64, u32)>,
    lineage: Lineage,
}

impl Listening {
    /// Reads two files of the kernel: call it where blocking is fine.
    pub(super) fn read() -> Self {
        let tables = ["tcp", "tcp6"].map(|table| {
            // One protocol may be missing.
            fs::read_to_string(format!("/proc/self/net/{table}")).unwrap_or_default()
        });
        let rows = tables
            .iter()
            .flat_map(|table| table.lines().filter_map(row));
        Self {
            sockets: rows.map(|(port, inode)| (inode, port)).collect(),
            holders: OnceLock::new(),
        }
    }

    /// The inodes of the sockets.
    pub(super) fn sockets(&self) -> impl Iterator<Item = u64> {
        self.sockets.keys().copied()
    }

    /// The sockets that a tree holds, with their ports. The first one who asks reads a file for each process of the system: call it where
    /// blocking is fine.
    pub(super) fn held_by(&self, tree: &Tree) -> io::Result<Vec<(u64, u16)>> {
        let holders = if let Some(holders) = self.holders.get() {
            holders
        } else {
            let found = self.find_holders()?;
            self.holders.get_or_init(|| found)
        };
        let members: HashSet<u32> = holders.lineage.members(tree).into_iter().collect();
        let held = holders.by_socket.iter();
        let held = held.filter(|(_, pid)| members.contains(pid));
        Ok(held
            .map(|(inode, _)| (*inode, self.sockets[inode]))
            .collect())
    }

    fn find_holders(&self) -> io::Result<Holders> {
        let younger = Younger::read()?;
        let held = younger.pids().flat_map(|pid| {
            let inodes = sockets(pid).into_iter();
            inodes.map(move |inode| (inode, pid))
        });
        let by_socket: Vec<(u64, u32)> = held
            .filter(|(inode, _)| self.sockets.contains_key(inode))
            .collect();
        let pids = by_socket.iter().map(|(_, pid)| *pid).collect();
        Ok(Holders {
            lineage: younger.lineage(&pids),
            by_socket,
        })
    }
}

/// The inodes of the sockets that a process holds.
fn sockets(pid: u32) -> Vec<u64> {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else {
        return Vec::new();
    };
    let links = descriptors
        .flatten()
        .filter_map(|descriptor| fs::read_link(descriptor.path()).ok());
    links
        .filter_map(|link| {
            let link = link.to_str()?;
            link.strip_prefix("socket:[")?
                .strip_suffix(']')?
                .parse()
                .ok()
        })
        .collect()
}

/// The port and the inode of a row, if its socket listens.
fn row(line: &str) -> Option<(u16, u64)> {
    /// `TCP_LISTEN` of the kernel's `tcp_states.h`.
    const LISTEN: &str = "0A";
    let mut fields = line.split_ascii_whitespace();
    let (_, local) = (fields.next()?, fields.next()?);
    let (_, state) = (fields.next()?, fields.next()?);
    let inode = fields.nth(5)?;
    let (_, port) = local.rsplit_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    (state == LISTEN).then_some((port, inode.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_listens_has_a_port_and_an_inode() {
        let listens = "   0: 0100007F:1435 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0";
        assert_eq!(row(listens), Some((5173, 12345)));
        assert_eq!(row(&listens.replace(" 0A ", " 01 ")), None);
        assert_eq!(row("  sl  local_address rem_address   st tx_queue"), None);
    }
}
