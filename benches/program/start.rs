//! From the start of a manager to the first line of a child on its output.

use std::error::Error;
use std::process::Command;
use std::time::Duration;

use crate::launch::{Launched, Output};
use crate::managers::{Manager, Manner, Task};
use crate::{cell, median, table};

/// The text is put together by the child, so that a manager that shows the command does not show the text.
const LINE: &str = "printf '%s-%s\\n' ready child";
const TEXT: &str = "ready-child";

const LIMIT: Duration = Duration::from_secs(20);

pub(crate) fn measure(managers: &[Manager], starts: usize) -> Result<(), Box<dyn Error>> {
    let mut rows = Vec::new();
    let tasks = Task::same(1, LINE);
    let floor = repeat(starts, Manner::Plain, || {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", LINE]);
        Ok(shell)
    })?;
    rows.push(row("`sh -c`", floor, floor));
    for manager in managers {
        let dir = tempfile::tempdir()?;
        let took = repeat(starts, manager.manner, || {
            Ok(manager.command(dir.path(), &tasks)?)
        })?;
        rows.push(row(manager.name, took, floor));
    }
    let title = format!("Start to the first line of the child, median of {starts}");
    table::print(&title, &["", "ms", "ms over `sh -c`"], &rows);
    Ok(())
}

fn repeat(
    starts: usize,
    manner: Manner,
    command: impl Fn() -> Result<Command, Box<dyn Error>>,
) -> Result<Option<Duration>, Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..starts {
        let launched = Launched::start(command()?, manner, Output::Searched(TEXT))?;
        let took = launched.until_seen(LIMIT);
        launched.stop();
        // One that does not show the line once is not asked again.
        let Some(took) = took else { return Ok(None) };
        times.push(took);
    }
    Ok(median(times))
}

fn row(name: &str, took: Option<Duration>, floor: Option<Duration>) -> Vec<String> {
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    let over = took.zip(floor);
    let over = over.map(|(took, floor)| ms(took.saturating_sub(floor)));
    vec![name.to_owned(), cell(took.map(ms)), cell(over)]
}
