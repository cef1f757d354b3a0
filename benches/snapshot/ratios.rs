//! The table at the end: ours beside the old way, out of what Criterion has measured.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;

/// A group, the name of ours in it, and the names of the old ways, of which the fastest counts.
const ROWS: [(&str, &str, &[&str]); 12] = [
    ("alone", "snapshot reader", &["four locked getters"]),
    ("two readers", "snapshot reader", &["four locked getters"]),
    (
        "two readers and a writer",
        "snapshot reader",
        &["four locked getters"],
    ),
    ("hand over", "snapshot reader/10", MAPS_10),
    ("hand over", "snapshot reader/100", MAPS_100),
    ("hand over", "snapshot reader/1000", MAPS_1000),
    ("read all", "snapshot reader/10", MAPS_10),
    ("read all", "snapshot reader/100", MAPS_100),
    ("read all", "snapshot reader/1000", MAPS_1000),
    ("lookup", "snapshot reader/10", MAPS_10),
    ("lookup", "snapshot reader/100", MAPS_100),
    ("lookup", "snapshot reader/1000", MAPS_1000),
];

const MAPS_10: &[&str] = &["locked map/10", "sharded map/10"];
const MAPS_100: &[&str] = &["locked map/100", "sharded map/100"];
const MAPS_1000: &[&str] = &["locked map/1000", "sharded map/1000"];

/// Where Criterion keeps its estimates.
pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion")
}

/// Prints the rows that were measured since then.
#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
pub(crate) fn print(since: SystemTime) {
    let measured: Vec<_> = ROWS
        .iter()
        .filter_map(|(group, ours, old_ways)| {
            let nanoseconds = |name: &&str| estimate(group, name, since);
            let fastest = old_ways
                .iter()
                .filter_map(nanoseconds)
                .min_by(f64::total_cmp)?;
            Some((group, ours, nanoseconds(ours)?, fastest))
        })
        .collect();
    if measured.is_empty() {
        return;
    }
    println!("| read | ours, ns | old way, ns | ratio |");
    println!("|---|---:|---:|---:|");
    for (group, ours, our_time, old_time) in measured {
        let count = ours.strip_prefix("snapshot reader").unwrap_or_default();
        let what = format!("{group}{}", count.replace('/', " of "));
        let ratio = old_time / our_time;
        println!("| {what} | {our_time:.1} | {old_time:.1} | {ratio:.0} |");
    }
}

/// The median in ns, if it was estimated since then.
fn estimate(group: &str, name: &str, since: SystemTime) -> Option<f64> {
    let file = directory()
        .join(group)
        .join(name)
        .join("new/estimates.json");
    let written = fs::metadata(&file)
        .and_then(|found| found.modified())
        .ok()?;
    if written < since {
        return None;
    }
    let estimates: Value = serde_json::from_slice(&fs::read(&file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}
