//! Asks the kernel for the TCP sockets that listen (`sock_diag(7)`).
//!
//! The answer costs what listens. The files under `/proc/net` cost a walk over the whole table of connections: some
//! 5 ms each where it has 262,144 places, against 15 µs.

use std::io;

use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, netlink, recv, send, socket_with,
};

/// An Internet protocol, by the number of its address family.
#[derive(Clone, Copy)]
pub(super) enum Family {
    V4 = 2,
    V6 = 10,
}

/// The kernel never answers with more at once, in bytes.
const ANSWER: usize = 32 * 1024;
/// The length of `struct nlmsghdr`: length, kind, flags, sequence number and port of a message.
const HEADER: usize = 16;
/// The length of `struct inet_diag_req_v2`.
const REQUEST: usize = 56;
/// Messages begin at multiples of this.
const ALIGNMENT: usize = 4;

/// Kinds of messages: an error, the end, and `SOCK_DIAG_BY_FAMILY`, which asks and answers.
const ERROR: u16 = 2;
const DONE: u16 = 3;
const BY_FAMILY: u16 = 20;

/// The ports that are listened on, each with the inode of its socket.
///
/// # Errors
/// Where the kernel cannot be asked: it lacks the module, or a sandbox forbids it.
pub(super) fn listening(family: Family) -> io::Result<Vec<(u16, u64)>> {
    let socket = socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        SocketFlags::CLOEXEC,
        Some(netlink::SOCK_DIAG),
    )?;
    send(&socket, &request(family), SendFlags::empty())?;
    let mut found = Vec::new();
    let mut buffer = vec![0; ANSWER];
    loop {
        let (length, sent) = recv(&socket, &mut *buffer, RecvFlags::TRUNC)?;
        if length < sent || length == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if read(&buffer[..length], &mut found)? {
            return Ok(found);
        }
    }
}

/// The question for all sockets of a family that listen.
fn request(family: Family) -> [u8; HEADER + REQUEST] {
    /// `NLM_F_REQUEST | NLM_F_DUMP`
    const FLAGS: u16 = 0x301;
    const TCP: u8 = 6;
    /// The states asked for, a bit for each: `TCP_LISTEN` is 10.
    const LISTEN: u32 = 1 << 10;
    let mut bytes = [0; HEADER + REQUEST];
    let length = u32::try_from(bytes.len()).expect("a message is short");
    bytes[..4].copy_from_slice(&length.to_ne_bytes());
    bytes[4..6].copy_from_slice(&BY_FAMILY.to_ne_bytes());
    bytes[6..8].copy_from_slice(&FLAGS.to_ne_bytes());
    bytes[HEADER] = family as u8;
    bytes[HEADER + 1] = TCP;
    bytes[HEADER + 4..HEADER + 8].copy_from_slice(&LISTEN.to_ne_bytes());
    bytes
}

/// Reads a batch of messages, and tells whether it was the last.
fn read(mut batch: &[u8], found: &mut Vec<(u16, u64)>) -> io::Result<bool> {
    while !batch.is_empty() {
        let (kind, body, rest) = message(batch).ok_or(io::ErrorKind::InvalidData)?;
        match kind {
            DONE => return Ok(true),
            ERROR => return Err(error(body)),
            BY_FAMILY => found.push(socket(body).ok_or(io::ErrorKind::InvalidData)?),
            _ => {}
        }
        batch = rest;
    }
    Ok(false)
}

/// The kind and the body of the first message, and what is behind it.
fn message(batch: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let length = u32::from_ne_bytes(bytes_at(batch, 0)?);
    let length = usize::try_from(length).ok()?;
    let kind = u16::from_ne_bytes(bytes_at(batch, 4)?);
    let body = batch.get(HEADER..length)?;
    let rest = batch.get(length.next_multiple_of(ALIGNMENT)..);
    Some((kind, body, rest.unwrap_or_default()))
}

/// The port, in network order, and the inode, at their places in `struct inet_diag_msg`.
fn socket(body: &[u8]) -> Option<(u16, u64)> {
    let port = u16::from_be_bytes(bytes_at(body, 4)?);
    let inode = u32::from_ne_bytes(bytes_at(body, 68)?);
    Some((port, inode.into()))
}

/// The error that the kernel answers with, a negative number.
fn error(body: &[u8]) -> io::Error {
    let number = bytes_at(body, 0).map_or(0, i32::from_ne_bytes);
    Errno::from_raw_os_error(number.saturating_neg()).into()
}

fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message as the kernel sends it.
    fn sent(kind: u16, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(HEADER + body.len()).unwrap();
        let mut bytes = length.to_ne_bytes().to_vec();
        bytes.extend(kind.to_ne_bytes());
        bytes.resize(HEADER, 0);
        bytes.extend(body);
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
        bytes
    }

    #[test]
    fn a_socket_that_listens_is_told_with_its_port() {
        for (family, address) in [(Family::V4, "127.0.0.1:0"), (Family::V6, "[::1]:0")] {
            let Ok(listener) = std::net::TcpListener::bind(address) else {
                // A machine may have no IPv6.
                assert!(matches!(family, Family::V6));
                continue;
            };
            let port = listener.local_addr().unwrap().port();
            let ports = |sockets: Vec<(u16, u64)>| sockets.into_iter().filter(|(p, _)| *p == port);
            assert_eq!(ports(listening(family).unwrap()).count(), 1);
            drop(listener);
            assert_eq!(ports(listening(family).unwrap()).count(), 0);
        }
    }

    #[test]
    fn a_refusal_is_the_error_it_names() {
        let refusal = sent(ERROR, &(-2i32).to_ne_bytes());
        let error = read(&refusal, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_message_cut_short_is_an_error() {
        let whole = sent(BY_FAMILY, &[0; 72]);
        let mut found = Vec::new();
        assert!(!read(&whole, &mut found).unwrap());
        assert_eq!(found, [(0, 0)]);
        for length in 1..whole.len() {
            read(&whole[..length], &mut Vec::new()).unwrap_err();
        }
        read(&sent(BY_FAMILY, &[0; 20]), &mut Vec::new()).unwrap_err();
        read(&[0; HEADER], &mut Vec::new()).unwrap_err();
    }
}
