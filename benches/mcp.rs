//! What a call of a tool costs beside a bare echo over the same pipe or socket, measured in turns in the same run.
//!
//! `cargo bench --bench mcp`, or with `-- --quick`; `-- --program PATH` measures another build.

#[path = "mcp/client.rs"]
mod client;
#[path = "mcp/floor.rs"]
mod floor;
#[path = "mcp/hold.rs"]
mod hold;
#[path = "mcp/http.rs"]
mod http;
#[path = "mcp/server.rs"]
mod server;
#[path = "mcp/start.rs"]
mod start;
#[path = "mcp/stdio.rs"]
mod stdio;
#[path = "support/table.rs"]
mod table;

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use self::client::Client;

/// How much is measured.
struct Effort {
    /// How often the clients take turns.
    rounds: usize,
    /// Calls of a client in one turn.
    calls: usize,
    /// Starts, of which the median counts.
    starts: usize,
    /// How long 1,000 calls a second are asked for.
    hold: Duration,
}

impl Effort {
    const FULL: Self = Self {
        rounds: 10,
        calls: 1_000,
        starts: 30,
        hold: Duration::from_secs(10),
    };

    const QUICK: Self = Self {
        rounds: 3,
        calls: 200,
        starts: 5,
        hold: Duration::from_secs(2),
    };
}

/// A way to call a tool.
struct Way {
    name: &'static str,
    client: Box<dyn Client>,
    /// The way without a tool at its end, and how far above it a call may be, in µs.
    floor: Option<(usize, u64)>,
    times: Vec<Duration>,
}

#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = std::env::args().collect();
    let asked = |flag: &str| args.iter().any(|arg| arg == flag);
    // Without the flag that `cargo bench` gives, this is a test that it compiles.
    if floor::ran()? || !asked("--bench") {
        return Ok(());
    }
    let program = args.iter().skip_while(|arg| *arg != "--program").nth(1);
    let program = program.map_or(env!("CARGO_BIN_EXE_brummer").into(), PathBuf::from);
    let effort = if asked("--quick") {
        Effort::QUICK
    } else {
        Effort::FULL
    };
    let (piped, open) = (server::Project::new()?, server::Project::new()?);
    start::measure(&program, &piped, effort.starts)?;

    let stdio = server::stdio(&program, &piped)?;
    let mut http = server::http(&program, &open)?;
    let echo = floor::start()?;
    let stdio_pid = stdio.id();
    let mut ways = vec![
        way("pipe: `cat`", stdio::Echo::start()?, None),
        way("pipe: a call", stdio::Session::open(stdio)?, Some((0, 20))),
        way("HTTP: echo", http::Echo::open(&echo.address)?, None),
        way(
            "HTTP: a call",
            http::Calls::open(&http.address)?,
            Some((2, 60)),
        ),
        way(
            "HTTP: a call, with a session",
            http::Session::open(&http.address)?,
            Some((2, 60)),
        ),
    ];
    take_turns(&mut ways, &effort)?;
    print(&ways);
    hold::measure(&mut ways, effort.hold)?;

    println!(
        "\nmemory after {} calls and more",
        effort.rounds * effort.calls
    );
    println!("  stdio: {}", server::resident(stdio_pid));
    println!("  HTTP:  {}", server::resident(http.id()));
    http.end();
    Ok(())
}

fn way(name: &'static str, client: impl Client + 'static, floor: Option<(usize, u64)>) -> Way {
    Way {
        name,
        client: Box::new(client),
        floor,
        times: Vec::new(),
    }
}

/// Calls in turns, so that whatever else the machine does meets all of them alike.
fn take_turns(ways: &mut [Way], effort: &Effort) -> Result<(), Box<dyn Error>> {
    for round in 0..=effort.rounds {
        for way in &mut *ways {
            for _ in 0..effort.calls {
                let began = Instant::now();
                way.client.call()?;
                way.times.push(began.elapsed());
            }
            if round == 0 {
                // The first turn warms up.
                way.times.clear();
            }
        }
    }
    Ok(())
}

fn print(ways: &[Way]) {
    let rows: Vec<_> = ways
        .iter()
        .map(|way| {
            let (median, p99) = (at(&way.times, 50), at(&way.times, 99));
            let floor = way
                .floor
                .map(|(floor, most)| (at(&ways[floor].times, 50), most));
            let over = floor.map(|(floor, most)| {
                let over = median.saturating_sub(floor);
                let ratio = median.as_secs_f64() / floor.as_secs_f64();
                let met = if over <= Duration::from_micros(most) {
                    "met"
                } else {
                    "missed"
                };
                [
                    micros(over),
                    format!("{ratio:.1}"),
                    format!("{most}, {met}"),
                ]
            });
            let mut row = vec![way.name.to_owned(), micros(median), micros(p99)];
            row.extend(over.unwrap_or_default());
            row
        })
        .collect();
    let title = "`scripts_status` of one process beside an echo of the same size, in µs";
    let columns = ["", "median", "p99", "over the floor", "× floor", "target"];
    table::print(title, &columns, &rows);
}

/// The time that so many of a hundred calls did not exceed.
fn at(times: &[Duration], percent: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    times.get(last * percent / 100).copied().unwrap_or_default()
}

fn micros(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e6)
}
