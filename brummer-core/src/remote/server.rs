//! The host's side: one client on one stream.

mod perform;
mod requests;
mod updates;

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::timeout;

use self::requests::Requests;
use self::updates::{Outgoing, Updates};
use super::company::Watch;
use super::frame::Frames;
use super::opening::Opening;
use super::{ClientFault, MAX_REQUEST, OPENING};
use crate::instance::{Clients, Stay};
use crate::supervisor::Supervisor;

/// How many answers may wait to be written; after that the requests wait, and then the client.
const WAITING: usize = 16;

/// How long a client that is dropped has to read why.
const FAREWELL: Duration = Duration::from_secs(1);

/// Serves one client of a supervisor ([`Supervisor::connect`]) until it leaves. Who may connect, the caller decides.
///
/// Dropped, it ends the conversation. What the client asked for and is under way goes on, as if somebody in this process had stopped
/// waiting for it.
///
/// # Errors
/// Why the client was dropped; it was told, if it read.
///
/// # Panics
/// Outside a tokio runtime with time enabled.
pub async fn serve_client(
    supervisor: &Supervisor,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin,
) -> Result<(), ClientFault> {
    serve(supervisor, stream, Watch::Unknown).await
}

/// The same for a host that counts its clients, and tells each of the others ([`Supervisor::company`]).
///
/// # Errors
/// As [`serve_client`].
///
/// # Panics
/// As [`serve_client`].
pub async fn serve_counted(
    supervisor: &Supervisor,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin,
    clients: &Clients,
    stay: Stay,
) -> Result<(), ClientFault> {
    serve(supervisor, stream, Watch::of(clients, stay)).await
}

async fn serve(
    supervisor: &Supervisor,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin,
    company: Watch,
) -> Result<(), ClientFault> {
    let (mut reader, mut writer) = tokio::io::split(stream);
    match timeout(OPENING, greet(&mut reader, &mut writer)).await {
        Ok(greeted) => greeted?,
        Err(_) => return Err(stranger("it does not say what it is")),
    }
    let (outgoing, answers) = mpsc::channel(WAITING);
    let updates = Updates::new(supervisor, writer, company).run(answers);
    let frames = Frames::new(reader, MAX_REQUEST);
    let requests = Requests::new(supervisor, frames, outgoing.clone()).run();
    tokio::pin!(updates);
    let ended = tokio::select! {
        ended = &mut updates => ended,
        ended = requests => {
            if let Err(fault) = &ended {
                let bye = outgoing.send(Outgoing::Bye(fault.to_string()));
                // One that does not read is not waited for.
                let _ = timeout(FAREWELL, async { tokio::join!(bye, &mut updates) }).await;
            }
            ended
        }
    };
    ended
}

/// Says who we are, and hears who it is.
async fn greet(
    reader: &mut (impl AsyncRead + Unpin),
    writer: &mut (impl AsyncWrite + Unpin),
) -> Result<(), ClientFault> {
    let ours = Opening::ours();
    let theirs = Opening::read(reader).await;
    let theirs = theirs.map_err(|_| stranger("it left before it said what it is"))?;
    let theirs = theirs.ok_or_else(|| stranger("it says something else"))?;
    ours.write(writer).await.map_err(ClientFault::Broken)?;
    if theirs.protocol == ours.protocol {
        Ok(())
    } else {
        Err(ClientFault::Incompatible {
            theirs: theirs.protocol,
            version: theirs.version,
        })
    }
}

fn stranger(reason: &'static str) -> ClientFault {
    ClientFault::Stranger { reason }
}
