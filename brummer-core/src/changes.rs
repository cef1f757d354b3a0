//! A signal that something changed, for those that wait instead of polling.

use tokio::sync::watch;

/// Tells that something changed since the last time that one waited. Changes that come faster than one waits are one
/// change: it says that there is something new to read, not what.
#[derive(Clone, Debug)]
pub struct Changes(watch::Receiver<()>);

impl Changes {
    pub(crate) fn new(receiver: watch::Receiver<()>) -> Self {
        Self(receiver)
    }

    /// Waits for a change since the last call, or since the signal was made. `false` once nothing can change any more,
    /// because the supervisor is gone.
    pub async fn wait(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}
