//! What a flood of lines costs a manager.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use nix::sys::resource::UsageWho;

use crate::generator::{self, BLOCK_LINES};
use crate::idle::mebibytes;
use crate::launch::{Launched, Output};
use crate::managers::{End, Manager, Manner, Task};
use crate::tree::{Usage, usage};
use crate::{cell, cpu, median, table};

const CHILDREN: [usize; 2] = [1, 8];

/// How long a flood may take.
const LIMIT: Duration = Duration::from_mins(1);

/// After a flood that took this long, one is enough.
const LONG: Duration = Duration::from_secs(5);

/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Who prints how much.
#[derive(Clone, Copy)]
struct Load {
    /// Lines per child.
    lines: usize,
    children: usize,
}

/// What a flood took.
#[derive(Clone, Copy)]
struct Flood {
    wall: Duration,
    /// Without that of the generators.
    cpu: Duration,
    /// In KiB.
    peak: u64,
    /// Lines that the manager printed, where they were counted.
    printed: Option<u64>,
}

pub(crate) fn measure(
    managers: &[Manager],
    lines: usize,
    floods: usize,
) -> Result<(), Box<dyn Error>> {
    for children in CHILDREN {
        let load = Load {
            lines: lines / children,
            children,
        };
        let mut rows = vec![row("`cat >/dev/null`", repeat(floods, || cat(load))?, load)];
        rows[0].push(cell(None));
        for manager in managers {
            let flood = || run(manager, load, Output::Discarded);
            let flood = repeat(floods, flood)?;
            let mut cells = row(manager.name, flood, load);
            // What draws on a terminal prints no lines.
            let is_counted = manager.manner == Manner::Plain && flood.is_some();
            let counted = if is_counted {
                run(manager, load, Output::Counted)?
            } else {
                None
            };
            cells.push(cell(counted.and_then(|flood| shown(flood.printed?, lines))));
            rows.push(cells);
        }
        let whom = match children {
            1 => "one child".to_owned(),
            _ => format!("{children} children at once"),
        };
        let title = format!("{lines} lines of 100 bytes from {whom} to `/dev/null`");
        let columns = [
            "",
            "s",
            "CPU, s",
            "CPU, ns per line",
            "peak, MiB",
            "printed to a pipe, %",
        ];
        table::print(&title, &columns, &rows);
    }
    Ok(())
}

fn cat(load: Load) -> Result<Option<Flood>, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let report = dir.path().join("report");
    let line = generator::command(load.lines, BLOCK_LINES, &report)?;
    let lines = vec![format!("({line}) | cat >/dev/null &"); load.children];
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(lines.join("\n") + "\nwait");
    let launched = Launched::start(shell, Manner::Plain, Output::Discarded)?;
    watch(launched, End::ByItself, load, &report)
}

fn run(manager: &Manager, load: Load, output: Output) -> Result<Option<Flood>, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let report = dir.path().join("report");
    let line = generator::command(load.lines, BLOCK_LINES, &report)?;
    let command = manager.command(dir.path(), &Task::same(load.children, &line))?;
    let launched = Launched::start(command, manager.manner, output)?;
    watch(launched, manager.end, load, &report)
}

/// The median of several floods; none if one did not come to its end.
fn repeat(
    floods: usize,
    flood: impl Fn() -> Result<Option<Flood>, Box<dyn Error>>,
) -> Result<Option<Flood>, Box<dyn Error>> {
    let mut took = Vec::new();
    for _ in 0..floods {
        let Some(flood) = flood()? else {
            return Ok(None);
        };
        took.push(flood);
        if flood.wall > LONG {
            break;
        }
    }
    let figures = |figure: fn(&Flood) -> Duration| median(took.iter().map(figure));
    Ok(figures(|flood| flood.wall)
        .zip(figures(|flood| flood.cpu))
        .zip(took.iter().map(|flood| flood.peak).max())
        .map(|((wall, cpu), peak)| Flood {
            wall,
            cpu,
            peak,
            printed: None,
        }))
}

/// Waits until the generators have ended, and the manager with them; none if they do not in time.
fn watch(
    launched: Launched,
    end: End,
    load: Load,
    report: &Path,
) -> Result<Option<Flood>, Box<dyn Error>> {
    let before = cpu::used(UsageWho::RUSAGE_CHILDREN)?;
    let mut last = Usage::default();
    let wall = loop {
        if let Some(wall) = launched.until_ended(LOOK) {
            break Some(wall);
        }
        let elapsed = launched.began.elapsed();
        if end == End::WhenTold && generator::reported(report).0 == load.children {
            last = at_rest(launched.pid);
            break Some(elapsed);
        }
        if elapsed > LIMIT {
            break None;
        }
        last.peak = last.peak.max(usage(launched.pid).peak);
    };
    let printed = launched.stop();
    let (reports, generators) = generator::reported(report);
    if reports < load.children {
        return Ok(None);
    }
    let cpu = match end {
        End::WhenTold => last.cpu,
        // Exact, with that of processes that came and went in between.
        End::ByItself => {
            let all = cpu::used(UsageWho::RUSAGE_CHILDREN)?.saturating_sub(before);
            all.saturating_sub(generators)
        }
    };
    Ok(wall.map(|wall| Flood {
        wall,
        cpu,
        peak: last.peak,
        printed,
    }))
}

/// What a manager has taken when it takes no more.
fn at_rest(manager: u32) -> Usage {
    let mut last = usage(manager);
    loop {
        std::thread::sleep(Duration::from_millis(300));
        let now = usage(manager);
        if now.cpu.saturating_sub(last.cpu) < Duration::from_millis(10) {
            return now;
        }
        last = now;
    }
}

/// The part of the lines that was printed, in %. What a manager says itself is not told apart from them.
fn shown(printed: u64, lines: usize) -> Option<String> {
    let percent = (printed * 100).checked_div(lines as u64)?;
    Some(percent.min(100).to_string())
}

fn row(name: &str, flood: Option<Flood>, load: Load) -> Vec<String> {
    let figure = |show: &dyn Fn(Flood) -> String| cell(flood.map(show));
    #[expect(clippy::cast_precision_loss, reason = "a figure to be shown")]
    let per_line = |took: Duration| took.as_secs_f64() * 1e9 / (load.lines * load.children) as f64;
    vec![
        name.to_owned(),
        figure(&|flood| format!("{:.2}", flood.wall.as_secs_f64())),
        figure(&|flood| format!("{:.2}", flood.cpu.as_secs_f64())),
        figure(&|flood| format!("{:.0}", per_line(flood.cpu))),
        // Too short a flood ends before anybody looks.
        cell(flood.and_then(|flood| (flood.peak > 0).then(|| mebibytes(flood.peak)))),
    ]
}
