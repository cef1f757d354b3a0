//! Writes to a client: what changed since it was told last, what happened, and answers.
//!
//! Nothing is queued for it but answers that it asked for. Whenever it has taken what was written, one looks how what it knows differs from what
//! is so now.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use borsh::BorshSerialize;
use bytes::Bytes;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, sleep_until, timeout};

use crate::activity::Activity;
use crate::changes::Changes;
use crate::event::{Delivery, Events};
use crate::id::InstanceId;
use crate::log::LogStorageReport;
use crate::remote::company::{Company, Watch};
use crate::remote::frame::put;
use crate::remote::message::{FromHost, ProjectUpdate, Update};
use crate::remote::pieces::pieces;
use crate::remote::{ClientFault, MAX_MESSAGE, PIECE, STALL};
use crate::snapshot::ProjectSnapshot;
use crate::supervisor::Supervisor;

/// The least time between two signals for new lines: faster ones are one.
const LINES_PACE: Duration = Duration::from_millis(1);

/// How many events go into one message.
const EVENTS: usize = 256;

/// How much of answers is written before one looks again what changed, in bytes.
const ROUND: usize = 2 * PIECE;

/// How much room for messages is kept, in bytes.
const ROOM: usize = 1024 * 1024;

/// What the requests give to be written.
pub(super) enum Outgoing {
    /// An answer, and the right to make a log page, which is given back when it is written.
    Answer {
        number: u64,
        bytes: Bytes,
        page: Option<OwnedSemaphorePermit>,
    },
    /// A sign of life.
    Pong,
    /// The last message.
    Bye(String),
}

/// What a client knows.
pub(super) struct Updates<'a, W> {
    supervisor: &'a Supervisor,
    writer: W,
    buf: Vec<u8>,
    instance: InstanceId,
    changes: Changes,
    log_changes: Changes,
    /// When the next signal for new lines may go out.
    lines_from: Instant,
    activity_changes: Changes,
    events: Events,
    company: Watch,
    known: Known,
    answers: VecDeque<(u64, Bytes, Option<OwnedSemaphorePermit>)>,
    /// Whether a sign of life is owed.
    pong: bool,
    bye: Option<String>,
}

/// What was sent last.
#[derive(Default)]
struct Known {
    project: Option<Arc<ProjectSnapshot>>,
    activities: Vec<Arc<Activity>>,
    log_end: u64,
    storage: Option<LogStorageReport>,
    company: Option<Company>,
    is_closed: bool,
}

/// Why one looks what to write.
enum Wake {
    Outgoing(Outgoing),
    Event(Delivery),
    Lines,
    Activities,
    Other,
}

impl<'a, W: AsyncWrite + Unpin> Updates<'a, W> {
    pub(super) fn new(supervisor: &'a Supervisor, writer: W, company: Watch) -> Self {
        Self {
            // All signals begin before the first look.
            changes: supervisor.changes(),
            log_changes: supervisor.log_changes(),
            activity_changes: supervisor.activities().changes(),
            events: supervisor.events(),
            instance: supervisor.instance(),
            supervisor,
            company,
            writer,
            buf: Vec::new(),
            lines_from: Instant::now(),
            known: Known::default(),
            answers: VecDeque::new(),
            pong: false,
            bye: None,
        }
    }

    /// Returns after the last message.
    ///
    /// # Errors
    /// If the client does not take what is written, or the stream breaks.
    pub(super) async fn run(
        mut self,
        mut outgoing: mpsc::Receiver<Outgoing>,
    ) -> Result<(), ClientFault> {
        self.put(&FromHost::Welcome(self.instance))?;
        self.put_update(false, true)?;
        loop {
            self.flush().await?;
            if self.bye.is_some() {
                return Ok(());
            }
            let wake = if self.answers.is_empty() {
                self.wait(&mut outgoing).await
            } else {
                Wake::Other
            };
            self.compose(wake, &mut outgoing)?;
        }
    }

    async fn wait(&mut self, outgoing: &mut mpsc::Receiver<Outgoing>) -> Wake {
        let lines = async {
            sleep_until(self.lines_from).await;
            self.log_changes.wait().await
        };
        tokio::select! {
            // Requests live as long as this is asked for.
            Some(outgoing) = outgoing.recv() => Wake::Outgoing(outgoing),
            Some(delivery) = self.events.next() => Wake::Event(delivery),
            _ = self.changes.wait() => Wake::Other,
            () = self.company.changed() => Wake::Other,
            _ = self.activity_changes.wait() => Wake::Activities,
            _ = lines => Wake::Lines,
        }
    }

    /// Puts together what goes out next. The order of the looks matters: what an answer or an event speaks of is found by a later look, and
    /// written before it.
    fn compose(
        &mut self,
        wake: Wake,
        outgoing: &mut mpsc::Receiver<Outgoing>,
    ) -> Result<(), ClientFault> {
        let (mut events, mut lines) = (Vec::new(), false);
        let mut activities = false;
        match wake {
            Wake::Outgoing(outgoing) => self.queue(outgoing),
            Wake::Event(delivery) => events.push(delivery),
            Wake::Lines => lines = true,
            Wake::Activities => activities = true,
            Wake::Other => {}
        }
        while let Ok(outgoing) = outgoing.try_recv() {
            self.queue(outgoing);
        }
        while events.len() < EVENTS
            && let Some(delivery) = self.events.try_next()
        {
            events.push(delivery);
        }
        if lines {
            self.lines_from = Instant::now() + LINES_PACE;
        }
        // What an answer did is in the list as well.
        self.put_update(lines, activities || !self.answers.is_empty())?;
        if !events.is_empty() {
            self.put(&FromHost::Events(events))?;
        }
        self.put_answers()?;
        if std::mem::take(&mut self.pong) {
            self.put(&FromHost::Pong)?;
        }
        if self.supervisor.instance() != self.instance {
            self.bye = Some("the instance is another one now".to_owned());
        }
        if let Some(reason) = self.bye.clone() {
            self.put(&FromHost::Bye(reason))?;
        }
        Ok(())
    }

    fn queue(&mut self, outgoing: Outgoing) {
        match outgoing {
            Outgoing::Answer {
                number,
                bytes,
                page,
            } => self.answers.push_back((number, bytes, page)),
            Outgoing::Pong => self.pong = true,
            Outgoing::Bye(reason) => self.bye = Some(reason),
        }
    }

    /// Puts what differs from what the client knows.
    fn put_update(&mut self, logs_changed: bool, activities: bool) -> Result<(), ClientFault> {
        let known = &mut self.known;
        let mut update = Update {
            log_end: self.supervisor.log_end().line(),
            logs_changed,
            is_closing: self.supervisor.is_closing(),
            is_closed: self.supervisor.is_closed(),
            ..Update::default()
        };
        let project = self.supervisor.snapshot();
        let before = known.project.as_ref();
        if before.is_none_or(|before| before.revision() != project.revision()) {
            let before = before.map_or(&[][..], |before| before.processes());
            update.project = Some(ProjectUpdate {
                revision: project.revision(),
                processes: pieces(before, project.processes()),
            });
            known.project = Some(project);
        }
        if activities {
            let latest = self.supervisor.activities().latest();
            if !latest
                .iter()
                .map(Arc::as_ptr)
                .eq(known.activities.iter().map(Arc::as_ptr))
            {
                update.activities = Some(pieces(&known.activities, &latest));
                known.activities = latest;
            }
        }
        let storage = self.supervisor.log_storage();
        if storage != known.storage {
            known.storage.clone_from(&storage);
            update.storage = storage;
        }
        let company = self.company.now();
        if known.company != Some(company) {
            known.company = Some(company);
            update.company = Some(company);
        }
        let is_news = update.project.is_some()
            || update.activities.is_some()
            || update.storage.is_some()
            || update.company.is_some()
            || logs_changed
            || update.log_end != known.log_end
            || update.is_closed != known.is_closed;
        known.log_end = update.log_end;
        known.is_closed = update.is_closed;
        if is_news {
            self.put(&FromHost::Update(Box::new(update)))?;
        }
        Ok(())
    }

    /// Puts pieces of the answers that wait, one of each in turn.
    fn put_answers(&mut self) -> Result<(), ClientFault> {
        let start = self.buf.len();
        while self.buf.len() - start < ROUND
            && let Some((number, mut bytes, page)) = self.answers.pop_front()
        {
            let piece = bytes.split_to(bytes.len().min(PIECE));
            self.put(&FromHost::Answer {
                number,
                is_last: bytes.is_empty(),
                bytes: piece,
            })?;
            if !bytes.is_empty() {
                self.answers.push_back((number, bytes, page));
            }
        }
        Ok(())
    }

    fn put(&mut self, message: &impl BorshSerialize) -> Result<(), ClientFault> {
        put(&mut self.buf, message, MAX_MESSAGE).map_err(ClientFault::Broken)
    }

    /// Writes what was put. A client may take its time, but must take something now and then.
    async fn flush(&mut self) -> Result<(), ClientFault> {
        let mut rest = &self.buf[..];
        while !rest.is_empty() {
            let written = timeout(STALL, self.writer.write(rest)).await;
            match written.map_err(|_| ClientFault::Stalled)? {
                Ok(0) => return Err(ClientFault::Broken(io::ErrorKind::WriteZero.into())),
                Ok(count) => rest = &rest[count..],
                Err(error) => return Err(ClientFault::Broken(error)),
            }
        }
        self.buf.clear();
        self.buf.shrink_to(ROOM);
        let flushed = timeout(STALL, self.writer.flush()).await;
        flushed
            .map_err(|_| ClientFault::Stalled)?
            .map_err(ClientFault::Broken)
    }
}
