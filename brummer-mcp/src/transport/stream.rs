//! Serves one client over a pair of byte streams, one JSON message per line.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rmcp::ServiceExt;
use rmcp::service::{QuitReason, ServerInitializeError};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::error::Error;
use crate::host::Host;
use crate::server::Server;

/// How long calls that were under way at the end of the input may still take, and after them the last writes: together
/// under a second. The library would wait for five.
const GRACE: Duration = Duration::from_millis(400);

/// Serves a client until its input ends or `shutdown` completes, and returns within a second of that.
///
/// Which tools there are is told at once, also while the project is being opened.
///
/// What was asked before the end of the input is still answered, if that takes no longer. Processes are left as they are.
///
/// # Errors
/// [`Error::Handshake`] if the client does not begin a session; one that leaves before it does is no error.
pub async fn serve_stream(
    host: Host,
    reader: impl AsyncRead + Send + Unpin + 'static,
    writer: impl AsyncWrite + Send + Unpin + 'static,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let ended = CancellationToken::new();
    let closing = CancellationToken::new();
    let stop = CancellationToken::new();
    let server = Server::new(host.clone(), closing.clone());
    let input = Input {
        reader,
        ended: ended.clone(),
    };
    let mut opening = pin!(async {
        if host.can_open() {
            // What goes wrong is said to the first call, which tries again.
            let _ = host.open(async { Vec::new() }).await;
        }
        pending::<Infallible>().await
    });
    let mut session = pin!(session(server, input, writer, stop.clone()));
    let mut shutdown = pin!(shutdown);
    let over = async {
        tokio::select! {
            () = &mut shutdown => {}
            () = ended.cancelled() => {
                // Which of the two it is makes no difference.
                let _ = timeout(GRACE, &mut shutdown).await;
            }
        }
    };
    tokio::select! {
        result = &mut session => return result,
        () = over => {}
        never = &mut opening => match never {},
    }
    closing.cancel();
    stop.cancel();
    // A client that no longer reads keeps the last writes from ending, which is its own loss.
    timeout(GRACE, session).await.unwrap_or(Ok(()))
}

async fn session(
    server: Server,
    input: impl AsyncRead + Send + Unpin + 'static,
    output: impl AsyncWrite + Send + Unpin + 'static,
    stop: CancellationToken,
) -> Result<(), Error> {
    let running = match server.serve_with_ct((input, output), stop).await {
        Ok(running) => running,
        // A client may look and leave.
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => {
            return Ok(());
        }
        Err(error) => return Err(Error::Handshake(Box::new(error))),
    };
    match running.waiting().await {
        Ok(QuitReason::JoinError(error)) | Err(error) => Err(Error::Crashed(error)),
        // The input ended, or we were told to stop.
        Ok(_) => Ok(()),
    }
}

/// Tells when the input ends, which the library tells only after it has waited for the calls under way.
struct Input<R> {
    reader: R,
    ended: CancellationToken,
}

impl<R: AsyncRead + Unpin> AsyncRead for Input<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = ready!(Pin::new(&mut self.reader).poll_read(context, buf));
        if result.is_err() || buf.filled().len() == before {
            self.ended.cancel();
        }
        Poll::Ready(result)
    }
}
