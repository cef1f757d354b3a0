//! Which backend a test runs on: with `BRUMMER_TEST_CONNECTED` set, what it does goes over a stream.

use brummer_core::{Reconnect, Supervisor, serve_client};

/// How much either end of the stream takes before it waits, in bytes: as much as a socket.
const ROOM: usize = 128 * 1024;

/// The handle that a test uses: this supervisor, or a connected one where that is asked for. Dropping it ends the processes in either case.
pub(crate) async fn handle(host: Supervisor) -> Supervisor {
    if std::env::var_os("BRUMMER_TEST_CONNECTED").is_none() {
        return host;
    }
    connect(host).await
}

/// A handle that is connected to this supervisor, which lives as long as the connection.
pub(crate) async fn connect(host: Supervisor) -> Supervisor {
    let (ours, theirs) = tokio::io::duplex(ROOM);
    tokio::spawn(async move { serve_client(&host, theirs).await });
    let connected = Supervisor::connect(ours, Reconnect::never()).await;
    connected.expect("the host serves clients")
}
