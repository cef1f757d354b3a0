//! The first bytes of a conversation, which stay as they are in all versions: who is there, and what it speaks.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::PROTOCOL;

/// What every conversation begins with, in both directions.
const MARK: [u8; 8] = *b"brummer\n";

/// Who is at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// The version of the protocol that it speaks.
    pub(super) protocol: u32,
    /// The version of the program that it is.
    pub(super) version: String,
}

impl Opening {
    /// What we say.
    pub(super) fn ours() -> Self {
        Self {
            protocol: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    pub(super) async fn write(&self, stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let mut bytes = MARK.to_vec();
        bytes.extend(self.protocol.to_le_bytes());
        let version = &self.version.as_bytes()[..self.version.len().min(usize::from(u8::MAX))];
        bytes.extend(u8::try_from(version.len()));
        bytes.extend(version);
        stream.write_all(&bytes).await?;
        stream.flush().await
    }

    /// What the other end says; none if it is no brummer.
    pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Self>> {
        let mut mark = [0; MARK.len()];
        stream.read_exact(&mut mark).await?;
        if mark != MARK {
            return Ok(None);
        }
        let protocol = stream.read_u32_le().await?;
        let mut version = vec![0; stream.read_u8().await?.into()];
        stream.read_exact(&mut version).await?;
        let version = String::from_utf8_lossy(&version);
        // It is shown in terminals.
        let version = version.chars().filter(|c| !c.is_control()).collect();
        Ok(Some(Self { protocol, version }))
    }
}

/// Returns when whoever is at the other end gives a sign of life: says something, or hangs up.
pub(crate) async fn answers(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    // It says nothing before it has heard who is there; what cannot be written was hung up on.
    let _ = Opening::ours().write(&mut stream).await;
    let _ = stream.read(&mut [0]).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_opening_is_the_same_in_all_versions() {
        let mut bytes = Vec::new();
        let opening = Opening {
            protocol: 7,
            version: "1.2.3".to_owned(),
        };
        opening.write(&mut bytes).await.unwrap();
        assert_eq!(bytes, b"brummer\n\x07\0\0\0\x051.2.3");
        assert_eq!(Opening::read(&mut &bytes[..]).await.unwrap(), Some(opening));
    }

    #[tokio::test]
    async fn anybody_else_is_a_stranger() {
        let read = Opening::read(&mut &b"GET / HTTP/1.1\r\n"[..]).await;
        assert_eq!(read.unwrap(), None);
        Opening::read(&mut &b"brum"[..]).await.unwrap_err();
    }
}
