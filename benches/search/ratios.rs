//! The table at the end: ours beside the others, out of what Criterion has measured.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;

use super::SEARCHES;
use super::load::Text;

pub(crate) const OURS: &str = "brummer";
pub(crate) const FLOOR: &str = "one pass";
pub(crate) const RG: &str = "rg";

/// Where Criterion keeps its estimates.
pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion")
}

/// The name of a comparison.
pub(crate) fn group(text: Text, search: &str) -> String {
    format!("{}, {search}", text.name())
}

/// Prints what was measured since then, in ms.
#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
pub(crate) fn print(since: SystemTime) {
    println!("\n| search | brummer, ms | one pass, ms | `rg`, ms | × one pass | × `rg` |");
    println!("|---|---:|---:|---:|---:|---:|");
    for text in Text::ALL {
        for search in &SEARCHES {
            let group = group(text, search.name);
            let took = |name| estimate(&group, name, since);
            let (Some(ours), Some(floor)) = (took(OURS), took(FLOOR)) else {
                continue;
            };
            let (rg, ratio) = match took(RG) {
                Some(rg) => (format!("{:.1}", rg / 1e6), format!("{:.2}", ours / rg)),
                None => ("not run: needs rg".to_owned(), String::new()),
            };
            let (ours_ms, floor_ms, to_floor) = (ours / 1e6, floor / 1e6, ours / floor);
            println!("| {group} | {ours_ms:.1} | {floor_ms:.1} | {rg} | {to_floor:.1} | {ratio} |");
        }
    }
}

/// The median in ns, if it was estimated since then.
fn estimate(group: &str, name: &str, since: SystemTime) -> Option<f64> {
    // As Criterion names directories.
    let group = group.replace(['?', '"', '/', '\\', '*', '<', '>', ':', '|', '^'], "_");
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
