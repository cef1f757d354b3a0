//! The least that an HTTP server of the same making can do: the benchmark itself, executed again with [`FLAG`], answers
//! every request with the same bytes.

use std::convert::Infallible;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// What makes the benchmark the server.
const FLAG: &str = "--echo";

/// About the size of the answer of a call, in bytes.
pub(crate) const ANSWER: usize = 800;

/// A server that answers anything with the same.
pub(crate) struct Floor {
    child: Child,
    /// As in `127.0.0.1:7777`.
    pub(crate) address: String,
}

impl Drop for Floor {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it.
pub(crate) fn start() -> io::Result<Floor> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(FLAG)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut address = String::new();
    let output = child.stdout.take().expect("it is piped");
    BufReader::new(output).read_line(&mut address)?;
    Ok(Floor {
        child,
        address: address.trim_end().to_owned(),
    })
}

/// Serves for ever, if this program was executed as the server.
pub(crate) fn ran() -> io::Result<bool> {
    if std::env::args().nth(1).as_deref() != Some(FLAG) {
        return Ok(false);
    }
    // As many threads as the program has.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(serve())?;
    Ok(true)
}

async fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut stdout = io::stdout();
    writeln!(stdout, "{}", listener.local_addr()?)?;
    stdout.flush()?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let connection =
            http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
        tokio::spawn(async move {
            // How a connection ends is the client's business.
            let _ = connection.await;
        });
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    // A body that breaks off is one that nobody waits for an answer to.
    let _ = request.into_body().collect().await;
    Ok(Response::new(Full::from("x".repeat(ANSWER))))
}
