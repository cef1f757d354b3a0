//! The numbers of runs, which go on from one program to the next.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::directory::{Directory, try_lock};
use crate::id::{ProcessId, Run};

/// A line for each process: the number of its last run, and its name.
const FILE: &str = "runs";

/// Who changes the file holds this one.
const LOCK: &str = "runs.lock";

/// The most that is read of the file, in bytes: more processes than a supervisor holds.
const MAX_BYTES: u64 = 1024 * 1024;

/// How often the lock is tried for; it is held for as long as it takes to write a small file.
const TRIES: usize = 100;

/// Takes the next number for a run of this process, after `last`. No two programs get the same.
pub(super) fn next(dir: &Directory, process: &ProcessId, last: Option<Run>) -> io::Result<Run> {
    let lock = dir.lock_file(LOCK)?;
    let locked = (0..TRIES).any(|_| {
        let locked = try_lock(&lock);
        if !locked {
            std::thread::yield_now();
        }
        locked
    });
    if !locked {
        return Err(io::Error::from(io::ErrorKind::WouldBlock));
    }
    let text = dir.read_small(FILE, MAX_BYTES)?;
    let mut runs: Vec<(u32, &str)> = text.lines().filter_map(entry).collect();
    let known = runs.iter().position(|(_, name)| *name == process.as_str());
    let before = known.map(|at| Run::from_number(runs.remove(at).0));
    let run = before.max(last).map_or(Run::FIRST, Run::next);
    runs.push((run.number(), process.as_str()));
    write(dir, &runs)?;
    Ok(run)
}

/// A line; one that is damaged counts as not there.
fn entry(line: &str) -> Option<(u32, &str)> {
    let (number, name) = line.split_once(' ')?;
    Some((number.parse().ok()?, name))
}

/// Puts a new file in the place of the old one, so that no reader sees half of it.
fn write(dir: &Directory, runs: &[(u32, &str)]) -> io::Result<()> {
    let mut text = String::new();
    for (number, name) in runs {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{number} {name}");
    }
    let name = "runs.next";
    // One that a kill left behind.
    let _ = dir.remove(name);
    dir.create_file(name)?.write_all(text.as_bytes())?;
    dir.rename(name, FILE)
}
