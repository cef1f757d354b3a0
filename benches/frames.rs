//! What it costs to build and draw a frame of the terminal UI, by view and by the number of lines in the log, beside an empty
//! frame of ratatui.
//!
//! `cargo bench -p brummer-tui --features bench --bench frames`, or with `-- --quick` for fewer lines.

#[path = "support/table.rs"]
mod table;

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use brummer_core::{Command, Spec, Supervisor};
use brummer_tui::bench::{Still, paper};

const SIZE: (u16, u16) = (200, 60);

/// Frames of each kind, of which the median counts.
const FRAMES: usize = 301;

/// What is looked at, and the keys that lead there from the list of processes.
const VIEWS: [(&str, &str); 12] = [
    ("processes and log, following", ""),
    ("log, scrolled up", "\tkkkkkkkkkk"),
    ("log, a search in it", "G/find GET\n"),
    ("log, times and names of all", "nGat"),
    ("log, filtered", "F/items\n"),
    ("problems", "2"),
    ("URLs", "3"),
    ("scripts", "4"),
    ("activity", "5"),
    ("settings", "6"),
    ("help", "?"),
    ("commands, over a view", "1:"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = std::env::args().collect();
    let asked = |flag: &str| args.iter().any(|arg| arg == flag);
    // Without the flag that `cargo bench` gives, this is a test that it compiles.
    if !asked("--bench") {
        return Ok(());
    }
    let lines: &[usize] = if asked("--quick") {
        &[10, 10_000]
    } else {
        &[10, 10_000, 1_000_000]
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(measure(lines))
}

async fn measure(lines: &[usize]) -> Result<(), Box<dyn Error>> {
    let mut empty = paper(SIZE)?;
    let floor = median(|| {
        empty.draw(|frame| {
            black_box(frame);
        })?;
        Ok(())
    })?;
    let mut rows = vec![vec!["floor: an empty frame".to_owned(); 1]];
    let mut anew = rows.clone();
    for (title, _) in VIEWS {
        rows.push(vec![title.to_owned()]);
        anew.push(vec![title.to_owned()]);
    }
    for count in lines {
        let supervisor = filled(*count).await?;
        let mut still = Still::new(supervisor.clone(), SIZE)?;
        rows[0].push(us(floor));
        anew[0].push(us(floor));
        for (row, (_, keys)) in VIEWS.iter().enumerate() {
            still.press(keys).await;
            still.draw()?;
            let same = median(|| Ok(still.draw()?))?;
            let whole = median(|| {
                still.clear()?;
                Ok(still.draw()?)
            })?;
            rows[row + 1].push(us(same));
            anew[row + 1].push(us(whole));
        }
        supervisor.shutdown().await;
    }
    let names: Vec<_> = lines.iter().map(|count| format!("{count} lines")).collect();
    let columns: Vec<&str> = std::iter::once("")
        .chain(names.iter().map(String::as_str))
        .collect();
    table::print(
        "A frame of 200×60 in which nothing has changed, µs",
        &columns,
        &rows,
    );
    table::print("The same with every cell drawn anew, µs", &columns, &anew);
    Ok(())
}

/// A supervisor whose one process has printed so many lines, some of them with problems.
async fn filled(lines: usize) -> Result<Supervisor, Box<dyn Error>> {
    let supervisor = Supervisor::builder().log_bytes(1 << 30).build()?;
    let text = "INFO  GET /api/items 200 in 12 ms, 4 queries, \\033[32mcache hit\\033[0m, user-agent=Mozilla/5.0 (X11; Linux)";
    let error = "src/a%s.ts(3,7): error TS2322: Type is wrong.";
    let command = format!(
        "seq 1 {lines} | awk '{{ if ($1 % 1000 == 5) printf \"{error}\\n\", $1; else printf \"%07d {text}\\n\", $1 }}'; echo; exec sleep 1000",
        error = error.replace("%s", "%d"),
    );
    let spec = Spec::new("flood", Command::shell(command), std::env::current_dir()?)?;
    supervisor.start(spec).await?;
    let mut changes = supervisor.log_changes();
    while supervisor.log_end().line() < lines as u64 {
        changes.wait().await;
    }
    Ok(supervisor)
}

fn median(
    mut frame: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<Duration, Box<dyn Error>> {
    let mut times = Vec::with_capacity(FRAMES);
    for _ in 0..FRAMES {
        let began = Instant::now();
        frame()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times[FRAMES / 2])
}

fn us(time: Duration) -> String {
    format!("{:.0}", time.as_secs_f64() * 1e6)
}
