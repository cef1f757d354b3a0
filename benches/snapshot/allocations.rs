//! Counts allocations, and fails the run if a read makes one.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use crate::fields;
use crate::published::Published;

thread_local! {
    /// Allocations of this thread. It needs no destructor, so the allocator may use it at any time.
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// The allocator of the system, with a count per thread.
pub(crate) struct CountingAllocator;

#[expect(unsafe_code, reason = "only the allocator sees every allocation")]
// SAFETY: every call is handed on as it is; the count touches nothing but a constant thread-local.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(ptr, layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(ptr, layout, new_size) }
    }
}

fn count() {
    COUNT.set(COUNT.get() + 1);
}

/// So many reads are counted, that even a rare allocation would show.
const READS: u64 = 10_000;

/// Prints what reads allocate.
///
/// # Panics
/// If it is not nothing.
pub(crate) fn check() {
    let published = Published::many(1000);
    let mut reader = published.supervisor.reader();
    none("seven fields by id", || {
        let process = reader.process(black_box("process-500"));
        black_box(process.map(|process| fields::sum(process)));
    });
    none("a list of 1,000, all read", || {
        let processes = reader.load().processes().iter();
        let sum = processes.fold(0, |sum, process| sum ^ fields::sum(process));
        black_box(sum);
    });
    none("a snapshot of its own", || {
        black_box(published.supervisor.snapshot());
    });
    fresh();
}

/// The first read after a publication, which lets go of the revision before.
fn fresh() {
    let published = Published::one();
    let mut reader = published.supervisor.reader();
    let mut allocated = 0;
    for n in 0..100 {
        published.add(&format!("process-{n}"));
        let before = COUNT.get();
        black_box(reader.load().revision());
        allocated += COUNT.get() - before;
    }
    report("the first read of a revision", allocated, 100);
}

fn none(what: &str, mut read: impl FnMut()) {
    // What is set up once per thread is not the cost of a read.
    read();
    let before = COUNT.get();
    (0..READS).for_each(|_| read());
    report(what, COUNT.get() - before, READS);
}

#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
fn report(what: &str, allocated: u64, reads: u64) {
    println!("allocations, {what}: {allocated} in {reads} reads");
    assert_eq!(allocated, 0, "{what} allocates");
}
