//! Serves any number of clients over Streamable HTTP, of both eras of the protocol, at one address.
//!
//! A request goes through `connection` (who waits how long for whom), `admit` (who may ask at all), `answer` (how much
//! may be asked) and then the library, with `sessions` beside it, which old clients have. All of it is bounded: of
//! whatever there is too much, the newest is refused with a reason, and of sessions the one longest unused goes.

mod admit;
mod answer;
mod connection;
mod listener;
mod sessions;

use std::sync::Arc;
use std::time::Duration;

use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use self::answer::Endpoint;
pub use self::listener::HttpListener;
use self::sessions::Sessions;
use crate::host::{Host, Hosted};
use crate::server::Server;

/// How much there may be of everything, and how long anything may take.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Connections at a time. Each is a descriptor, of which many systems give a program 1,024.
    connections: usize,
    /// Connections beyond these that are told so; others are closed without a word.
    refusals: usize,
    /// Sessions of clients that open one (2025-11-25 and before).
    sessions: usize,
    /// The largest request, in bytes.
    body: usize,
    /// How long a request's head may take, and with it how long a connection may be idle.
    head_time: Duration,
    /// How long a request's body may take.
    body_time: Duration,
    /// How long a client may leave unread what was sent to it.
    unread_time: Duration,
}

impl Limits {
    const DEFAULT: Self = Self {
        connections: 256,
        refusals: 64,
        sessions: 64,
        body: 4 * 1024 * 1024,
        head_time: Duration::from_secs(30),
        body_time: Duration::from_secs(30),
        unread_time: Duration::from_secs(30),
    };
}

/// How long the last answers may take once the server is to end, and after them the streams that nothing else ends:
/// together well under a second.
const GRACE: Duration = Duration::from_millis(200);

/// Serves all clients that come until `shutdown` completes, and returns within a second of that.
///
/// Calls that are under way then are answered as such. Processes are left as they are.
pub async fn serve_http(
    hosted: Hosted,
    listener: HttpListener,
    shutdown: impl Future<Output = ()>,
) {
    let closing = CancellationToken::new();
    let server = Server::new(Host::new(hosted), closing.clone());
    serve(server, listener, Limits::DEFAULT, closing, shutdown).await;
}

/// Serves a handler, which `closing` tells to give its last answers.
async fn serve<H: ServerHandler + Clone + Sync>(
    handler: H,
    listener: HttpListener,
    limits: Limits,
    closing: CancellationToken,
    shutdown: impl Future<Output = ()>,
) {
    let stop = CancellationToken::new();
    // Sessions have tasks of their own, which end with this future, however it ends.
    let _stopped = stop.clone().drop_guard();
    let (listener, rules, visitors) = listener.into_parts();
    let endpoint = Endpoint::new(
        rules,
        service(handler, limits.sessions, stop.clone()),
        limits,
    );
    let mut connections = connection::accept(listener, endpoint, limits, &visitors, shutdown).await;
    closing.cancel();
    connections.finish(GRACE).await;
    stop.cancel();
    connections.finish(GRACE).await;
}

/// The library's part of it.
fn service<H: ServerHandler + Clone + Sync>(
    handler: H,
    sessions: usize,
    stop: CancellationToken,
) -> StreamableHttpService<H, Sessions> {
    // Who may ask, and how much, was decided before the library sees a request. An event without data, which tells a
    // client when to come back, confuses older clients.
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .with_max_request_body_bytes(usize::MAX)
        .with_json_response(true)
        .with_sse_retry(None)
        .with_cancellation_token(stop);
    let sessions = Arc::new(Sessions::new(sessions));
    StreamableHttpService::new(move || Ok(handler.clone()), sessions, config)
}

#[cfg(test)]
mod tests;
