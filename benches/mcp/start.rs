//! From the start of the server to its first answer.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::server::{self, Project};
use crate::stdio::{Lines, line};
use crate::{at, client, micros, table};

pub(crate) fn measure(
    program: &Path,
    project: &Project,
    starts: usize,
) -> Result<(), Box<dyn Error>> {
    let (mut floor, mut ours, mut memory) = (Vec::new(), Vec::new(), String::new());
    let hello = line(&client::initialize());
    for _ in 0..starts {
        let began = Instant::now();
        let mut cat = Command::new("cat");
        let cat = cat.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        answered(Lines::new(cat), &hello)?;
        floor.push(began.elapsed());

        let began = Instant::now();
        let server = server::stdio(program, project)?;
        let pid = server.id();
        let mut lines = Lines::new(server);
        lines.send(&hello)?;
        lines.receive()?;
        ours.push(began.elapsed());
        memory = server::resident(pid);
    }
    let row = |name: &str, times: &[Duration], memory: &str| {
        vec![
            name.to_owned(),
            micros(at(times, 50)),
            micros(at(times, 99)),
            memory.to_owned(),
        ]
    };
    let rows = [
        row("`cat`", &floor, ""),
        row("`brummer mcp`", &ours, &memory),
    ];
    let title = format!("Start to the first answer over pipes, {starts} starts, in µs");
    table::print(&title, &["", "median", "p99", "memory then"], &rows);
    Ok(())
}

fn answered(mut lines: Lines, hello: &[u8]) -> std::io::Result<()> {
    lines.send(hello)?;
    lines.receive().map(|_| ())
}
