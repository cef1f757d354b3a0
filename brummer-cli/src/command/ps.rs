//! `brummer ps`: what runs.

use std::process::ExitCode;

use brummer_core::words::{self, count};
use brummer_core::{Phase, ProcessSnapshot, Readiness};
use jiff::Timestamp;

use crate::args::{Common, Ps};
use crate::client::{Client, was_started};
use crate::report::{self, Failure};
use crate::runtime;
use crate::table::table;

pub(crate) fn run(common: &Common, args: &Ps) -> Result<ExitCode, Failure> {
    let client = runtime::single()?.block_on(Client::connect(common))?;
    let project = client.supervisor.snapshot();
    let wanted = |process: &&ProcessSnapshot| args.all || was_started(process);
    let processes = project.processes().iter().map(|process| &**process);
    let processes: Vec<_> = processes.filter(wanted).collect();
    if args.json {
        let json = serde_json::json!({"revision": project.revision(), "processes": processes});
        return report::answer(&format!("{json:#}"));
    }
    if processes.is_empty() {
        report::say(
            "nothing was started; `brummer start NAME` starts a script, `brummer scripts` lists them",
        );
        return Ok(ExitCode::SUCCESS);
    }
    let now = Timestamp::now();
    let rows = processes.iter().map(|process| row(process, now));
    report::answer(&table(rows.collect()))
}

fn row(process: &ProcessSnapshot, now: Timestamp) -> Vec<String> {
    let none = || "-".to_owned();
    let ready = if let Readiness::Ready { reason, .. } = process.readiness() {
        format!("ready ({reason})")
    } else {
        none()
    };
    let urls: Vec<_> = process.urls().iter().map(|url| url.url.as_str()).collect();
    vec![
        process.id().to_string(),
        status(process),
        process.pid().map_or_else(none, |pid| format!("pid {pid}")),
        since(process, now).unwrap_or_else(none),
        ready,
        problems(process).unwrap_or_else(none),
        if urls.is_empty() {
            none()
        } else {
            urls.join(" ")
        },
        process.script().to_owned(),
    ]
}

fn status(process: &ProcessSnapshot) -> String {
    match process.phase() {
        Phase::Ended { outcome, .. } => format!("{} ({outcome})", process.status()),
        Phase::Pending
        | Phase::Starting { .. }
        | Phase::Restarting { .. }
        | Phase::Running { .. }
        | Phase::Stopping { .. } => process.status().to_string(),
    }
}

/// Since when it is what it is.
fn since(process: &ProcessSnapshot, now: Timestamp) -> Option<String> {
    let since = process.end_time().or(process.start_time())?;
    Some(words::ago(since, now))
}

fn problems(process: &ProcessSnapshot) -> Option<String> {
    let problems = process.output().problems;
    let counts = [(problems.errors, "error"), (problems.warnings, "warning")];
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    let counts: Vec<_> = counts
        .map(|(number, what)| count(*number as usize, what))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}
