//! What is typed: who reads it, and until when.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crossterm::event::EventStream;

/// How long the end of a reader is waited for. It does not end while it waits for the rest of an escape sequence.
const PATIENCE: Duration = Duration::from_millis(500);

/// Returns once nothing reads any more what is typed, after the stream of it was dropped: that only asks crossterm's thread to
/// end, which would take the first keys from whoever has the terminal next.
pub(super) fn wait_until_closed() {
    let (sender, closed) = mpsc::sync_channel(1);
    // Another stream is there when the thread of the one before has let go of the terminal.
    let wait = thread::Builder::new().spawn(move || {
        drop(EventStream::new());
        // Nobody listens once that took too long.
        let _ = sender.send(());
    });
    if wait.is_ok() {
        // Too late is what it was without waiting.
        let _ = closed.recv_timeout(PATIENCE);
    }
}
