//! Serves the client that started this program, over its standard streams.

use tokio::io::{AsyncRead, AsyncWrite};

use super::stream::serve_stream;
use crate::error::Error;
use crate::host::Host;

/// Serves the client on stdin and stdout until the input ends or `shutdown` completes, and returns within a second.
///
/// From then on stdout belongs to the protocol. Processes are left as they are: the caller decides what becomes of them.
///
/// Where stdin is neither a pipe nor a socket (a file, a terminal), a thread may still wait for input when this returns;
/// it ends with the program, and a runtime that is to be dropped before has to be shut down in the background.
///
/// # Errors
/// [`Error::Handshake`] if the client does not begin a session, [`Error::Streams`] if stdin or stdout cannot be used.
pub async fn serve_stdio(host: Host, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
    let (reader, writer) = streams().map_err(Error::Streams)?;
    serve_stream(host, reader, writer, shutdown).await
}

type Reader = Box<dyn AsyncRead + Send + Unpin>;
type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// The standard streams, without a thread between them and the runtime wherever they allow it.
fn streams() -> std::io::Result<(Reader, Writer)> {
    #[cfg(unix)]
    if let Some((reader, writer)) = super::socket::standard_streams()? {
        return Ok((Box::new(reader), Box::new(writer)));
    }
    let (reader, writer) = rmcp::transport::io::stdio_pipes();
    Ok((Box::new(reader), Box::new(writer)))
}
