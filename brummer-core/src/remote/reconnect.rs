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

/// Why a connection is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// There was none so far.
    First,
    /// The one that there was broke.
    Broken,
    /// The instance said that it ends, as it was told to.
    Ended,
    /// Somebody who uses the handle asks for it ([`Supervisor::reconnected`](crate::Supervisor::reconnected)).
    Asked,
}

/// What becomes of a handle whose connection is lost.
pub struct Reconnect {
    open: Option<Box<dyn FnMut(Attempt) -> Opening + Send>>,
    /// Whether it is also tried when the instance said that it ends.
    outlives: bool,
}

impl Reconnect {
    /// It stays lost.
    pub fn never() -> Self {
        Self {
            open: None,
            outlives: false,
        }
    }

    /// It is tried again with streams that this opens: after 50 ms, and then in pauses that grow to 5 s, as long as there is a handle. When
    /// the instance says that it ends, it is lost for good.
    pub fn by<S, F>(mut open: impl FnMut() -> F + Send + 'static) -> Self
    where
        S: RemoteStream + 'static,
        F: Future<Output = io::Result<S>> + Send + 'static,
    {
        Self {
            outlives: false,
            ..Self::always(move |_| open())
        }
    }

    /// The same, also for an instance that ended as it was told to. What is opened may depend on why.
    pub fn always<S, F>(mut open: impl FnMut(Attempt) -> F + Send + 'static) -> Self
    where
        S: RemoteStream + 'static,
        F: Future<Output = io::Result<S>> + Send + 'static,
    {
        let open = move |attempt| -> Opening {
            let opening = open(attempt);
            Box::pin(async move {
                let stream: Box<dyn RemoteStream> = Box::new(opening.await?);
                Ok(stream)
            })
        };
        Self {
            open: Some(Box::new(open)),
            outlives: true,
        }
    }

    /// Whether it is tried at all after this.
    pub(super) fn is_tried(&self, attempt: Attempt) -> bool {
        self.open.is_some() && (attempt != Attempt::Ended || self.outlives)
    }

    /// Opens another stream; none if that is not wanted.
    pub(super) async fn open(
        &mut self,
        attempt: Attempt,
    ) -> Option<io::Result<Box<dyn RemoteStream>>> {
        let open = self.open.as_mut()?;
        Some(open(attempt).await)
    }
}

impl fmt::Debug for Reconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconnect")
            .field("is_tried", &self.open.is_some())
            .field("outlives", &self.outlives)
            .finish()
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
