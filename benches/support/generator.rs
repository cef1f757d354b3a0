//! A child that prints a lot: the benchmark itself, executed again with [`FLAG`].

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::time::Duration;

use nix::sys::resource::UsageWho;

use crate::cpu;

/// What makes the benchmark the generator.
const FLAG: &str = "--generate";

/// How much text is built at a time, in lines: what a program that buffers hands to the system at a time.
pub(crate) const BLOCK_LINES: usize = 1000;

/// What a generator prints, as the example projects do. Each is filled up to 99 bytes and a newline.
const TEXTS: [&str; 5] = [
    "INFO  GET /api/items 200 in 12 ms, 4 queries, cache hit, user-agent=Mozilla/5.0 (X11; Linux)",
    "DEBUG worker 3 took job `resize` from the queue `images`, 17 waiting, oldest is 2 s old",
    "INFO  rebuilt 214 modules in 431 ms (3 changed: src/app.ts, src/view/list.ts, src/api.ts)",
    "WARN  slow query: SELECT id, name FROM items WHERE owner = $1 ORDER BY name took 812 ms",
    "INFO  POST /api/login 302 in 48 ms, 2 queries, session 5f1c, user-agent=curl/8.5.0",
];

/// Prints and ends, if this program was executed as the generator.
pub(crate) fn ran() -> io::Result<bool> {
    let args: Vec<_> = std::env::args().collect();
    let [_, flag, lines, at_once, report] = args.as_slice() else {
        return Ok(false);
    };
    if flag != FLAG {
        return Ok(false);
    }
    let parse = |number: &str| number.parse().map_err(io::Error::other);
    generate(parse(lines)?, parse(at_once)?)?;
    let mut report = OpenOptions::new().append(true).create(true).open(report)?;
    writeln!(report, "{}", cpu::used(UsageWho::RUSAGE_SELF)?.as_micros())?;
    Ok(true)
}

/// The shell command of a generator of so many lines, each write with so many of them (at least 1, at most
/// [`BLOCK_LINES`]). At its end it adds to the report what CPU it took.
pub(crate) fn command(lines: usize, at_once: usize, report: &Path) -> io::Result<String> {
    let program = std::env::current_exe()?;
    let (program, report) = (program.display(), report.display());
    Ok(format!(
        "exec '{program}' {FLAG} {lines} {at_once} '{report}'"
    ))
}

/// How many generators have reported, and what CPU all of them took together.
pub(crate) fn reported(report: &Path) -> (usize, Duration) {
    let report = std::fs::read_to_string(report).unwrap_or_default();
    let took = report.lines().filter_map(|line| line.parse().ok());
    let took: Vec<_> = took.map(Duration::from_micros).collect();
    (took.len(), took.iter().sum())
}

fn generate(lines: usize, at_once: usize) -> io::Result<()> {
    // Without the standard library's line buffer, which would look for line ends again.
    let mut stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let block = block();
    let mut left = lines;
    while left > 0 {
        let now = left.min(BLOCK_LINES);
        for lines in block[..now * 100].chunks(at_once * 100) {
            stdout.write_all(lines)?;
        }
        left -= now;
    }
    Ok(())
}

fn block() -> Vec<u8> {
    let mut block = String::with_capacity(BLOCK_LINES * 100);
    for (n, text) in TEXTS.iter().cycle().take(BLOCK_LINES).enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(block, "{n:04} {text:<94.94}");
    }
    block.into_bytes()
}
