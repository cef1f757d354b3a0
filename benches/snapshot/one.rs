//! One process: alone, with two readers at once, and with a writer beside them.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use brummer_core::{ProcessSnapshot, SnapshotReader};
use criterion::{Bencher, Criterion, SamplingMode};

use crate::fields::{Fields, sum};
use crate::locked::LockedProcess;
use crate::published::Published;
use crate::writer::Writer;

/// One reader, and nobody else.
pub(crate) fn alone(criterion: &mut Criterion) {
    let published = Published::one();
    let mut reader = published.supervisor.reader();
    let plain = first(&mut reader).clone();
    let locked = LockedProcess::from(&plain);

    let mut group = criterion.benchmark_group("alone");
    group.bench_function("snapshot reader", |b| {
        b.iter(|| sum(first(&mut reader)));
    });
    group.bench_function("snapshot reader by id", |b| {
        b.iter(|| reader.process(black_box("web")).map(|process| sum(process)));
    });
    group.bench_function("supervisor snapshot", |b| {
        b.iter(|| {
            published
                .supervisor
                .snapshot()
                .processes()
                .first()
                .map(|process| sum(process))
        });
    });
    group.bench_function("four locked getters", |b| {
        b.iter(|| black_box(&locked).by_getters().sum());
    });
    group.bench_function("one locked copy", |b| {
        b.iter(|| black_box(&locked).by_copy().sum());
    });
    group.bench_function("floor snapshot at hand", |b| {
        b.iter(|| sum(black_box(&plain)));
    });
    let fields = Fields::from(&plain);
    group.bench_function("floor plain struct", |b| {
        b.iter(|| black_box(&fields).sum());
    });
    let atomic = AtomicU64::new(1);
    group.bench_function("floor atomic load", |b| {
        b.iter(|| black_box(&atomic).load(Ordering::Acquire));
    });
}

/// Two readers on two threads.
pub(crate) fn two_readers(criterion: &mut Criterion) {
    let published = Published::one();
    let mut reader = published.supervisor.reader();
    let locked = LockedProcess::from(first(&mut reader));

    let mut group = criterion.benchmark_group("two readers");
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function("snapshot reader", |b| both(b, || reads(&reader)));
    group.bench_function("four locked getters", |b| {
        both(b, || || black_box(&locked).by_getters().sum());
    });
    group.bench_function("one locked copy", |b| {
        both(b, || || black_box(&locked).by_copy().sum());
    });
}

/// Two readers on two threads, and a third thread that changes what they read 10,000 times a second.
pub(crate) fn two_readers_and_a_writer(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("two readers and a writer");
    group.sampling_mode(SamplingMode::Flat);
    let (writer, reader) = Writer::publish();
    group.bench_function("snapshot reader", |b| both(b, || reads(&reader)));
    report("publishing", writer.stop());

    let locked = Arc::new(LockedProcess::from(first(&mut reader.clone())));
    let writer = Writer::lock(&locked);
    group.bench_function("four locked getters", |b| {
        both(b, || || black_box(&locked).by_getters().sum());
    });
    group.bench_function("one locked copy", |b| {
        both(b, || || black_box(&locked).by_copy().sum());
    });
    report("locking", writer.stop());
}

#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
fn report(writer: &str, changes: f64) {
    println!("the {writer} writer made {changes:.0} changes per second\n");
}

/// The time per read on each of two threads that read at the same time.
fn both<R: FnMut() -> i64>(bencher: &mut Bencher, make: impl Fn() -> R + Sync) {
    bencher.iter_custom(|reads| {
        let together = Barrier::new(2);
        let thread = || {
            let mut read = make();
            black_box(read());
            together.wait();
            let began = Instant::now();
            for _ in 0..reads {
                black_box(read());
            }
            began.elapsed()
        };
        let took: Duration = std::thread::scope(|scope| {
            let threads = [scope.spawn(thread), scope.spawn(thread)];
            let join = |thread: std::thread::ScopedJoinHandle<'_, Duration>| {
                thread.join().expect("a reader does not panic")
            };
            threads.map(join).into_iter().sum()
        });
        took / 2
    });
}

fn reads(reader: &SnapshotReader) -> impl FnMut() -> i64 + use<> {
    let mut reader = reader.clone();
    move || sum(first(&mut reader))
}

fn first(reader: &mut SnapshotReader) -> &ProcessSnapshot {
    let process = reader.load().processes().first();
    process.expect("the project has one process")
}
