//! What a manager takes while its children are quiet.

use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

use crate::launch::{Launched, Output};
use crate::managers::{Manager, Task};
use crate::tree::{Usage, tree, usage};
use crate::{cell, table};

const CHILDREN: [usize; 2] = [10, 50];

/// How long a manager may take to start its children, and then to come to rest.
const LIMIT: Duration = Duration::from_secs(20);
const REST: Duration = Duration::from_secs(3);

/// Watches all managers at the same time, twice: each of them does nothing.
pub(crate) fn measure(
    managers: &[Manager],
    watch: Duration,
    settled: Duration,
) -> Result<(), Box<dyn Error>> {
    for children in CHILDREN {
        let tasks = Task::same(children, "exec sleep 1000");
        let mut launched = Vec::new();
        let mut dirs = Vec::new();
        for manager in managers {
            let dir = tempfile::tempdir()?;
            let command = manager.command(dir.path(), &tasks)?;
            launched.push(Launched::start(command, manager.manner, Output::Discarded)?);
            dirs.push(dir);
        }
        let started: Vec<_> = launched
            .iter()
            .map(|manager| all_run(manager.pid, children))
            .collect();
        let running = Instant::now();
        let usages = || -> Vec<_> { launched.iter().map(|manager| usage(manager.pid)).collect() };
        let [early, late] = [REST, settled].map(|from| {
            thread::sleep(from.saturating_sub(running.elapsed()));
            let before = usages();
            thread::sleep(watch);
            before.into_iter().zip(usages()).collect::<Vec<_>>()
        });
        let rows: Vec<_> = managers
            .iter()
            .zip(started)
            .zip(early.iter().zip(&late))
            .map(|((manager, started), watched)| row(manager, started.then_some(watched)))
            .collect();
        for manager in launched {
            manager.stop();
        }

        let title = format!(
            "Idle for {} s with {children} quiet children, from second {} and from second {} on",
            watch.as_secs(),
            REST.as_secs(),
            settled.as_secs()
        );
        let columns = [
            "",
            "CPU, ms",
            "wake-ups",
            "later: CPU, ms",
            "wake-ups",
            "resident, MiB",
            "proportional, MiB",
        ];
        table::print(&title, &columns, &rows);
    }
    Ok(())
}

/// Whether all children run, once they do.
fn all_run(manager: u32, children: usize) -> bool {
    let began = Instant::now();
    while began.elapsed() < LIMIT {
        let members = tree(manager);
        let run = members.iter().filter(|member| member.name == "sleep");
        if run.count() >= children {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

/// Before and after.
type Watched = (Usage, Usage);

fn row(manager: &Manager, watched: Option<(&Watched, &Watched)>) -> Vec<String> {
    let figure = |show: &dyn Fn(&Watched, &Watched) -> String| {
        cell(watched.map(|(early, late)| show(early, late)))
    };
    vec![
        manager.name.to_owned(),
        figure(&|early, _| cpu(early)),
        figure(&|early, _| wakes(early)),
        figure(&|_, late| cpu(late)),
        figure(&|_, late| wakes(late)),
        figure(&|_, (_, end)| mebibytes(end.resident)),
        figure(&|_, (_, end)| mebibytes(end.proportional)),
    ]
}

fn cpu((before, after): &Watched) -> String {
    format!("{:.1}", after.since(before).cpu.as_secs_f64() * 1e3)
}

fn wakes((before, after): &Watched) -> String {
    after.since(before).waits.to_string()
}

/// MiB out of KiB.
#[expect(clippy::cast_precision_loss, reason = "a figure to be shown")]
pub(crate) fn mebibytes(kibibytes: u64) -> String {
    format!("{:.1}", kibibytes as f64 / 1024.0)
}
