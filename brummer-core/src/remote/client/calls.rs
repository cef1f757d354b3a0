//! Requests that wait for an answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Bytes, BytesMut};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::error::Error;
use crate::remote::frame::put;
use crate::remote::message::{Ask, FromClient};
use crate::remote::{MAX_ANSWER, MAX_REQUEST, MAX_UNANSWERED};

/// How many of the requests may be such that wait for something to happen; the others are answered soon, so that one waits for room.
const WAITS: usize = MAX_UNANSWERED / 2;

/// What is to be sent.
pub(super) enum Outbound {
    /// A message, and the room that its request takes, which is given back when it was sent.
    Message(Vec<u8>, Option<OwnedSemaphorePermit>),
    /// Nothing more: the conversation is over, for this reason.
    Leave(String),
}

/// The requests that wait for an answer.
pub(super) struct Calls {
    talk: Mutex<Talk>,
    /// Bounded by what `room` and `waits` let through: each of them has at most one message here.
    outbound: mpsc::UnboundedSender<Outbound>,
    room: Arc<Semaphore>,
    waits: Arc<Semaphore>,
    asked: Notify,
}

struct Talk {
    /// Why nothing can be asked, if so.
    silence: Option<String>,
    /// By number.
    pending: HashMap<u64, Pending>,
    next: u64,
}

struct Pending {
    done: oneshot::Sender<Result<Bytes, Error>>,
    /// The pieces of the answer that have come.
    pieces: BytesMut,
}

impl Calls {
    /// No requests, and where those that come are to be sent from.
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<Outbound>) {
        let (outbound, sent) = mpsc::unbounded_channel();
        let calls = Self {
            talk: Mutex::new(Talk {
                silence: None,
                pending: HashMap::new(),
                next: 0,
            }),
            outbound,
            room: Arc::new(Semaphore::new(MAX_UNANSWERED - WAITS)),
            waits: Arc::new(Semaphore::new(WAITS)),
            asked: Notify::new(),
        };
        (calls, sent)
    }

    /// Asks, and waits for the answer as it came. Dropped before that, it tells the host that nobody waits.
    pub(super) async fn call(&self, ask: Ask) -> Result<Bytes, Error> {
        let permit = self.permit(&ask).await?;
        let (done, answer) = oneshot::channel();
        let number = {
            let mut talk = self.talk();
            if let Some(reason) = &talk.silence {
                return Err(disconnected(reason));
            }
            let number = talk.next;
            let mut message = Vec::new();
            let ask = FromClient::Ask {
                number,
                ask: Box::new(ask),
            };
            put(&mut message, &ask, MAX_REQUEST)
                .map_err(|_| Error::TooLong { limit: MAX_REQUEST })?;
            talk.next += 1;
            let pieces = BytesMut::new();
            talk.pending.insert(number, Pending { done, pieces });
            // Sent under the lock, so that nothing is sent after the connection was lost.
            self.send(Outbound::Message(message, None));
            self.asked.notify_one();
            number
        };
        let mut waiting = Waiting {
            calls: self,
            number,
            permit: Some(permit),
        };
        let answer = answer.await;
        waiting.permit = None;
        answer.unwrap_or_else(|_| Err(disconnected("the connection is closed")))
    }

    async fn permit(&self, ask: &Ask) -> Result<OwnedSemaphorePermit, Error> {
        // The semaphores are never closed.
        let overloaded = |limit| Error::Overloaded { limit };
        match ask {
            Ask::WaitExit(_) | Ask::WaitQuiet { .. } => {
                let waits = Arc::clone(&self.waits).try_acquire_owned();
                waits.map_err(|_| overloaded(WAITS))
            }
            _ => {
                let room = Arc::clone(&self.room).acquire_owned().await;
                room.map_err(|_| overloaded(MAX_UNANSWERED))
            }
        }
    }

    /// Whether an answer is owed.
    pub(super) fn is_waiting(&self) -> bool {
        !self.talk().pending.is_empty()
    }

    /// Waits until something is asked, unless that was so since this was called last.
    pub(super) async fn asked(&self) {
        self.asked.notified().await;
    }

    pub(super) fn send(&self, outbound: Outbound) {
        // Nobody sends it if the handle is being dropped.
        let _ = self.outbound.send(outbound);
    }

    /// Takes a piece of an answer; one that nobody waits for any more is thrown away.
    ///
    /// # Errors
    /// If the answer is too long.
    pub(super) fn answered(&self, number: u64, is_last: bool, bytes: Bytes) -> Result<(), Error> {
        let mut talk = self.talk();
        let Some(pending) = talk.pending.get_mut(&number) else {
            return Ok(());
        };
        if pending.pieces.len() + bytes.len() > MAX_ANSWER {
            return Err(Error::TooLong { limit: MAX_ANSWER });
        }
        if !is_last {
            pending.pieces.extend_from_slice(&bytes);
            return Ok(());
        }
        let Some(mut pending) = talk.pending.remove(&number) else {
            return Ok(());
        };
        let whole = if pending.pieces.is_empty() {
            bytes
        } else {
            pending.pieces.extend_from_slice(&bytes);
            pending.pieces.freeze()
        };
        // It may have gone away at this very moment.
        let _ = pending.done.send(Ok(whole));
        Ok(())
    }

    /// From now on nothing can be asked, and what was asked is not answered.
    pub(super) fn silence(&self, reason: &str) {
        let mut talk = self.talk();
        talk.silence = Some(reason.to_owned());
        for (_, pending) in talk.pending.drain() {
            // It may have gone away at this very moment.
            let _ = pending.done.send(Err(disconnected(reason)));
        }
    }

    /// Things can be asked again.
    pub(super) fn resume(&self) {
        self.talk().silence = None;
    }

    fn talk(&self) -> MutexGuard<'_, Talk> {
        // Each step leaves it whole.
        self.talk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that somebody waits for.
struct Waiting<'a> {
    calls: &'a Calls,
    number: u64,
    /// None once it is answered.
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else {
            return;
        };
        let number = self.number;
        let mut talk = self.calls.talk();
        if talk.pending.remove(&number).is_none() {
            return;
        }
        let mut message = Vec::new();
        // It is a few bytes long.
        if put(&mut message, &FromClient::Cancel { number }, MAX_REQUEST).is_ok() {
            self.calls.send(Outbound::Message(message, Some(permit)));
        }
    }
}

fn disconnected(reason: &str) -> Error {
    Error::Disconnected {
        reason: reason.to_owned(),
    }
}
