//! A writer in the background that changes the process that is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use brummer_core::{SnapshotReader, Status};
use jiff::Timestamp;

use crate::fields::State;
use crate::locked::LockedProcess;
use crate::published::{runtime, spec, supervisor};

/// Each round is two changes, of the start of a run and of its end: 10,000 changes a second.
const ROUND: Duration = Duration::from_micros(200);

/// A thread that writes until it is stopped. It returns how many changes it made.
pub(crate) struct Writer {
    done: Arc<AtomicBool>,
    began: Instant,
    thread: JoinHandle<u64>,
}

impl Writer {
    /// Starts, over and over, a process whose command is empty. That fails without a child, and publishes the start and
    /// the end of the run like that of any other.
    pub(crate) fn publish() -> (Self, SnapshotReader) {
        let (sender, receiver) = mpsc::channel();
        let writer = Self::spawn(move |done| {
            // The tasks of the processes run on this thread too, so that it is one writer and not two.
            let runtime = runtime();
            let supervisor = supervisor();
            let start = || {
                // That it fails is the point.
                let _ = runtime.block_on(supervisor.start(spec("web", "")));
            };
            start();
            // The one who asked for it waits for it.
            let _ = sender.send(supervisor.reader());
            let first = supervisor.snapshot().revision();
            paced(done, start);
            supervisor.snapshot().revision() - first
        });
        let reader = receiver.recv().expect("the writer sends a reader first");
        (writer, reader)
    }

    /// Writes the same changes to a process behind a lock.
    pub(crate) fn lock(process: &Arc<LockedProcess>) -> Self {
        let process = Arc::clone(process);
        Self::spawn(move |done| {
            let mut changes = 0;
            paced(done, || {
                let now = Timestamp::now();
                let starting = State {
                    status: Status::Starting,
                    start_time: None,
                    end_time: None,
                    exit_code: None,
                };
                process.set(starting);
                process.set(State {
                    status: Status::Failed,
                    start_time: Some(now),
                    end_time: Some(now),
                    ..starting
                });
                changes += 2;
            });
            changes
        })
    }

    /// Stops the thread, and returns how many changes it made per second.
    pub(crate) fn stop(self) -> f64 {
        self.done.store(true, Ordering::Relaxed);
        let changes = self.thread.join().expect("the writer does not panic");
        // Far fewer than 2⁵² changes.
        #[expect(clippy::cast_precision_loss, reason = "a rate to be shown")]
        let changes = changes as f64;
        changes / self.began.elapsed().as_secs_f64()
    }

    fn spawn(write: impl FnOnce(&AtomicBool) -> u64 + Send + 'static) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&done);
        Self {
            done,
            began: Instant::now(),
            thread: std::thread::spawn(move || write(&seen)),
        }
    }
}

/// One call per [`ROUND`] until `done`. What a late wake-up missed is made up for.
fn paced(done: &AtomicBool, mut round: impl FnMut()) {
    let mut next = Instant::now();
    while !done.load(Ordering::Relaxed) {
        round();
        next += ROUND;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}
