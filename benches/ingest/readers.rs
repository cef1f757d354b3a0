//! How long a reader takes while a child floods the log that it reads.

use std::error::Error;
use std::time::{Duration, Instant};

use brummer_core::{Command, LogQuery, ProcessId, Spec, Supervisor};

use crate::generator::{self, BLOCK_LINES};
use crate::table;

/// Reads the last line over and over until the child has ended, and prints what that took.
pub(crate) fn measure(lines: usize) -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let line = generator::command(lines, BLOCK_LINES, &dir.path().join("report"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let supervisor = runtime.block_on(async { Supervisor::builder().build() })?;
    let spec = Spec::new("child", Command::shell(line), dir.path())?;
    runtime.block_on(supervisor.start(spec))?;
    let query = LogQuery::tail(&ProcessId::new("child")?, 1);
    let mut took = Vec::new();
    let mut reader = supervisor.reader();
    // This thread reads; the other one stores.
    while reader
        .process("child")
        .is_some_and(|child| child.is_running())
    {
        let began = Instant::now();
        runtime.block_on(supervisor.logs(query.clone()))?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    let at = |part: usize| took.get(took.len() * part / 1000).copied();
    let shown =
        |time: Option<Duration>| format!("{:.1}", time.unwrap_or_default().as_secs_f64() * 1e6);
    let row = vec![
        "last line".to_owned(),
        took.len().to_string(),
        shown(at(500)),
        shown(at(990)),
        shown(at(999)),
    ];
    let columns = ["", "reads", "median, µs", "99 %, µs", "99.9 %, µs"];
    table::print("a reader during a flood", &columns, &[row]);
    Ok(())
}
