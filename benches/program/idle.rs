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

/// Watches all managers at the same time: each of them does nothing.
pub(crate) fn measure(managers: &[Manager], watch: Duration) -> Result<(), Box<dyn Error>> {
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
        thread::sleep(REST);
        let usages = || -> Vec<_> { launched.iter().map(|manager| usage(manager.pid)).collect() };
        let before = usages();
        thread::sleep(watch);
        let after = usages();
        let rows: Vec<_> = managers
            .iter()
            .zip(started)
            .zip(before.iter().zip(&after))
            .map(|((manager, started), usages)| row(manager, started.then_some(usages)))
            .collect();
        for manager in launched {
            manager.stop();
        }

        let title = format!(
            "Idle for {} s with {children} quiet children",
            watch.as_secs()
        );
        let columns = [
            "",
            "CPU, ms",
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

fn row(manager: &Manager, usages: Option<(&Usage, &Usage)>) -> Vec<String> {
    let figure = |show: fn(&Usage, &Usage) -> String| cell(usages.map(|(a, b)| show(a, b)));
    vec![
        manager.name.to_owned(),
        figure(|before, after| {
            let took = after.since(before).cpu;
            format!("{:.1}", took.as_secs_f64() * 1e3)
        }),
        figure(|before, after| after.since(before).waits.to_string()),
        figure(|_, after| mebibytes(after.resident)),
        figure(|_, after| mebibytes(after.proportional)),
    ]
}

/// MiB out of KiB.
#[expect(clippy::cast_precision_loss, reason = "a figure to be shown")]
pub(crate) fn mebibytes(kibibytes: u64) -> String {
    format!("{:.1}", kibibytes as f64 / 1024.0)
}
