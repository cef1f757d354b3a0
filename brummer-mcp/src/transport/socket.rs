//! Standard streams that are sockets, as programs on Node.js give them to their children.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use rustix::fs::FileType;
use tokio::net::UnixStream;

/// stdin and stdout, if both are sockets.
///
/// They no longer block, and whether they do is shared with whoever has them too. That is at most a program that waits
/// for this one, and all programs on Node.js do the same.
pub(super) fn standard_streams() -> io::Result<Option<(UnixStream, UnixStream)>> {
    let (stdin, stdout) = (io::stdin(), io::stdout());
    if !is_socket(stdin.as_fd())? || !is_socket(stdout.as_fd())? {
        return Ok(None);
    }
    Ok(Some((stream(stdin.as_fd())?, stream(stdout.as_fd())?)))
}

fn is_socket(fd: BorrowedFd<'_>) -> io::Result<bool> {
    let mode = rustix::fs::fstat(fd)?.st_mode;
    Ok(FileType::from_raw_mode(mode).is_socket())
}

/// The socket, of whatever family: reading and writing are the same for all of them.
fn stream(fd: BorrowedFd<'_>) -> io::Result<UnixStream> {
    let stream = std::os::unix::net::UnixStream::from(fd.try_clone_to_owned()?);
    stream.set_nonblocking(true)?;
    UnixStream::from_std(stream)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn a_socket_is_read_until_its_end_and_written() {
        let (ours, mut theirs) = std::os::unix::net::UnixStream::pair().unwrap();
        let mut stream = stream(ours.as_fd()).unwrap();

        stream.write_all(b"ping").await.unwrap();
        let mut buf = [0; 4];
        theirs.read_exact(&mut buf).unwrap();
        assert_eq!(&buf, b"ping");

        theirs.write_all(b"pong").unwrap();
        stream.read_exact(&mut buf).await.unwrap();
        assert_eq!(&buf, b"pong");

        drop(theirs);
        assert_eq!(stream.read(&mut buf).await.unwrap(), 0);
    }

    #[test]
    fn a_file_is_not_a_socket() {
        let file = tempfile::tempfile().unwrap();
        assert!(!is_socket(file.as_fd()).unwrap());
        let (ours, _theirs) = std::os::unix::net::UnixStream::pair().unwrap();
        assert!(is_socket(ours.as_fd()).unwrap());
    }
}
