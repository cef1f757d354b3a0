//! Lets clients in: those of this user, and only so many at once.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::socket::is_of_user;

/// How long nobody is let in after the system refused to: it has no descriptors left, which passes.
const PAUSE: Duration = Duration::from_millis(100);

/// How many clients an instance has; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clients(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    present: watch::Sender<usize>,
    turned_away: AtomicU64,
}

impl Clients {
    /// The most clients that one instance has at once.
    pub const MAX: usize = 64;

    /// How many there are now.
    pub fn present(&self) -> usize {
        *self.0.present.borrow()
    }

    /// How many connections were closed at once: those of other users, and those beyond [`MAX`](Self::MAX).
    pub fn turned_away(&self) -> u64 {
        self.0.turned_away.load(Ordering::Relaxed)
    }

    pub(super) fn watch(&self) -> watch::Receiver<usize> {
        self.0.present.subscribe()
    }

    /// Counts a client for as long as the value lives; none if there are too many.
    pub(super) fn enter(&self) -> Option<Present> {
        let entered = self.0.present.send_if_modified(|present| {
            let has_room = *present < Self::MAX;
            *present += usize::from(has_room);
            has_room
        });
        entered.then(|| Present(self.clone()))
    }
}

/// A client that is counted.
pub(super) struct Present(Clients);

impl Drop for Present {
    fn drop(&mut self) {
        self.0.0.present.send_modify(|present| *present -= 1);
    }
}

/// Lets clients in, and serves each until `serve` returns. When this is dropped, all are cut off.
pub async fn welcome<F>(
    listener: UnixListener,
    clients: Clients,
    serve: impl Fn(UnixStream) -> F,
) -> Infallible
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut served = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            // One that panicked has said so; the others go on.
            Some(_) = served.join_next() => continue,
        };
        let Ok((stream, _)) = accepted else {
            sleep(PAUSE).await;
            continue;
        };
        let is_welcome = is_of_user(&stream).unwrap_or(false);
        match clients.enter().filter(|_| is_welcome) {
            Some(present) => {
                let serving = serve(stream);
                served.spawn(async move {
                    serving.await;
                    drop(present);
                });
            }
            None => {
                clients.0.turned_away.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}
