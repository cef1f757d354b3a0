//! Figures of the whole program: how fast it starts, what it takes when idle, and what a flood of lines costs.
//!
//! `cargo bench --bench program`, or with `-- --quick`; `-- --program PATH` measures another build. Other process managers
//! are measured beside it in the same run if they are in `PATH`.

#[path = "support/cpu.rs"]
mod cpu;
#[path = "program/flood.rs"]
mod flood;
#[path = "support/generator.rs"]
mod generator;
#[path = "program/idle.rs"]
mod idle;
#[path = "program/launch.rs"]
mod launch;
#[path = "program/managers.rs"]
mod managers;
#[path = "program/start.rs"]
mod start;
#[path = "support/table.rs"]
mod table;
#[path = "program/tree.rs"]
mod tree;

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

/// How much is measured.
struct Effort {
    /// Starts per manager, of which the median counts.
    starts: usize,
    /// How long a manager is watched while nothing happens.
    idle: Duration,
    /// How long after the start it is watched once more, when it has had time to get to know its children.
    settled: Duration,
    /// Lines of a flood, over all children.
    lines: usize,
    /// Floods per manager, of which the median counts.
    floods: usize,
}

impl Effort {
    const FULL: Self = Self {
        starts: 20,
        idle: Duration::from_secs(30),
        settled: Duration::from_secs(65),
        lines: 2_000_000,
        floods: 3,
    };

    const QUICK: Self = Self {
        starts: 5,
        idle: Duration::from_secs(3),
        settled: Duration::from_secs(7),
        lines: 200_000,
        floods: 1,
    };
}

#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = std::env::args().collect();
    let asked = |flag: &str| args.iter().any(|arg| arg == flag);
    // Without the flag that `cargo bench` gives, this is a test that it compiles.
    if generator::ran()? || !asked("--bench") {
        return Ok(());
    }
    let program = args.iter().skip_while(|arg| *arg != "--program").nth(1);
    let brummer = program.map_or(env!("CARGO_BIN_EXE_brummer").into(), PathBuf::from);
    let effort = if asked("--quick") {
        Effort::QUICK
    } else {
        Effort::FULL
    };
    let (managers, missing) = managers::found(brummer);
    start::measure(&managers, effort.starts)?;
    idle::measure(&managers, effort.idle, effort.settled)?;
    flood::measure(&managers, effort.lines, effort.floods)?;
    println!();
    for name in missing {
        println!("not run: needs {name}");
    }
    Ok(())
}

/// The figure in the middle; none of none.
fn median<T: Ord>(figures: impl IntoIterator<Item = T>) -> Option<T> {
    let mut figures: Vec<_> = figures.into_iter().collect();
    figures.sort_unstable();
    let middle = figures.len() / 2;
    figures.into_iter().nth(middle)
}

/// A cell of a table; a dash for what did not work out.
fn cell(figure: Option<String>) -> String {
    figure.unwrap_or_else(|| "–".into())
}
