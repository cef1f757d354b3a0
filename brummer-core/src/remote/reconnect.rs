//! How a lost connection is made again.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

/// A stream to a host: a Unix socket, or whatever there is in its place.
pub trait RemoteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> RemoteStream for S {}

type Opening = Pin<Box<dyn Future<Output = io::Result<Box<dyn RemoteStream>>> + Send>>;

/// What becomes of a handle whose connection is lost.
pub struct Reconnect(Option<Box<dyn FnMut() -> Opening + Send>>);

impl Reconnect {
    /// It stays lost.
    pub fn never() -> Self {
        Self(None)
    }

    /// It is tried again with streams that this opens: after 50 ms, and then in pauses that grow to 5 s, as long as there is a handle.
    pub fn by<S, F>(mut open: impl FnMut() -> F + Send + 'static) -> Self
    where
        S: RemoteStream + 'static,
        F: Future<Output = io::Result<S>> + Send + 'static,
    {
        Self(Some(Box::new(move || {
            let opening = open();
            Box::pin(async move {
                let stream: Box<dyn RemoteStream> = Box::new(opening.await?);
                Ok(stream)
            })
        })))
    }

    /// Whether it is tried at all.
    pub(super) fn is_tried(&self) -> bool {
        self.0.is_some()
    }

    /// Opens another stream; none if that is not wanted.
    pub(super) async fn open(&mut self) -> Option<io::Result<Box<dyn RemoteStream>>> {
        let open = self.0.as_mut()?;
        Some(open().await)
    }
}

impl fmt::Debug for Reconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reconnect").field(&self.is_tried()).finish()
    }
}

/// How long to wait before the next attempt, after so many that failed.
pub(super) fn pause(failed: u32) -> Duration {
    const FIRST: Duration = Duration::from_millis(50);
    const LONGEST: Duration = Duration::from_secs(5);
    FIRST
        .saturating_mul(2_u32.saturating_pow(failed))
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_five_seconds() {
        let pauses: Vec<_> = [0, 1, 6, 7, u32::MAX].map(|n| pause(n).as_millis()).into();
        assert_eq!(pauses, [50, 100, 3200, 5000, 5000]);
    }
}
