//! What it costs to read the state of processes, beside the old way: state behind locks, one getter per field.
//!
//! `cargo bench --bench snapshot`, or `cargo bench --bench snapshot -- lookup` for one group. It ends with a table of
//! ratios over everything that it measured.

#[path = "snapshot/allocations.rs"]
mod allocations;
#[path = "snapshot/fields.rs"]
mod fields;
#[path = "snapshot/locked.rs"]
mod locked;
#[path = "snapshot/many.rs"]
mod many;
#[path = "snapshot/one.rs"]
mod one;
#[path = "snapshot/published.rs"]
mod published;
#[path = "snapshot/ratios.rs"]
mod ratios;
#[path = "snapshot/writer.rs"]
mod writer;

use std::time::{Duration, SystemTime};

use criterion::Criterion;

use self::allocations::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() {
    let began = SystemTime::now();
    let mut criterion = Criterion::default()
        .output_directory(&ratios::directory())
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(40)
        .configure_from_args();
    allocations::check();
    one::alone(&mut criterion);
    one::two_readers(&mut criterion);
    one::two_readers_and_a_writer(&mut criterion);
    many::hand_over(&mut criterion);
    many::read_all(&mut criterion);
    many::lookup(&mut criterion);
    criterion.final_summary();
    ratios::print(began);
}
