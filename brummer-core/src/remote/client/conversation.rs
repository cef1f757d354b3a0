//! One connection to a host, from its first byte on.

use std::io;

use tokio::io::{ReadHalf, WriteHalf};
use tokio::time::timeout;

use crate::error::Error;
use crate::id::InstanceId;
use crate::remote::frame::{Frames, parse};
use crate::remote::message::{FromHost, Update};
use crate::remote::opening::Opening;
use crate::remote::{MAX_MESSAGE, OPENING, PROTOCOL, RemoteStream};

/// A connection whose host has said who it is and what is so.
pub(super) struct Conversation {
    pub(super) frames: Frames<ReadHalf<Box<dyn RemoteStream>>>,
    pub(super) writer: WriteHalf<Box<dyn RemoteStream>>,
}

impl Conversation {
    /// Begins to talk: returns the instance that answers, and its first update.
    ///
    /// # Errors
    /// [`Error::Handshake`], [`Error::Incompatible`].
    pub(super) async fn open(
        stream: Box<dyn RemoteStream>,
    ) -> Result<(Self, InstanceId, Update), Error> {
        match timeout(OPENING, Self::greet(stream)).await {
            Ok(greeted) => greeted,
            Err(_) => Err(handshake(format!(
                "it does not answer within {} s",
                OPENING.as_secs()
            ))),
        }
    }

    async fn greet(stream: Box<dyn RemoteStream>) -> Result<(Self, InstanceId, Update), Error> {
        let (mut reader, mut writer) = tokio::io::split(stream);
        let opened = Opening::ours().write(&mut writer).await;
        opened.map_err(|error| refused(&error))?;
        let theirs = Opening::read(&mut reader).await;
        let theirs = theirs.map_err(|error| refused(&error))?;
        let theirs = theirs.ok_or_else(|| handshake("what answers is no brummer".to_owned()))?;
        if theirs.protocol != PROTOCOL {
            return Err(Error::Incompatible {
                theirs: theirs.protocol,
                ours: PROTOCOL,
                version: theirs.version,
            });
        }
        let mut conversation = Self {
            frames: Frames::new(reader, MAX_MESSAGE),
            writer,
        };
        let instance = match conversation.next().await? {
            FromHost::Welcome(instance) => instance,
            other => return Err(unexpected(other)),
        };
        match conversation.next().await? {
            FromHost::Update(update) => Ok((conversation, instance, *update)),
            other => Err(unexpected(other)),
        }
    }

    async fn next(&mut self) -> Result<FromHost, Error> {
        let message = self.frames.next().await;
        match message.and_then(|message| message.as_deref().map(parse).transpose()) {
            Ok(Some(message)) => Ok(message),
            Ok(None) => Err(refused(&io::ErrorKind::UnexpectedEof.into())),
            Err(error) => Err(refused(&error)),
        }
    }
}

fn unexpected(message: FromHost) -> Error {
    handshake(match message {
        FromHost::Bye(reason) => reason,
        _ => "it does not begin at the beginning".to_owned(),
    })
}

/// What it means that the stream fails at the beginning.
pub(super) fn refused(error: &io::Error) -> Error {
    handshake(match error.kind() {
        io::ErrorKind::UnexpectedEof => "it closes the connection".to_owned(),
        io::ErrorKind::InvalidData => format!("it sends what is no message: {error}"),
        _ => error.to_string(),
    })
}

fn handshake(reason: String) -> Error {
    Error::Handshake { reason }
}
