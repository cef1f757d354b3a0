//! Many processes: the list handed over, all of it read, and one found by its id.

use std::hint::black_box;
use std::sync::Arc;

use brummer_core::SnapshotReader;
use criterion::{BenchmarkId, Criterion};

use crate::fields;
use crate::locked::{LockedMap, LockedProcess, OneLock, Sharded};
use crate::published::Published;

const COUNTS: [usize; 3] = [10, 100, 1000];

/// The list of all processes, without a look at any.
pub(crate) fn hand_over(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hand over");
    for count in COUNTS {
        let published = Published::many(count);
        let mut reader = published.supervisor.reader();
        let (one_lock, sharded) = (locked::<OneLock>(&reader), locked::<Sharded>(&reader));
        group.bench_function(BenchmarkId::new("snapshot reader", count), |b| {
            b.iter(|| black_box(reader.load().processes()).len());
        });
        group.bench_function(BenchmarkId::new("supervisor snapshot", count), |b| {
            b.iter(|| published.supervisor.snapshot());
        });
        group.bench_function(BenchmarkId::new("locked map", count), |b| {
            b.iter_with_large_drop(|| one_lock.list());
        });
        group.bench_function(BenchmarkId::new("sharded map", count), |b| {
            b.iter_with_large_drop(|| sharded.list());
        });
    }
}

/// The seven fields of all processes.
pub(crate) fn read_all(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read all");
    for count in COUNTS {
        let published = Published::many(count);
        let mut reader = published.supervisor.reader();
        let (one_lock, sharded) = (locked::<OneLock>(&reader), locked::<Sharded>(&reader));
        group.bench_function(BenchmarkId::new("snapshot reader", count), |b| {
            b.iter(|| {
                let processes = reader.load().processes().iter();
                processes.fold(0, |sum, process| sum ^ fields::sum(process))
            });
        });
        group.bench_function(BenchmarkId::new("locked map", count), |b| {
            b.iter(|| sum_of(&one_lock.list()));
        });
        group.bench_function(BenchmarkId::new("sharded map", count), |b| {
            b.iter(|| sum_of(&sharded.list()));
        });
    }
}

/// The seven fields of the process with a given id, each time another one.
pub(crate) fn lookup(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lookup");
    for count in COUNTS {
        let published = Published::many(count);
        let mut reader = published.supervisor.reader();
        let (one_lock, sharded) = (locked::<OneLock>(&reader), locked::<Sharded>(&reader));
        let ids = ids(&reader);
        let mut asked = ids.iter().cycle();
        let mut ask = || asked.next().map_or("", String::as_str);
        group.bench_function(BenchmarkId::new("snapshot reader", count), |b| {
            b.iter(|| {
                let process = reader.process(ask());
                process.map(|process| fields::sum(process))
            });
        });
        group.bench_function(BenchmarkId::new("locked map", count), |b| {
            b.iter(|| {
                let process = one_lock.process(ask());
                process.map(|process| process.by_getters().sum())
            });
        });
        group.bench_function(BenchmarkId::new("sharded map", count), |b| {
            b.iter(|| {
                let process = sharded.process(ask());
                process.map(|process| process.by_getters().sum())
            });
        });
    }
}

/// The processes that a reader sees, in the old way.
fn locked<M: LockedMap>(reader: &SnapshotReader) -> M {
    let mut reader = reader.clone();
    let processes = reader.load().processes().iter();
    processes
        .map(|process| {
            let id = process.id().as_str().to_owned();
            (id, Arc::new(LockedProcess::from(&**process)))
        })
        .collect()
}

/// The ids that a reader sees, in texts of their own, and not in the order of the project.
fn ids(reader: &SnapshotReader) -> Vec<String> {
    let mut reader = reader.clone();
    let processes = reader.load().processes();
    // Seven has no factor in common with a power of ten, so each id comes once.
    let order = (0..processes.len()).map(|n| n * 7 % processes.len());
    order
        .map(|n| processes[n].id().as_str().to_owned())
        .collect()
}

fn sum_of(processes: &[Arc<LockedProcess>]) -> i64 {
    let processes = processes.iter();
    processes.fold(0, |sum, process| sum ^ process.by_getters().sum())
}
