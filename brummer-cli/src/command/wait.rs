//! `brummer wait NAME…`: returns when processes can be used, or have ended.

use std::process::ExitCode;

use brummer_core::words::span;
use brummer_core::{ProcessId, ProcessSnapshot, ProjectSnapshot, Readiness};
use tokio::time::timeout;

use super::run::code;
use crate::args::{Common, Wait};
use crate::client::{Client, named};
use crate::report::{self, Failure};
use crate::runtime;

/// The exit code where the time is over, as `timeout(1)` has it.
pub(super) const TIMED_OUT: u8 = 124;

pub(crate) fn run(common: &Common, args: &Wait) -> Result<ExitCode, Failure> {
    runtime::single()?.block_on(async {
        let client = Client::connect(common).await?;
        let ids = named(&client.supervisor.snapshot(), &args.names)?;
        let verdict = |project: &ProjectSnapshot| {
            if args.exit {
                ended(project, &ids)
            } else {
                ready(project, &ids)
            }
        };
        let reached = client
            .supervisor
            .wait_until(|project| verdict(project) != Verdict::NotYet);
        let reached = timeout(args.timeout.0, reached);
        let project = tokio::select! {
            reached = reached => reached,
            gone = client.gone() => return Err(gone),
        };
        let Ok(project) = project else {
            let waited = span(args.timeout.0);
            report::say(&format!("brummer: not within {waited}"));
            say(&client.supervisor.snapshot(), &ids);
            return Ok(ExitCode::from(TIMED_OUT));
        };
        say(&project, &ids);
        Ok(match verdict(&project) {
            Verdict::Met => ExitCode::SUCCESS,
            Verdict::Never | Verdict::NotYet => ExitCode::FAILURE,
            Verdict::Failed(number) => project
                .process(ids[number].as_str())
                .map_or(ExitCode::FAILURE, |process| code(process)),
        })
    })
}

/// Where the processes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    NotYet,
    /// All are as they are wanted.
    Met,
    /// One of them cannot become so any more.
    Never,
    /// All have ended, the one with this number first among those that failed.
    Failed(usize),
}

fn ready(project: &ProjectSnapshot, ids: &[ProcessId]) -> Verdict {
    let is_ready = |process: &ProcessSnapshot| {
        process.is_running() && matches!(process.readiness(), Readiness::Ready { .. })
    };
    let mut met = true;
    for id in ids {
        match project.process(id.as_str()) {
            Some(process) if process.is_finished() => return Verdict::Never,
            None => return Verdict::Never,
            Some(process) => met &= is_ready(process),
        }
    }
    if met { Verdict::Met } else { Verdict::NotYet }
}

fn ended(project: &ProjectSnapshot, ids: &[ProcessId]) -> Verdict {
    let mut failed = None;
    for (number, id) in ids.iter().enumerate() {
        match project.process(id.as_str()) {
            Some(process) if !process.is_finished() => return Verdict::NotYet,
            Some(process) if process.status() == brummer_core::Status::Failed => {
                let end = process.end_time();
                failed = failed
                    .filter(|(first, _)| *first <= end)
                    .or(Some((end, number)));
            }
            Some(_) | None => {}
        }
    }
    failed.map_or(Verdict::Met, |(_, number)| Verdict::Failed(number))
}

fn say(project: &ProjectSnapshot, ids: &[ProcessId]) {
    for id in ids {
        match project.process(id.as_str()) {
            Some(process) => report::say(&format!("brummer: {process}")),
            None => report::say(&format!("brummer: {id} was removed")),
        }
    }
}
