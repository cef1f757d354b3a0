//! Linux: the sockets of a process are links in `/proc/PID/fd`, and the kernel tells which of them listen.

mod proc_net;
mod sock_diag;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::sync::OnceLock;

use self::sock_diag::Family;
use super::{Listener, PortOwner};
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
    /// Asks the kernel: call it where blocking is fine.
    pub(super) fn read() -> Self {
        let sockets = [Family::V4, Family::V6].into_iter().flat_map(|family| {
            sock_diag::listening(family).unwrap_or_else(|_| proc_net::listening(family))
        });
        Self {
            sockets: sockets.map(|(port, inode)| (inode, port)).collect(),
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

/// Who listens on a port in the network namespace of this program; none if nobody does. It looks at each process of the system: call
/// it where blocking is fine.
pub(crate) fn owner(port: u16) -> Option<PortOwner> {
    let sockets_of_port = Listening::read().sockets.into_iter();
    let inodes = sockets_of_port.filter(|(_, listens)| *listens == port);
    let inodes: HashSet<u64> = inodes.map(|(inode, _)| inode).collect();
    if inodes.is_empty() {
        return None;
    }
    let pids = fs::read_dir("/proc").ok()?.flatten().filter_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some(pid)
    });
    let mut holders = pids.filter(|&pid| sockets(pid).iter().any(|inode| inodes.contains(inode)));
    let process = holders.next().and_then(listener);
    Some(PortOwner { port, process })
}

/// What is known of a process; none if it has ended.
fn listener(pid: u32) -> Option<Listener> {
    /// The most of a command line that is kept, in bytes.
    const COMMAND: usize = 300;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything; behind it come state, parent, group, session (`proc_pid_stat(5)`).
    let (_, fields) = stat.rsplit_once(')')?;
    let session = fields.split_ascii_whitespace().nth(3)?.parse().ok()?;
    let words = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let words = words
        .split(|&byte| byte == 0)
        .filter(|word| !word.is_empty());
    let words: Vec<_> = words.map(String::from_utf8_lossy).collect();
    let mut command = words.join(" ");
    command.retain(|c| !c.is_control());
    command.truncate(command.floor_char_boundary(COMMAND));
    Some(Listener {
        pid,
        session,
        command,
        dir: fs::read_link(format!("/proc/{pid}/cwd")).ok(),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_of_a_port_is_told_with_its_directory() {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let owner = owner(port).unwrap().process.unwrap();
        assert_eq!(owner.pid, std::process::id());
        assert_eq!(owner.dir, std::env::current_dir().ok());
        assert!(!owner.command.is_empty());
        drop(socket);
        assert_eq!(super::owner(port), None);
    }
}
