//! Linux: the sockets of a process are links in `/proc/PID/fd`, and `/proc/PID/net/tcp` tells which of them listen (`proc_pid_net(5)`).

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;

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
