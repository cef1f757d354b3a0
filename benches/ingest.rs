//! What it costs to take in what a child prints: from the pipe to a stored line, in lines per second and CPU per line.
//!
//! `cargo bench --bench ingest`, or with `-- --quick`. The same generator also runs into a loop that reads, splits and
//! counts (the floor), and into `cat >/dev/null`. The CPU of the generator is not part of any figure.
//!
//! Then, how long a reader takes during a flood, and what memory a flood takes: 5 million lines, or as many as
//! `-- --memory 100000000` says.

#[path = "support/cpu.rs"]
mod cpu;
#[path = "support/generator.rs"]
mod generator;
#[path = "ingest/memory.rs"]
mod memory;
#[path = "ingest/readers.rs"]
mod readers;
#[path = "support/table.rs"]
mod table;
#[path = "ingest/ways.rs"]
mod ways;

use std::error::Error;
use std::time::Duration;

use self::generator::BLOCK_LINES;
use self::ways::{Load, Took, Way};

/// Of so many rounds the median counts. In each round every way has its turn.
const ROUNDS: usize = 5;

const LINES: usize = 2_000_000;

/// Seven times as much as the logs keep.
const FLOOD: usize = 5_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let asked = |flag: &str| std::env::args().any(|arg| arg == flag);
    // Without the flag that `cargo bench` gives, this is a test that it compiles.
    if generator::ran()? || !asked("--bench") {
        return Ok(());
    }
    let (rounds, lines) = if asked("--quick") {
        (1, LINES / 10)
    } else {
        (ROUNDS, LINES)
    };
    let loads = [
        ("one child", lines, 1, BLOCK_LINES),
        ("eight children at once", lines, 8, BLOCK_LINES),
        ("one child, a write per line", lines / 4, 1, 1),
    ];
    for (what, lines, children, at_once) in loads {
        let load = Load {
            lines: lines / children,
            children,
            at_once,
        };
        compare(what, load, rounds)?;
    }
    readers::measure(lines)?;
    memory::measure(flood()?)
}

/// How many lines the memory is measured with.
fn flood() -> Result<usize, Box<dyn Error>> {
    let mut args = std::env::args().skip_while(|arg| arg != "--memory");
    match (args.next(), args.next()) {
        (Some(_), Some(lines)) => Ok(lines.parse()?),
        (Some(_), None) => Err("--memory needs a number of lines".into()),
        (None, _) => Ok(FLOOD),
    }
}

/// Runs a load in every way, and prints the figures side by side.
fn compare(what: &str, load: Load, rounds: usize) -> Result<(), Box<dyn Error>> {
    let mut took = Way::ALL.map(|_| Vec::new());
    for _ in 0..rounds {
        for (way, took) in Way::ALL.into_iter().zip(&mut took) {
            took.push(way.run(load)?);
        }
    }
    let lines = load.lines * load.children;
    let medians = took.map(|took| Took {
        wall: median(took.iter().map(|took| took.wall)),
        cpu: median(took.iter().map(|took| took.cpu)),
    });
    let floor = &medians[0];
    let rows: Vec<_> = Way::ALL
        .iter()
        .zip(&medians)
        .map(|(way, took)| {
            vec![
                way.name().to_owned(),
                format!("{:.2}", per(lines, took.wall).recip() * 1e3),
                format!("{:.0}", per(lines, took.cpu)),
                format!("{:.1}", took.cpu.as_secs_f64() / floor.cpu.as_secs_f64()),
            ]
        })
        .collect();
    let title = format!("{what}: {lines} lines of 100 bytes, median of {rounds}");
    let columns = [
        "",
        "million lines/s",
        "CPU, ns per line",
        "CPU, × the floor",
    ];
    table::print(&title, &columns, &rows);
    Ok(())
}

/// ns per line.
#[expect(clippy::cast_precision_loss, reason = "a figure to be shown")]
fn per(lines: usize, took: Duration) -> f64 {
    took.as_secs_f64() * 1e9 / lines as f64
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<_> = times.collect();
    times.sort_unstable();
    times[times.len() / 2]
}
