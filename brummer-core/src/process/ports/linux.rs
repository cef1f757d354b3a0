//! Linux: the sockets of a process are links in `/proc/PID/fd`, and `/proc/PID/net/tcp` tells which of them listen (`proc_pid_net(5)`).

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;

use super::{Listener, PortOwner};
use crate::process::tree::{self, Tree};

/// The TCP ports that a tree listens on, in ascending order. It reads a file for each process of the system: call it where blocking is fine.
pub(crate) fn listening(tree: &Tree) -> io::Result<Vec<u16>> {
    let members: Vec<u32> = tree::find(tree)?
        .iter()
        .map(|found| found.member().pid)
        .collect();
    let sockets: HashSet<u64> = members.iter().flat_map(|&pid| sockets(pid)).collect();
    if sockets.is_empty() {
        return Ok(Vec::new());
    }
    // Members may be in network namespaces of their own; nearly always all are in one, and the leader's table has everything.
    let mut ports = BTreeSet::new();
    let mut namespaces = HashSet::new();
    for pid in members {
        let namespace = fs::read_link(format!("/proc/{pid}/ns/net")).unwrap_or_default();
        if !namespaces.insert(namespace) {
            continue;
        }
        for table in ["tcp", "tcp6"] {
            // A process that has ended meanwhile, and one that may not be looked at, listens on nothing.
            let table = fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default();
            let rows = table.lines().filter_map(row);
            ports.extend(
                rows.filter(|(_, inode)| sockets.contains(inode))
                    .map(|(port, _)| port),
            );
        }
    }
    Ok(ports.into_iter().collect())
}

/// Who listens on a port in the network namespace of this program; none if nobody does. It looks at each process of the system: call
/// it where blocking is fine.
pub(crate) fn owner(port: u16) -> Option<PortOwner> {
    let tables = ["tcp", "tcp6"].into_iter().filter_map(|table| {
        let table = fs::read_to_string(format!("/proc/self/net/{table}")).ok()?;
        let rows = table.lines().filter_map(row);
        Some(rows.collect::<Vec<_>>())
    });
    let listening = tables.flatten().filter(|(listens, _)| *listens == port);
    let inodes: HashSet<u64> = listening.map(|(_, inode)| inode).collect();
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

    #[test]
    fn a_row_that_listens_has_a_port_and_an_inode() {
        let listens = "   0: 0100007F:1435 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0";
        assert_eq!(row(listens), Some((5173, 12345)));
        assert_eq!(row(&listens.replace(" 0A ", " 01 ")), None);
        assert_eq!(row("  sl  local_address rem_address   st tx_queue"), None);
    }
}
