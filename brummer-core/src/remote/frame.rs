//! Where a message ends: each has its length before it, four bytes, the least significant first.

use std::io;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

use super::wire::invalid;

/// How much is asked of the system at once, in bytes. Memory grows with what arrives, never with a length that somebody claims.
const CHUNK: usize = 64 * 1024;

const PREFIX: usize = 4;

/// The messages of a stream.
pub(super) struct Frames<R> {
    stream: R,
    buf: BytesMut,
    /// The longest message, in bytes.
    most: usize,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// The messages of this stream, none longer than `most` bytes.
    pub(super) fn new(stream: R, most: usize) -> Self {
        Self {
            stream,
            buf: BytesMut::new(),
            most,
        }
    }

    /// The next message; none at the end of the stream. Dropped while it waits, it loses nothing.
    ///
    /// # Errors
    /// Those of the stream, [`io::ErrorKind::InvalidData`] for a message that is too long, [`io::ErrorKind::UnexpectedEof`] for half of
    /// one.
    pub(super) async fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            if let Some(message) = take(&mut self.buf, self.most)? {
                return Ok(Some(message));
            }
            self.buf.reserve(CHUNK);
            if self.stream.read_buf(&mut self.buf).await? > 0 {
                continue;
            }
            return if self.buf.is_empty() {
                Ok(None)
            } else {
                Err(io::ErrorKind::UnexpectedEof.into())
            };
        }
    }
}

/// Takes the first message out of what has arrived, if it is whole.
fn take(buf: &mut BytesMut, most: usize) -> io::Result<Option<Bytes>> {
    let Some(prefix) = buf.first_chunk::<PREFIX>() else {
        return Ok(None);
    };
    let length = u32::from_le_bytes(*prefix) as usize;
    if length > most {
        return Err(invalid(format!(
            "it is {length} bytes long, and may have {most}"
        )));
    }
    if buf.len() < PREFIX + length {
        return Ok(None);
    }
    buf.advance(PREFIX);
    Ok(Some(buf.split_to(length).freeze()))
}

/// Appends a message.
///
/// # Errors
/// If it has no form, or is longer than `most` bytes; nothing is appended then.
pub(super) fn put(buf: &mut Vec<u8>, message: &impl BorshSerialize, most: usize) -> io::Result<()> {
    let start = buf.len();
    buf.extend([0; PREFIX]);
    let written = message.serialize(buf);
    let length = buf.len() - start - PREFIX;
    let prefix = u32::try_from(length).ok().filter(|_| length <= most);
    match (written, prefix) {
        (Ok(()), Some(prefix)) => {
            buf[start..start + PREFIX].copy_from_slice(&prefix.to_le_bytes());
            Ok(())
        }
        (written, _) => {
            buf.truncate(start);
            written.and(Err(invalid(format!(
                "it is {length} bytes long, and may have {most}"
            ))))
        }
    }
}

/// What a message says.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] if it is none, or has something behind it.
pub(super) fn parse<T: BorshDeserialize>(message: &[u8]) -> io::Result<T> {
    T::try_from_slice(message).map_err(|error| invalid(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn messages_come_out_as_they_went_in_however_they_are_cut() {
        let mut sent = Vec::new();
        for text in ["one", "", "three"] {
            put(&mut sent, &text.to_owned(), 100).unwrap();
        }
        for cut in 0..sent.len() {
            let halves = AsyncReadExt::chain(&sent[..cut], &sent[cut..]);
            let mut frames = Frames::new(halves, 100);
            for expected in ["one", "", "three"] {
                let message = frames.next().await.unwrap().unwrap();
                assert_eq!(parse::<String>(&message).unwrap(), expected);
            }
            assert!(frames.next().await.unwrap().is_none());
        }
    }

    #[tokio::test]
    async fn a_message_that_claims_too_much_is_refused_before_it_is_read() {
        let mut frames = Frames::new(&[0xff; 5][..], 100);
        let error = frames.next().await.unwrap_err().to_string();
        assert!(
            error.contains("4294967295 bytes long, and may have 100"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn half_a_message_is_an_error() {
        let mut frames = Frames::new(&[3, 0, 0, 0, 1][..], 100);
        let error = frames.next().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn what_is_too_long_is_not_sent() {
        let mut buf = vec![7];
        put(&mut buf, &vec![0_u8; 100], 100).unwrap_err();
        assert_eq!(buf, [7]);
    }
}
