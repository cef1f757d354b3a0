//! Reads what a client asks, and has it done: each request is a task of its own, so that none waits for another.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use tokio::io::AsyncRead;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};

use super::perform::{encoded, perform};
use super::updates::Outgoing;
use crate::activity::ActivityRecord;
use crate::error::Error;
use crate::remote::frame::{Frames, parse};
use crate::remote::message::{Ask, FromClient, Report, ReportEnd};
use crate::remote::{ClientFault, MAX_UNANSWERED};
use crate::supervisor::Supervisor;

/// How many log pages of one client are made at once: they are the answers that take memory.
const PAGES: usize = 4;

/// How many requests of its users a client may have under way, as far as the list of what clients do is concerned; that has no room for
/// more either.
const MAX_REPORTED: usize = 256;

/// What a client asked for and was not told yet.
pub(super) struct Requests<'a, R> {
    supervisor: &'a Supervisor,
    frames: Frames<R>,
    outgoing: mpsc::Sender<Outgoing>,
    tasks: JoinSet<u64>,
    /// By the number of the request.
    running: HashMap<u64, AbortHandle>,
    /// The numbers of the requests, by task: one that fails does not tell its own.
    numbers: HashMap<Id, u64>,
    pages: Arc<Semaphore>,
    records: HashMap<u64, ActivityRecord>,
}

impl<'a, R: AsyncRead + Unpin> Requests<'a, R> {
    pub(super) fn new(
        supervisor: &'a Supervisor,
        frames: Frames<R>,
        outgoing: mpsc::Sender<Outgoing>,
    ) -> Self {
        Self {
            supervisor,
            frames,
            outgoing,
            tasks: JoinSet::new(),
            running: HashMap::new(),
            numbers: HashMap::new(),
            pages: Arc::new(Semaphore::new(PAGES)),
            records: HashMap::new(),
        }
    }

    /// Returns when the client has left.
    ///
    /// # Errors
    /// If it sends what is no message, or the stream breaks.
    pub(super) async fn run(mut self) -> Result<(), ClientFault> {
        loop {
            tokio::select! {
                message = self.frames.next() => match message.map_err(fault)? {
                    Some(message) => self.take(parse(&message).map_err(fault)?).await,
                    None => return Ok(()),
                },
                Some(done) = self.tasks.join_next_with_id() => self.settle(done).await,
            }
        }
    }

    async fn take(&mut self, message: FromClient) {
        match message {
            FromClient::Ask { number, ask } => self.begin(number, *ask).await,
            FromClient::Cancel { number } => {
                if let Some(task) = self.running.remove(&number) {
                    task.abort();
                }
            }
            FromClient::Report(Report::Began {
                key,
                client,
                action,
                target,
            }) => {
                if self.records.len() < MAX_REPORTED {
                    let activities = self.supervisor.activities();
                    let record = activities.begin(client, &action, target.as_deref());
                    self.records.insert(key, record);
                }
            }
            FromClient::Report(Report::Ended { key, how }) => {
                match (self.records.remove(&key), how) {
                    (Some(record), ReportEnd::Done) => record.done(),
                    (Some(record), ReportEnd::Failed(reason)) => record.failed(&reason),
                    // Dropped without an end, it counts as cancelled.
                    (Some(_), ReportEnd::Cancelled) | (None, _) => {}
                }
            }
            FromClient::Ping => {
                // Nobody takes it if the client is gone.
                let _ = self.outgoing.send(Outgoing::Pong).await;
            }
        }
    }

    async fn begin(&mut self, number: u64, ask: Ask) {
        if self.running.len() >= MAX_UNANSWERED {
            let refused = Error::Overloaded {
                limit: MAX_UNANSWERED,
            };
            return self.refuse(number, refused).await;
        }
        let (supervisor, outgoing) = (self.supervisor.clone(), self.outgoing.clone());
        let pages = Arc::clone(&self.pages);
        let task = self.tasks.spawn(async move {
            let page = match ask {
                Ask::Logs(_) => pages.acquire_owned().await.ok(),
                _ => None,
            };
            let bytes = perform(&supervisor, ask).await;
            let answer = Outgoing::Answer {
                number,
                bytes,
                page,
            };
            // Nobody takes it if the client is gone.
            let _ = outgoing.send(answer).await;
            number
        });
        self.numbers.insert(task.id(), number);
        self.running.insert(number, task);
    }

    /// Forgets a task that has ended. One that failed has not answered.
    async fn settle(&mut self, done: Result<(Id, u64), JoinError>) {
        let id = match &done {
            Ok((id, _)) => *id,
            Err(failed) => failed.id(),
        };
        let Some(number) = self.numbers.remove(&id) else {
            return;
        };
        // The number of a request that was cancelled may have been given again.
        if self
            .running
            .get(&number)
            .is_some_and(|task| task.id() == id)
        {
            self.running.remove(&number);
        }
        if done.is_err_and(|failed| failed.is_panic()) {
            let reason = "the request failed by a bug in the instance".to_owned();
            self.refuse(number, Error::Disconnected { reason }).await;
        }
    }

    async fn refuse(&self, number: u64, error: Error) {
        let answer = Outgoing::Answer {
            number,
            bytes: encoded::<()>(&Err(error)),
            page: None,
        };
        // Nobody takes it if the client is gone.
        let _ = self.outgoing.send(answer).await;
    }
}

fn fault(error: io::Error) -> ClientFault {
    match error.kind() {
        io::ErrorKind::InvalidData => ClientFault::Garbage {
            reason: error.to_string(),
        },
        _ => ClientFault::Broken(error),
    }
}
