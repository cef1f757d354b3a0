//! Ending a host from outside.

use std::io;
use std::time::Duration;

use rustix::process::Signal;
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::entry::Entry;
use super::fault::InstanceError;
use crate::process::known::Known;
use crate::remote::answers;

/// How a request to end came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It has ended.
    Ended,
    /// It answers, and still lives: it waits for its processes.
    StillThere,
    /// It did not answer, and was killed. Its guardian ends its processes.
    Killed,
}

/// How long somebody who wants a host to end waits.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a sign of life. A host that gives none in this time hangs.
    pub answer: Duration,
    /// For the end of a host that hangs, before it is killed.
    pub hanging: Duration,
    /// For the end of one that answers.
    pub end: Duration,
}

impl Entry {
    /// Asks the host to end with all its processes, as Ctrl-C would, and waits for that. It is a signal rather than a message, so that a
    /// host of any version, and one that hangs, is reached; whom it goes to is known from the socket. One that is suspended is continued,
    /// and one that gives no sign of life is killed in the end; `hangs` is called once that is to be waited for. One that is ending already
    /// (`is_ending`) kills its processes then, as with a second Ctrl-C.
    ///
    /// # Errors
    /// [`InstanceError::Deaf`] if another process listens on the socket, or the system refuses.
    pub async fn end(
        &self,
        patience: Patience,
        hangs: impl FnOnce(),
    ) -> Result<Ending, InstanceError> {
        let connected = self.connect().await;
        let deaf = |source| InstanceError::Deaf {
            entry: Box::new(self.clone()),
            source,
        };
        let Some(host) = Known::find(self.pid, self.began).map_err(deaf)? else {
            return Ok(Ending::Ended);
        };
        let stream = match connected {
            Ok(stream) => {
                host.signal(Signal::TERM).map_err(deaf)?;
                // A suspended process takes no signal but this.
                host.signal(Signal::CONT).map_err(deaf)?;
                Some(stream)
            }
            // It ends already: nobody is let in any more. Whoever knew that before insists.
            Err(InstanceError::Deaf { source, .. })
                if matches!(
                    source.kind(),
                    io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound
                ) =>
            {
                if self.is_ending {
                    host.signal(Signal::TERM).map_err(deaf)?;
                    host.signal(Signal::CONT).map_err(deaf)?;
                }
                None
            }
            Err(error) => return Err(error),
        };
        let ended = async {
            match stream {
                Some(stream) => end(&host, stream, patience, hangs).await,
                None => within(&host, patience.end).await,
            }
        };
        ended.await.map_err(deaf)
    }
}

/// Waits for the end of a host that was asked to, and kills it if it hangs.
async fn end(
    host: &Known,
    stream: UnixStream,
    patience: Patience,
    hangs: impl FnOnce(),
) -> io::Result<Ending> {
    let lives = answers(stream);
    tokio::pin!(lives);
    let first = tokio::select! {
        ended = host.ended() => return ended.map(|()| Ending::Ended),
        first = timeout(patience.answer, &mut lives) => first,
    };
    if first.is_err() {
        hangs();
        let late = tokio::select! {
            ended = host.ended() => return ended.map(|()| Ending::Ended),
            late = timeout(patience.hanging, lives) => late,
        };
        if late.is_err() {
            host.signal(Signal::KILL)?;
            host.ended().await?;
            return Ok(Ending::Killed);
        }
    }
    within(host, patience.end).await
}

async fn within(host: &Known, time: Duration) -> io::Result<Ending> {
    match timeout(time, host.ended()).await {
        Ok(ended) => ended.map(|()| Ending::Ended),
        Err(_) => Ok(Ending::StillThere),
    }
}
