//! Writes to stdout from a thread of its own, so that a terminal that is paused holds up nothing else.

use std::io::{self, Write};
use std::thread;

use tokio::sync::mpsc;

/// How many pages may wait for stdout.
const WAITING: usize = 2;

/// The queue to stdout.
pub(super) struct Writer {
    pages: mpsc::Sender<Vec<u8>>,
    thread: thread::JoinHandle<()>,
}

impl Writer {
    pub(super) fn start() -> Self {
        let (pages, queue) = mpsc::channel(WAITING);
        Self {
            pages,
            thread: thread::spawn(move || write(queue)),
        }
    }

    /// Queues text; waits while the queue is full. `false` if nobody reads stdout any more.
    pub(super) async fn write(&self, page: Vec<u8>) -> bool {
        page.is_empty() || self.pages.send(page).await.is_ok()
    }

    /// Returns when nobody reads stdout any more.
    pub(super) async fn broken(&self) {
        self.pages.closed().await;
    }

    /// Waits until everything is written.
    pub(super) async fn finish(self) {
        drop(self.pages);
        let thread = self.thread;
        // The thread does not panic: it reports an error by ending early.
        let _ = tokio::task::spawn_blocking(move || thread.join()).await;
    }
}

fn write(mut queue: mpsc::Receiver<Vec<u8>>) {
    let mut stdout = io::stdout().lock();
    while let Some(page) = queue.blocking_recv() {
        // Whoever writes to the queue learns from its end that stdout is gone.
        if stdout
            .write_all(&page)
            .and_then(|()| stdout.flush())
            .is_err()
        {
            return;
        }
    }
}
