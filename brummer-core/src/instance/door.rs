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
    present: watch::Sender<Presence>,
    turned_away: AtomicU64,
}

/// How many are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Presence {
    /// Those that the door let in.
    clients: usize,
    /// Those that came another way.
    visitors: usize,
}

impl Presence {
    /// All of them.
    pub(crate) fn all(self) -> usize {
        self.clients + self.visitors
    }
}

impl Clients {
    /// The most clients that the door lets in at once.
    pub const MAX: usize = 64;

    /// How many there are now, by whatever way they came.
    pub fn present(&self) -> usize {
        self.0.present.borrow().all()
    }

    /// Counts somebody who came another way, as over HTTP, for as long as the value lives. How many may, that way decides.
    pub fn visit(&self) -> Present {
        self.0
            .present
            .send_modify(|presence| presence.visitors += 1);
        Present {
            clients: self.clone(),
            way: Way::Other,
        }
    }

    /// How many connections were closed at once: those of other users, and those beyond [`MAX`](Self::MAX).
    pub fn turned_away(&self) -> u64 {
        self.0.turned_away.load(Ordering::Relaxed)
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Presence> {
        self.0.present.subscribe()
    }

    /// Counts a client for as long as the value lives; none if there are too many.
    pub(super) fn enter(&self) -> Option<Present> {
        let entered = self.0.present.send_if_modified(|presence| {
            let has_room = presence.clients < Self::MAX;
            presence.clients += usize::from(has_room);
            has_room
        });
        entered.then(|| Present {
            clients: self.clone(),
            way: Way::Door,
        })
    }
}

/// A client that is counted as long as this lives.
#[derive(Debug)]
pub struct Present {
    clients: Clients,
    way: Way,
}

/// How a client came.
#[derive(Clone, Copy, Debug)]
enum Way {
    Door,
    Other,
}

impl Drop for Present {
    fn drop(&mut self) {
        let way = self.way;
        self.clients.0.present.send_modify(|presence| match way {
            Way::Door => presence.clients -= 1,
            Way::Other => presence.visitors -= 1,
        });
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
