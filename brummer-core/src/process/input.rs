//! Writes to the stdin of a run, without the task of the process ever waiting for a reader that does not read.

use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::process::ChildStdin;
use tokio::sync::{mpsc, oneshot};

use crate::error::Error;
use crate::id::ProcessId;

/// How many writes may wait for the process to read.
const WAITING: usize = 64;

/// One write, and who waits for it.
struct Write {
    bytes: Bytes,
    done: oneshot::Sender<Result<(), Error>>,
}

/// The stdin of a run. When it is dropped, the process sees the end of its input.
pub(crate) struct Input {
    id: ProcessId,
    writes: mpsc::Sender<Write>,
}

impl Input {
    pub(crate) fn new(id: &ProcessId, stdin: ChildStdin) -> Self {
        let (writes, queue) = mpsc::channel(WAITING);
        // Ends when this handle is dropped, or the pipe breaks because the process ended.
        tokio::spawn(pump(id.clone(), stdin, queue));
        Self {
            id: id.clone(),
            writes,
        }
    }

    /// Queues a write; `done` is answered when the pipe has taken it.
    pub(crate) fn write(&self, bytes: Bytes, done: oneshot::Sender<Result<(), Error>>) {
        let id = self.id.clone();
        let (Write { done, .. }, error) = match self.writes.try_send(Write { bytes, done }) {
            Ok(()) => return,
            Err(mpsc::error::TrySendError::Full(write)) => (write, Error::Busy { id }),
            Err(mpsc::error::TrySendError::Closed(write)) => (write, Error::StdinClosed { id }),
        };
        // Whoever asked may have gone.
        let _ = done.send(Err(error));
    }
}

async fn pump(id: ProcessId, mut stdin: ChildStdin, mut queue: mpsc::Receiver<Write>) {
    while let Some(Write { bytes, done }) = queue.recv().await {
        // After an error the pipe stays broken, and each write that waits gets it too.
        let result = stdin.write_all(&bytes).await;
        let closed = result.is_err();
        // Whoever asked may have gone.
        let _ = done.send(result.map_err(|_| Error::StdinClosed { id: id.clone() }));
        if closed {
            queue.close();
        }
    }
}
