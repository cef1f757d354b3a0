//! From the pipes of a run into its log.

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::unix::pipe;
use tokio::task::coop::consume_budget;
use tokio::time::{Instant, sleep_until};

use crate::id::Run;
use crate::log::store::{Fed, LogStore, Source};
use crate::log::{Annotate, Journal, Stream};

/// How long an open line waits for its end before readers are told of it, so that a line that comes in two
/// pieces is not shown in two.
const QUIET: Duration = Duration::from_millis(50);

/// How long lines that may belong together wait for more of them.
const COMPLETE: Duration = Duration::from_millis(250);

/// As much as a pipe holds by default on Linux (pipe(7)).
const READ_BYTES: usize = 64 * 1024;

thread_local! {
    /// One read buffer per thread instead of one per pipe: nothing is kept in it between two reads.
    static BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ_BYTES].into());
}

/// Reads both pipes of a run to their ends, and completes their open lines. `annotate` sees every line of the run.
pub(crate) async fn capture(
    log: Arc<LogStore>,
    journal: Arc<Journal>,
    run: Run,
    stdout: pipe::Receiver,
    stderr: pipe::Receiver,
    annotate: impl Annotate + Send,
) {
    // Both streams are read by this one task, so nobody ever waits for it.
    let annotate = Mutex::new(annotate);
    log.begin(run);
    let stdout = Capture {
        log: &log,
        annotate: &annotate,
        journal: &journal,
        run,
        stream: Stream::Stdout,
        pipe: stdout,
    };
    let stderr = Capture {
        log: &log,
        annotate: &annotate,
        journal: &journal,
        run,
        stream: Stream::Stderr,
        pipe: stderr,
    };
    tokio::join!(stdout.run(), stderr.run());
}

struct Capture<'a, A> {
    log: &'a LogStore,
    annotate: &'a Mutex<A>,
    journal: &'a Journal,
    run: Run,
    stream: Stream,
    pipe: pipe::Receiver,
}

impl<A: Annotate> Capture<'_, A> {
    async fn run(self) {
        // When readers are to be told of an open line that they have not seen.
        let mut due: Option<Instant> = None;
        // When lines that wait for more are taken for complete.
        let mut complete: Option<Instant> = None;
        loop {
            self.journal.room().await;
            // A pipe that is never empty must not keep the thread from the others.
            consume_budget().await;
            if let Some(at) = [due, complete].into_iter().flatten().min() {
                tokio::select! {
                    ready = self.pipe.readable() => if ready.is_err() { break },
                    () = sleep_until(at) => {
                        let is_reached = |timer: &mut Instant| *timer <= at;
                        if due.take_if(is_reached).is_some() {
                            self.journal.announce();
                        }
                        if complete.take_if(is_reached).is_some() {
                            self.settle();
                        }
                        continue;
                    }
                }
            } else if self.pipe.readable().await.is_err() {
                break;
            }
            match self.read() {
                Ok(Some(Fed::Lines)) => {
                    due = None;
                    let is_open = self.annotate().is_open(self.stream);
                    complete = is_open.then(|| Instant::now() + COMPLETE);
                    self.journal.announce();
                }
                Ok(Some(Fed::OpenLine)) => {
                    due.get_or_insert_with(|| Instant::now() + QUIET);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // A pipe that cannot be read any more has ended for us.
                Ok(None) | Err(_) => break,
            }
        }
        self.log.finish(self.source(), &mut *self.annotate());
        self.settle();
        self.journal.announce();
    }

    /// Takes in what the pipe has; none at its end.
    fn read(&self) -> io::Result<Option<Fed>> {
        BUFFER.with_borrow_mut(|buffer| match self.pipe.try_read(buffer)? {
            0 => Ok(None),
            read => Ok(Some(self.log.feed(
                self.source(),
                &buffer[..read],
                &mut *self.annotate(),
            ))),
        })
    }

    fn settle(&self) {
        let (time, next) = (Timestamp::now(), self.journal.end());
        self.annotate().settle(self.stream, time, next);
    }

    fn annotate(&self) -> std::sync::MutexGuard<'_, A> {
        // One that panicked has at worst missed lines.
        self.annotate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn source(&self) -> Source {
        Source {
            run: self.run,
            stream: self.stream,
            time: Timestamp::now(),
        }
    }
}
