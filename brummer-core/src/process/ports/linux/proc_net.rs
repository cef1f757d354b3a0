//! Reads the TCP sockets that listen from `/proc/self/net` (`proc_pid_net(5)`), where the kernel cannot be asked.

use std::fs;

use super::sock_diag::Family;

/// The ports that are listened on, each with the inode of its socket; none where there is no such protocol.
pub(super) fn listening(family: Family) -> Vec<(u16, u64)> {
    let table = match family {
        Family::V4 => "/proc/self/net/tcp",
        Family::V6 => "/proc/self/net/tcp6",
    };
    let table = fs::read_to_string(table).unwrap_or_default();
    table.lines().filter_map(row).collect()
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
    use super::super::sock_diag;
    use super::*;

    #[test]
    fn the_file_and_the_kernel_tell_the_same() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let own = |sockets: Vec<(u16, u64)>| sockets.into_iter().find(|(p, _)| *p == port);
        let read = own(listening(Family::V4));
        assert!(read.is_some());
        assert_eq!(read, own(sock_diag::listening(Family::V4).unwrap()));
    }

    #[test]
    fn a_row_that_listens_has_a_port_and_an_inode() {
        let listens = "   0: 0100007F:1435 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0";
        assert_eq!(row(listens), Some((5173, 12345)));
        assert_eq!(row(&listens.replace(" 0A ", " 01 ")), None);
        assert_eq!(row("  sl  local_address rem_address   st tx_queue"), None);
    }
}
