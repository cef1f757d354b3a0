//! What a handle costs that is connected to another process's supervisor, beside one in the process, and beside a bare socket: how long
//! until a change is seen, a page of a log, and from joining until a first screen is there. All take turns in the same run.
//!
//! `cargo bench --bench remote`, or with `-- --quick`.

#[path = "remote/host.rs"]
mod host;
#[path = "support/table.rs"]
mod table;

use std::error::Error;
use std::time::{Duration, Instant};

use brummer_core::{LogQuery, Supervisor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use self::host::{Host, Order};

/// Lines of a page, each of 80 bytes.
const LINES: usize = 1_000;

/// Lines of a screen.
const SCREEN: usize = 50;

/// About the size of the message that tells of a change, in bytes.
const CHANGE: usize = 300;

/// The size of a page on the wire, in bytes.
const PAGE: usize = 82 * LINES + 100;

/// The size of the request for one, in bytes.
const REQUEST: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = std::env::args().collect();
    let asked = |flag: &str| args.iter().any(|arg| arg == flag);
    // Without the flag that `cargo bench` gives, this is a test that it compiles.
    if !asked("--bench") {
        return Ok(());
    }
    let (rounds, times) = if asked("--quick") {
        (3, 100)
    } else {
        (10, 500)
    };
    // As in a program that shows what another one runs: a thread each.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure(rounds, times))
}

async fn measure(rounds: usize, times: usize) -> Result<(), Box<dyn Error>> {
    let mut host = Host::start()?;
    let connected = host.connect().await?;
    let here = host.supervisor.clone();
    let names = ["socket", "in the process", "connected"];
    let mut changes: [Vec<Duration>; 3] = Default::default();
    let mut pages: [Vec<Duration>; 3] = Default::default();
    let mut screens: [Vec<Duration>; 3] = Default::default();
    for round in 0..=rounds {
        let mut socket = host.socket()?;
        for _ in 0..times {
            changes[0].push(told(&mut host, &mut socket).await?);
        }
        for (n, supervisor) in [(1, &here), (2, &connected)] {
            for _ in 0..times {
                changes[n].push(seen(&mut host, supervisor).await?);
            }
        }
        for _ in 0..times {
            pages[0].push(fetched(&host, &mut socket).await?);
        }
        for (n, supervisor) in [(1, &here), (2, &connected)] {
            for _ in 0..times {
                pages[n].push(read(supervisor).await?);
            }
        }
        // Last, since the host has another bare socket after that.
        for _ in 0..times {
            screens[0].push(fetched_by_a_new_socket(&host).await?);
            screens[1].push(shown(Some(&here), &host).await?);
            screens[2].push(shown(None, &host).await?);
        }
        if round == 0 {
            // The first turn warms up.
            let all = changes.iter_mut().chain(&mut pages).chain(&mut screens);
            all.for_each(Vec::clear);
        }
    }
    print(
        "From a change until another thread or process sees it, in µs",
        names,
        &changes,
    );
    print("A page of 1,000 lines of 80 bytes, in µs", names, &pages);
    print(
        "From joining until the processes and 50 lines are there, in µs (a new connection each time)",
        names,
        &screens,
    );
    host.end();
    Ok(())
}

/// How long it takes until there is what a first screen shows: through this handle, or one that is connected for it.
async fn shown(handle: Option<&Supervisor>, host: &Host) -> Result<Duration, Box<dyn Error>> {
    let began = Instant::now();
    let handle = match handle {
        Some(handle) => handle.clone(),
        None => host.connect().await?,
    };
    let query = LogQuery {
        limit: SCREEN,
        ..LogQuery::default()
    };
    let lines = handle.logs(query).await?.lines.len();
    let processes = handle.snapshot().processes().len();
    let took = began.elapsed();
    assert!(lines == SCREEN && processes > 0);
    Ok(took)
}

/// How long it takes to make a socket, and to get as many bytes through it.
async fn fetched_by_a_new_socket(host: &Host) -> Result<Duration, Box<dyn Error>> {
    let began = Instant::now();
    let mut socket = host.socket()?;
    host.order(Order::Answer(REQUEST, CHANGE));
    socket.write_all(&[0; REQUEST]).await?;
    socket.read_exact(&mut [0; CHANGE]).await?;
    host.order(Order::Answer(REQUEST, PAGE * SCREEN / LINES));
    let mut page = vec![0; PAGE * SCREEN / LINES];
    socket.write_all(&[0; REQUEST]).await?;
    socket.read_exact(&mut page).await?;
    Ok(began.elapsed())
}

/// How long it takes until a change is seen by somebody who waits for it.
async fn seen(host: &mut Host, supervisor: &Supervisor) -> Result<Duration, Box<dyn Error>> {
    let mut changes = supervisor.changes();
    let before = supervisor.snapshot().revision();
    host.order(Order::Change);
    while supervisor.snapshot().revision() == before {
        changes.wait().await;
    }
    let seen = Instant::now();
    Ok(seen.saturating_duration_since(host.began()?))
}

/// How long it takes until a message of that size arrives.
async fn told(host: &mut Host, socket: &mut UnixStream) -> Result<Duration, Box<dyn Error>> {
    host.order(Order::Send(CHANGE));
    let mut message = [0; CHANGE];
    socket.read_exact(&mut message).await?;
    let seen = Instant::now();
    Ok(seen.saturating_duration_since(host.began()?))
}

/// How long it takes to ask for as many bytes as a page has, and get them.
async fn fetched(host: &Host, socket: &mut UnixStream) -> Result<Duration, Box<dyn Error>> {
    host.order(Order::Answer(REQUEST, PAGE));
    let mut page = vec![0; PAGE];
    let began = Instant::now();
    socket.write_all(&[0; REQUEST]).await?;
    socket.read_exact(&mut page).await?;
    Ok(began.elapsed())
}

async fn read(supervisor: &Supervisor) -> Result<Duration, Box<dyn Error>> {
    let query = LogQuery {
        limit: LINES,
        ..LogQuery::default()
    };
    let began = Instant::now();
    let page = supervisor.logs(query).await?;
    let took = began.elapsed();
    assert_eq!(page.lines.len(), LINES);
    Ok(took)
}

fn print(title: &str, names: [&str; 3], times: &[Vec<Duration>; 3]) {
    let floor = at(&times[0], 50).as_secs_f64();
    let row = |(name, times): (&str, &Vec<Duration>)| {
        let (median, p99) = (at(times, 50), at(times, 99));
        let ratio = format!("{:.2}", median.as_secs_f64() / floor);
        vec![name.to_owned(), micros(median), micros(p99), ratio]
    };
    let rows: Vec<_> = names.into_iter().zip(times).map(row).collect();
    table::print(title, &["", "median", "p99", "× socket"], &rows);
}

/// The time that so many of a hundred did not exceed.
fn at(times: &[Duration], percent: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    times.get(last * percent / 100).copied().unwrap_or_default()
}

fn micros(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e6)
}
