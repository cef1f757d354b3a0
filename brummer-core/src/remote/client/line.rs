//! The task that talks to the host: sends what is asked, takes in what is said, and connects again.

use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::Shared;
use super::calls::Outbound;
use super::conversation::Conversation;
use crate::error::Error;
use crate::event::Delivery;
use crate::id::InstanceId;
use crate::remote::frame::{Frames, parse, put};
use crate::remote::message::{FromClient, FromHost, Report, Update};
use crate::remote::reconnect::pause;
use crate::remote::replica::{Connection, LostInstance};
use crate::remote::{MAX_REQUEST, Reconnect};

/// Talks to the host.
pub(super) struct Line {
    shared: Arc<Shared>,
    outbound: mpsc::UnboundedReceiver<Outbound>,
    reports: mpsc::Receiver<Report>,
    reconnect: Reconnect,
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
        }
    }

    /// Talks, and returns when nobody can be talked to any more.
    pub(super) async fn run(mut self, mut conversation: Conversation) {
        loop {
            let reason = self.talk(conversation).await;
            let since = Timestamp::now();
            let is_over = self.shared.replica.is_closed();
            let reason = if is_over {
                "the instance was shut down"
            } else {
                &*reason
            };
            if is_over || !self.reconnect.is_tried() {
                return self.lost(since, reason);
            }
            self.reconnecting(since, reason);
            match self.again(since, reason).await {
                Ok(next) => conversation = next,
                Err(error) => return self.lost(since, &error.to_string()),
            }
        }
    }

    /// Talks until the connection is lost, and returns why.
    async fn talk(&mut self, conversation: Conversation) -> Arc<str> {
        let Conversation { frames, mut writer } = conversation;
        let shared = Arc::clone(&self.shared);
        let lost = tokio::select! {
            heard = listen(&shared, frames) => heard,
            said = self.say(&mut writer) => said,
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
    async fn again(&mut self, since: Timestamp, why: &str) -> Result<Conversation, Error> {
        let mut failed = 0;
        loop {
            sleep(pause(failed)).await;
            failed = failed.saturating_add(1);
            let opened = match self.reconnect.open().await {
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
                Err(error) => self.reconnecting(since, &format!("{why}; {error}")),
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
        let before = LostInstance {
            instance: replica.instance(),
            since,
            reason: why.into(),
            project: replica.publisher.load(),
        };
        // What was asked before, and never sent, is answered already.
        while self.outbound.try_recv().is_ok() {}
        while self.reports.try_recv().is_ok() {}
        let begun = replica.begin(instance, update);
        begun.map_err(|error| super::conversation::refused(&error))?;
        self.shared.calls.resume();
        self.shared.relink(|link| {
            link.connection = Connection::Connected;
            if before.instance != instance {
                link.lost = Some(Arc::new(before));
            }
        });
        // Nobody knows what happened meanwhile.
        self.shared
            .replica
            .happened(vec![Delivery::Gap { missed: 0 }]);
        Ok(())
    }

    fn reconnecting(&self, since: Timestamp, reason: &str) {
        self.shared.calls.silence(reason);
        let reason = reason.into();
        self.shared
            .relink(|link| link.connection = Connection::Reconnecting { since, reason });
        self.wake_followers();
    }

    fn lost(&self, since: Timestamp, reason: &str) {
        self.shared.calls.silence(reason);
        let reason = reason.into();
        self.shared
            .relink(|link| link.connection = Connection::Lost { since, reason });
        self.wake_followers();
    }

    /// Those that wait for lines ask again, and are told that there is no connection.
    fn wake_followers(&self) {
        self.shared.replica.logs.send_replace(());
    }
}

/// Takes in what the host says; returns why it says no more.
async fn listen<R: tokio::io::AsyncRead + Unpin>(
    shared: &Shared,
    mut frames: Frames<R>,
) -> io::Result<String> {
    while let Some(message) = frames.next().await? {
        match parse(&message)? {
            FromHost::Update(update) => shared.replica.apply(*update)?,
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
