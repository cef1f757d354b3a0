//! The promise of the snapshot: fields that are read together belong together.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use brummer_core::{ProcessSnapshot, Status};

use crate::support::{shell, supervisor, within};

/// What must hold of every snapshot at every moment.
fn check(process: &ProcessSnapshot) {
    let finished = process.is_finished();
    assert_eq!(process.end_time().is_some(), finished, "{process}");
    assert!(!(process.is_running() && finished), "{process}");
    assert_eq!(process.pid().is_some(), process.is_running(), "{process}");
    assert!(
        !process.is_running() || process.start_time().is_some(),
        "{process}"
    );
    assert!(process.exit().is_none() || finished, "{process}");
    if let (Some(start), Some(end)) = (process.start_time(), process.end_time()) {
        assert!(start <= end, "{process}");
    }
}

#[test]
fn snapshots_are_consistent_under_a_writer_and_a_hundred_readers() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let supervisor = runtime.block_on(supervisor());
    let done = Arc::new(AtomicBool::new(false));
    let reads = Arc::new(AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..100 {
            let (mut reader, done, reads) =
                (supervisor.reader(), Arc::clone(&done), Arc::clone(&reads));
            scope.spawn(move || {
                let mut revision = 0;
                while !done.load(Ordering::Relaxed) {
                    let project = reader.load();
                    assert!(project.revision() >= revision);
                    revision = project.revision();
                    project
                        .processes()
                        .iter()
                        .for_each(|process| check(process));
                    reads.fetch_add(1, Ordering::Relaxed);
                    std::thread::yield_now();
                }
            });
        }
        runtime.block_on(async {
            for _ in 0..50 {
                supervisor.start(shell("dev", "exit 1")).await.unwrap();
                within("the end", supervisor.wait_exit("dev"))
                    .await
                    .unwrap();
                supervisor
                    .start(shell("dev", "exec sleep 1000"))
                    .await
                    .unwrap();
                supervisor.restart("dev").await.unwrap();
                supervisor.stop("dev").await.unwrap();
            }
        });
        done.store(true, Ordering::Relaxed);
    });
    assert!(reads.load(Ordering::Relaxed) > 1000);
}

/// The old way: state behind a lock, one getter per field.
struct Getters(RwLock<(Status, Option<u64>)>);

impl Getters {
    fn status(&self) -> Status {
        self.0.read().unwrap().0
    }

    fn end_time(&self) -> Option<u64> {
        self.0.read().unwrap().1
    }

    fn set(&self, status: Status, end_time: Option<u64>) {
        *self.0.write().unwrap() = (status, end_time);
    }
}

#[test]
fn separate_getters_tear() {
    let process = Getters(RwLock::new((Status::Running, None)));
    // A reader asks one field, a writer comes in between, the reader asks the next: locks or not, it has seen a
    // running process with an end time. The interleaving is spelled out, so that it happens every time.
    let status = process.status();
    process.set(Status::Success, Some(1));
    let end_time = process.end_time();
    assert!(status == Status::Running && end_time.is_some());
}

#[tokio::test]
async fn a_snapshot_does_not_change_while_it_is_read() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("dev", "exec sleep 1000"))
        .await
        .unwrap();
    let project = supervisor.snapshot();
    let process = project.process("dev").unwrap();
    let status = process.status();
    supervisor.stop("dev").await.unwrap();
    assert_eq!((status, process.end_time()), (Status::Running, None));
    assert_eq!(
        supervisor.snapshot().process("dev").unwrap().status(),
        Status::Stopped
    );
}

#[tokio::test]
async fn the_convenience_methods_follow_the_process() {
    let supervisor = supervisor().await;
    supervisor
        .add(shell("dev", "exec sleep 1000"))
        .await
        .unwrap();
    let pending = supervisor.snapshot().process("dev").unwrap().clone();
    assert!(!pending.is_running() && !pending.is_finished() && pending.duration().is_zero());

    supervisor.start_known("dev").await.unwrap();
    let running = supervisor.snapshot().process("dev").unwrap().clone();
    assert!(running.is_running() && !running.is_finished());
    let pid = running.pid().unwrap();
    assert_eq!(
        running.to_string(),
        format!("dev: running (run 1, pid {pid})")
    );

    supervisor.stop("dev").await.unwrap();
    let stopped = supervisor.snapshot().process("dev").unwrap().clone();
    assert!(!stopped.is_running() && stopped.is_finished());
    assert_eq!(stopped.duration(), stopped.duration());
    assert_eq!(stopped.to_string(), "dev: stopped (stopped, SIGTERM)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_readers_and_writers_do_not_block_one_another() {
    let supervisor = supervisor().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let supervisor = supervisor.clone();
        tasks.spawn(async move {
            let name = format!("p{n}");
            for _ in 0..5 {
                supervisor
                    .start(shell(&name, "exec sleep 1000"))
                    .await
                    .unwrap();
                supervisor.restart(&name).await.unwrap();
                supervisor.stop(&name).await.unwrap();
            }
        });
        let watcher = supervisor_watch(n);
        tasks.spawn(watcher);
    }
    within("all tasks", async {
        while tasks.join_next().await.is_some() {}
    })
    .await;
    assert!(
        supervisor
            .snapshot()
            .processes()
            .iter()
            .all(|process| process.is_finished())
    );
}

/// Readers of a supervisor of their own, so that reads and waits mix with the other tasks on the same threads.
async fn supervisor_watch(n: u64) {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("watched", "exec sleep 1000"))
        .await
        .unwrap();
    let waiter = supervisor.clone();
    let wait = tokio::spawn(async move {
        waiter
            .wait_until(|project| project.processes().iter().all(|p| p.is_finished()))
            .await
            .revision()
    });
    for _ in 0..n {
        assert!(
            supervisor
                .snapshot()
                .process("watched")
                .unwrap()
                .is_running()
        );
        tokio::task::yield_now().await;
    }
    supervisor.stop("watched").await.unwrap();
    assert!(wait.await.unwrap() > 0);
}
