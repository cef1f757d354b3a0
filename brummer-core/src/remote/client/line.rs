//! The task that talks to the host: sends what is asked, takes in what is said, and connects again.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::calls::Outbound;
use super::conversation::Conversation;
use super::{Link, Shared};
use crate::error::Error;
use crate::event::Delivery;
use crate::id::InstanceId;
use crate::remote::frame::{Frames, parse, put};
use crate::remote::message::{FromClient, FromHost, Report, Update};
use crate::remote::reconnect::pause;
use crate::remote::replica::{Connection, LostInstance};
use crate::remote::{Attempt, LAST_WORD, MAX_REQUEST, NOT_YET, Reconnect, SILENCE};

/// Talks to the host.
pub(super) struct Line {
    shared: Arc<Shared>,
    outbound: mpsc::UnboundedReceiver<Outbound>,
    reports: mpsc::Receiver<Report>,
    reconnect: Reconnect,
    /// Whether it was ever connected.
    has_begun: bool,
}

impl Line {
    pub(super) fn new(
        shared: Arc<Shared>,
        outbound: mpsc::UnboundedReceiver<Outbound>,
        reports: mpsc::Receiver<Report>,
        reconnect: Reconnect,
    ) -> Self {
        Self {
            shared,
            outbound,
            reports,
            reconnect,
            has_begun: false,
        }
    }

    /// Connects for the first time, and talks.
    pub(super) async fn begin_with_first(mut self) {
        let (since, reason) = (Timestamp::now(), NOT_YET);
        self.shared.calls.silence(reason);
        match self.again(Attempt::First, since, reason).await {
            Ok(conversation) => self.run(conversation).await,
            Err(error) => self.lost(since, &error.to_string()),
        }
    }

    /// Talks, and returns when nobody can be talked to any more.
    pub(super) async fn run(mut self, mut conversation: Conversation) {
        self.has_begun = true;
        loop {
            let reason = self.talk(conversation).await;
            let since = Timestamp::now();
            let (attempt, reason) = if self.shared.replica.is_closing() {
                (Attempt::Ended, "the instance was shut down")
            } else {
                (Attempt::Broken, &*reason)
            };
            if !self.reconnect.is_tried(attempt) {
                return self.lost(since, reason);
            }
            self.reconnecting(since, reason, attempt);
            match self.again(attempt, since, reason).await {
                Ok(next) => conversation = next,
                Err(error) => return self.lost(since, &error.to_string()),
            }
        }
    }

    /// Talks until the connection is lost, and returns why.
    async fn talk(&mut self, conversation: Conversation) -> Arc<str> {
        let Conversation { frames, mut writer } = conversation;
        let shared = Arc::clone(&self.shared);
        let heard = AtomicU64::new(0);
        let lost = tokio::select! {
            // What has come counts before what did not come in time: it may be we who were stopped.
            biased;
            ended = listen(&shared, frames, &heard) => ended,
            said = self.say(&mut writer) => said,
            hangs = silence(&shared, &heard) => hangs,
        };
        match lost {
            Ok(reason) => reason.into(),
            Err(error) => match error.kind() {
                io::ErrorKind::InvalidData => {
                    format!("the instance sends what is no message: {error}").into()
                }
                _ => format!("the connection broke: {error}").into(),
            },
        }
    }

    /// Sends what is to be sent; returns a reason to send no more.
    async fn say(&mut self, writer: &mut (impl AsyncWrite + Unpin)) -> io::Result<String> {
        loop {
            tokio::select! {
                // What begins is told before what it does.
                biased;
                Some(report) = self.reports.recv() => {
                    let mut message = Vec::new();
                    put(&mut message, &FromClient::Report(report), MAX_REQUEST)?;
                    writer.write_all(&message).await?;
                }
                outbound = self.outbound.recv() => match outbound {
                    Some(Outbound::Message(message, _room)) => writer.write_all(&message).await?,
                    Some(Outbound::Leave(reason)) => return Ok(reason),
                    None => return Ok("nobody uses it any more".to_owned()),
                },
            }
            writer.flush().await?;
        }
    }

    /// Tries until it is connected again.
    ///
    /// # Errors
    /// If that cannot be: the host speaks another version, or nobody wants it.
    async fn again(
        &mut self,
        attempt: Attempt,
        since: Timestamp,
        why: &str,
    ) -> Result<Conversation, Error> {
        let mut failed = 0;
        loop {
            let attempt = next(&self.shared, attempt, failed).await;
            failed = failed.saturating_add(1);
            let opened = match self.reconnect.open(attempt).await {
                Some(Ok(stream)) => Conversation::open(stream).await,
                Some(Err(error)) => Err(Error::Handshake {
                    reason: error.to_string(),
                }),
                None => Err(Error::Disconnected {
                    reason: why.to_owned(),
                }),
            };
            let begun = opened.and_then(|(conversation, instance, update)| {
                self.begin(since, why, instance, update)?;
                Ok(conversation)
            });
            match begun {
                Ok(conversation) => return Ok(conversation),
                Err(error @ (Error::Incompatible { .. } | Error::Disconnected { .. })) => {
                    return Err(error);
                }
                Err(error) => {
                    if attempt == Attempt::Asked {
                        self.shared.link.send_modify(|link| link.failed += 1);
                    }
                    self.reconnecting(since, &format!("{why}; {error}"), Attempt::Broken);
                }
            }
        }
    }

    /// Follows an instance from here on: the one that was there before, or another.
    fn begin(
        &mut self,
        since: Timestamp,
        why: &str,
        instance: InstanceId,
        update: Update,
    ) -> Result<(), Error> {
        let replica = &self.shared.replica;
        let before = self.before(since, why);
        // What was asked before, and never sent, is answered already.
        while self.outbound.try_recv().is_ok() {}
        while self.reports.try_recv().is_ok() {}
        let begun = replica.begin(instance, update);
        begun.map_err(|error| super::conversation::refused(&error))?;
        self.shared.calls.resume();
        self.shared.wanted.send_replace(false);
        self.shared.relink(|link| {
            link.connection = Connection::Connected;
            lose(link, before.filter(|before| before.instance != instance));
        });
        // Nobody knows what happened meanwhile.
        self.shared
            .replica
            .happened(vec![Delivery::Gap { missed: 0 }]);
        Ok(())
    }

    /// The instance that is followed, or was until now, as it was when it was heard of last; none before the first one.
    fn before(&self, since: Timestamp, why: &str) -> Option<LostInstance> {
        let replica = &self.shared.replica;
        self.has_begun.then(|| LostInstance {
            instance: replica.instance(),
            since,
            reason: why.into(),
            project: replica.last(),
        })
    }

    fn reconnecting(&self, since: Timestamp, reason: &str, attempt: Attempt) {
        self.shared.calls.silence(reason);
        // One that said that it ends does not come back; of another it shows when somebody answers.
        let ended = match attempt {
            Attempt::Ended => self.before(since, reason),
            Attempt::First | Attempt::Broken | Attempt::Asked => None,
        };
        let reason = reason.into();
        self.shared.relink(|link| {
            link.connection = Connection::Reconnecting { since, reason };
            lose(link, ended);
        });
        self.wake_followers();
    }

    fn lost(&self, since: Timestamp, reason: &str) {
        self.shared.calls.silence(reason);
        let gone = self.before(since, reason);
        let reason = reason.into();
        self.shared.relink(|link| {
            link.connection = Connection::Lost { since, reason };
            lose(link, gone);
        });
        self.wake_followers();
    }

    /// Those that wait for lines ask again, and are told that there is no connection.
    fn wake_followers(&self) {
        self.shared.replica.logs.send_replace(());
    }
}

/// Takes note of an instance that is not followed any more; what is known of it already stays.
fn lose(link: &mut Link, gone: Option<LostInstance>) {
    let known = link.lost.as_ref().map(|lost| lost.instance);
    if let Some(gone) = gone.filter(|gone| Some(gone.instance) != known) {
        link.lost = Some(Arc::new(gone));
    }
}

/// Waits until it is to be tried once more: a while, unless somebody asks for it.
async fn next(shared: &Shared, attempt: Attempt, failed: u32) -> Attempt {
    if (attempt, failed) == (Attempt::First, 0) {
        return attempt;
    }
    let mut wanted = shared.wanted.subscribe();
    let asked = async {
        // The sender lives in `shared`. What this returns is a lock, which must be gone before the value is replaced.
        let _ = wanted.wait_for(|wanted| *wanted).await;
    };
    tokio::select! {
        () = asked => {
            shared.wanted.send_replace(false);
            Attempt::Asked
        }
        () = sleep(pause(failed)) => attempt,
    }
}

/// Takes in what the host says; returns why it says no more.
async fn listen<R: tokio::io::AsyncRead + Unpin>(
    shared: &Shared,
    mut frames: Frames<R>,
    heard: &AtomicU64,
) -> io::Result<String> {
    while let Some(message) = frames.next().await? {
        heard.fetch_add(1, Ordering::Relaxed);
        match parse(&message)? {
            FromHost::Update(update) => {
                let is_of_company = update.company.is_some();
                shared.replica.apply(*update)?;
                if is_of_company {
                    shared.link_changes.send_replace(());
                }
            }
            FromHost::Pong => {}
            FromHost::Events(deliveries) => shared.replica.happened(deliveries),
            FromHost::Answer {
                number,
                is_last,
                bytes,
            } => {
                let taken = shared.calls.answered(number, is_last, bytes);
                taken.map_err(|error| super::super::wire::invalid(error.to_string()))?;
            }
            FromHost::Bye(reason) => return Ok(reason),
            FromHost::Welcome(_) => return Ok("the instance began anew".to_owned()),
        }
    }
    Ok("the instance is gone".to_owned())
}

/// Returns when the host owes an answer and does not say that it is there.
async fn silence(shared: &Shared, heard: &AtomicU64) -> io::Result<String> {
    let mut ping = Vec::new();
    put(&mut ping, &FromClient::Ping, MAX_REQUEST)?;
    loop {
        if !shared.calls.is_waiting() {
            shared.calls.asked().await;
        }
        let before = heard.load(Ordering::Relaxed);
        let is_silent = || heard.load(Ordering::Relaxed) == before;
        sleep(SILENCE).await;
        if !is_silent() || !shared.calls.is_waiting() {
            continue;
        }
        shared.calls.send(Outbound::Message(ping.clone(), None));
        sleep(LAST_WORD).await;
        if is_silent() {
            let waited = (SILENCE + LAST_WORD).as_secs();
            return Ok(format!("the instance does not answer for {waited} s"));
        }
    }
}
