//! Connections: how many there are, and how long one waits for the other side.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::instance::Clients;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::ServerHandler;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;

use super::Limits;
use super::answer::{Answer, Endpoint, too_many};

/// The most that is read ahead of a connection, in bytes; a request's head has to fit.
const BUFFER: usize = 64 * 1024;

/// How long a connection for which there is no room may take.
const REFUSAL_TIME: Duration = Duration::from_secs(2);

/// How long to wait until a connection can be accepted again that could not be for want of descriptors or memory.
const PAUSE: Duration = Duration::from_millis(100);

/// The connections that are open. All are closed when it is dropped.
pub(super) struct Connections {
    tasks: JoinSet<()>,
    closing: CancellationToken,
}

impl Connections {
    /// Takes no more requests on any of them, and waits until they are closed, or the time is over.
    pub(super) async fn finish(&mut self, within: Duration) {
        self.closing.cancel();
        let closed = async { while self.tasks.join_next().await.is_some() {} };
        // What has not closed by then is closed when this is dropped.
        let _ = timeout(within, closed).await;
    }
}

/// Accepts connections until `shutdown` completes; returns those that are still open.
pub(super) async fn accept<H: ServerHandler + Sync>(
    listener: TcpListener,
    endpoint: Endpoint<H>,
    limits: Limits,
    visitors: &Clients,
    shutdown: impl Future<Output = ()>,
) -> Connections {
    let mut connections = Connections {
        tasks: JoinSet::new(),
        closing: CancellationToken::new(),
    };
    let room = Room::new(limits);
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => return connections,
            accepted = listener.accept() => accepted,
            // What has ended is forgotten.
            Some(_) = connections.tasks.join_next() => continue,
        };
        match accepted {
            Ok((stream, _)) => {
                let closing = connections.closing.clone();
                match room.place() {
                    Some(Place::Served(permit)) => {
                        let served = serve(stream, endpoint.clone(), limits, closing);
                        let held = (permit, visitors.visit());
                        connections.tasks.spawn(holding(held, served));
                    }
                    Some(Place::Refused(permit)) => {
                        let refused = refuse(stream, limits, closing);
                        connections.tasks.spawn(holding(permit, refused));
                    }
                    None => drop(stream),
                }
            }
            // It went away before we looked, or there are no descriptors, which is known to pass.
            Err(_) => {
                tokio::select! {
                    () = &mut shutdown => return connections,
                    () = sleep(PAUSE) => {}
                }
            }
        }
    }
}

/// Who may be there.
struct Room {
    served: Arc<Semaphore>,
    refused: Arc<Semaphore>,
}

/// What becomes of a connection.
enum Place {
    Served(OwnedSemaphorePermit),
    Refused(OwnedSemaphorePermit),
}

impl Room {
    fn new(limits: Limits) -> Self {
        Self {
            served: Arc::new(Semaphore::new(limits.connections)),
            refused: Arc::new(Semaphore::new(limits.refusals)),
        }
    }

    /// A place for one more; none if even for saying so there is no room.
    fn place(&self) -> Option<Place> {
        let free = |room: &Arc<Semaphore>| Arc::clone(room).try_acquire_owned().ok();
        free(&self.served)
            .map(Place::Served)
            .or_else(|| free(&self.refused).map(Place::Refused))
    }
}

async fn holding<T>(_held: T, work: impl Future<Output = ()>) {
    work.await;
}

/// Answers what comes on a connection, until either side has enough.
async fn serve<H: ServerHandler>(
    stream: TcpStream,
    endpoint: Endpoint<H>,
    limits: Limits,
    closing: CancellationToken,
) {
    let answer = |request| endpoint.clone().answer(request);
    converse(stream, limits, closing, answer).await;
}

/// Says that there is no room.
async fn refuse(stream: TcpStream, limits: Limits, closing: CancellationToken) {
    // A client that does not ask within that time does not get told.
    let _ = timeout(REFUSAL_TIME, converse(stream, limits, closing, too_many)).await;
}

async fn converse<F: Future<Output = Result<Answer, Infallible>>>(
    stream: TcpStream,
    limits: Limits,
    closing: CancellationToken,
    answer: impl Fn(Request<Incoming>) -> F,
) {
    // Answers are small and are waited for. It fails for a connection that is gone.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.unread_time));
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_time)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(Box::pin(stream)), service_fn(answer))
    );
    // How a connection ends is the client's business, and it knows.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
