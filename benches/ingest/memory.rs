//! What memory a flood takes, beside the budget.

use std::error::Error;

use brummer_core::{Command, DEFAULT_LOG_BYTES, LogQuery, Spec, Supervisor};

use crate::generator::{self, BLOCK_LINES};
use crate::table;

/// Prints how much more memory is resident after so many lines, and fails if that is far beyond the budget.
#[expect(clippy::cast_precision_loss, reason = "figures to be shown")]
pub(crate) fn measure(lines: usize) -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let line = generator::command(lines, BLOCK_LINES, &dir.path().join("report"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let before = resident()?;
    let (grown, kept) = runtime.block_on(async {
        let supervisor = Supervisor::builder().build()?;
        supervisor
            .start(Spec::new("child", Command::shell(line), dir.path())?)
            .await?;
        supervisor.wait_exit("child").await?;
        let kept = supervisor.count_logs(LogQuery::default()).await?;
        Ok::<_, Box<dyn Error>>((resident()?.saturating_sub(before), kept))
    })?;
    let mib = |bytes: usize| format!("{:.1}", bytes as f64 / f64::from(1 << 20));
    let row = vec![
        format!("{lines} lines of 100 bytes"),
        kept.to_string(),
        mib(DEFAULT_LOG_BYTES),
        mib(grown),
    ];
    let columns = ["", "lines kept", "budget, MiB", "resident, MiB more"];
    table::print("memory after a flood", &columns, &[row]);
    // The allocator, and the segment that is evicted while the next one grows.
    if grown > DEFAULT_LOG_BYTES + DEFAULT_LOG_BYTES / 4 {
        return Err("the logs take more than their budget".into());
    }
    Ok(())
}

/// Bytes of this process in memory (proc(5), `statm`).
fn resident() -> Result<usize, Box<dyn Error>> {
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages: usize = statm
        .split(' ')
        .nth(1)
        .ok_or("no second number in statm")?
        .parse()?;
    Ok(pages * rustix::param::page_size())
}
