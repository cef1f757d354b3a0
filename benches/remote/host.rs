//! The other side: a supervisor on a thread of its own, which is told what to do there.

use std::error::Error;
use std::io;
use std::thread::JoinHandle;
use std::time::Instant;

use brummer_core::{Command, LogQuery, Reconnect, Spec, Supervisor, serve_client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::mpsc;

use crate::LINES;

/// How many processes the project has.
const PROCESSES: usize = 10;

/// What the thread is told to do.
pub(crate) enum Order {
    /// Publish a revision.
    Change,
    /// Send so many bytes to the bare socket.
    Send(usize),
    /// Take so many bytes from there, and send so many.
    Answer(usize, usize),
    /// Serve a client.
    Serve(std::os::unix::net::UnixStream),
    /// Use this as the bare socket.
    Socket(std::os::unix::net::UnixStream),
}

/// The thread.
pub(crate) struct Host {
    pub(crate) supervisor: Supervisor,
    orders: mpsc::UnboundedSender<Order>,
    /// When it began to do what it was told.
    began: std::sync::mpsc::Receiver<Instant>,
    thread: JoinHandle<()>,
}

impl Host {
    /// Starts it, and fills a log.
    pub(crate) fn start() -> Result<Self, Box<dyn Error>> {
        let (orders, ordered) = mpsc::unbounded_channel();
        let (begins, began) = std::sync::mpsc::channel();
        let (made, supervisor) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime can be made");
            runtime.block_on(async {
                let supervisor = project().await;
                // The benchmark waits for it.
                let _ = made.send(supervisor.clone());
                obey(&supervisor, ordered, &begins)
                    .await
                    .expect("the benchmark is at the other end");
            });
        });
        Ok(Self {
            supervisor: supervisor.recv()?,
            orders,
            began,
            thread,
        })
    }

    /// A handle that is connected to it.
    pub(crate) async fn connect(&self) -> Result<Supervisor, Box<dyn Error>> {
        let (ours, theirs) = pair()?;
        self.order(Order::Serve(theirs));
        Ok(Supervisor::connect(ours, Reconnect::never()).await?)
    }

    /// A socket that leads there.
    pub(crate) fn socket(&self) -> io::Result<UnixStream> {
        let (ours, theirs) = pair()?;
        self.order(Order::Socket(theirs));
        Ok(ours)
    }

    pub(crate) fn order(&self, order: Order) {
        self.orders
            .send(order)
            .expect("the thread obeys to the end");
    }

    /// When it began with the last change or message.
    pub(crate) fn began(&mut self) -> Result<Instant, Box<dyn Error>> {
        Ok(self.began.recv()?)
    }

    /// Ends it.
    pub(crate) fn end(self) {
        drop((self.orders, self.supervisor));
        self.thread.join().expect("the thread has not panicked");
    }
}

fn pair() -> io::Result<(UnixStream, std::os::unix::net::UnixStream)> {
    let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    theirs.set_nonblocking(true)?;
    Ok((UnixStream::from_std(ours)?, theirs))
}

async fn project() -> Supervisor {
    let supervisor = Supervisor::builder().build();
    let supervisor = supervisor.expect("a supervisor without a guardian needs nothing");
    let line = format!("for n in $(seq 1 {LINES}); do printf '%080d\\n' $n; done");
    let printed = supervisor.start(spec("printed", &line)).await;
    printed.expect("a shell can be started");
    let ended = supervisor.wait_exit("printed").await;
    ended.expect("a process that was started ends");
    for n in 2..PROCESSES {
        let added = supervisor.add(spec(&format!("process-{n}"), "sleep 1000"));
        added.await.expect("there is room for ten");
    }
    let lines = supervisor.count_logs(LogQuery::default()).await;
    assert!(lines.is_ok_and(|lines| lines == LINES as u64));
    supervisor
}

async fn obey(
    supervisor: &Supervisor,
    mut orders: mpsc::UnboundedReceiver<Order>,
    begins: &std::sync::mpsc::Sender<Instant>,
) -> Result<(), Box<dyn Error>> {
    let mut socket: Option<UnixStream> = None;
    let mut is_there = false;
    while let Some(order) = orders.recv().await {
        match order {
            Order::Change => {
                begins.send(Instant::now())?;
                if is_there {
                    supervisor.remove("changing").await?;
                } else {
                    supervisor.add(spec("changing", "sleep 1000")).await?;
                }
                is_there = !is_there;
            }
            Order::Send(size) => {
                let socket = socket.as_mut().ok_or("there is no socket")?;
                begins.send(Instant::now())?;
                socket.write_all(&vec![0; size]).await?;
            }
            Order::Answer(asked, size) => {
                let socket = socket.as_mut().ok_or("there is no socket")?;
                socket.read_exact(&mut vec![0; asked]).await?;
                socket.write_all(&vec![0; size]).await?;
            }
            Order::Socket(stream) => socket = Some(UnixStream::from_std(stream)?),
            Order::Serve(stream) => {
                let (supervisor, stream) = (supervisor.clone(), UnixStream::from_std(stream)?);
                tokio::spawn(async move { serve_client(&supervisor, stream).await });
            }
        }
    }
    Ok(())
}

fn spec(name: &str, line: &str) -> Spec {
    Spec::new(name, Command::shell(line), "/").expect("the name is a valid one")
}
