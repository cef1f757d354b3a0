//! `brummer events`: what happens, as it happens, for programs that are to be woken.

use std::process::ExitCode;

use brummer_core::{Delivery, Event, EventKind};
use jiff::tz::TimeZone;

use crate::args::{Common, Events};
use crate::client::Client;
use crate::report::{self, Failure};
use crate::runtime;

pub(crate) fn run(common: &Common, args: &Events) -> Result<ExitCode, Failure> {
    runtime::single()?.block_on(async {
        let client = Client::connect(common).await?;
        let mut events = client.supervisor.events();
        let mut left = args.number.unwrap_or(u64::MAX);
        while left > 0 {
            let delivery = tokio::select! {
                delivery = events.next() => delivery,
                gone = client.gone() => return Err(gone),
            };
            let Some(delivery) = delivery else {
                return Err(client.gone().await);
            };
            if let Some(line) = line(&delivery, args) {
                if !report::line(&line)? {
                    break;
                }
                left -= 1;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The line for what happened, if it is wanted. That something was missed is always told.
fn line(delivery: &Delivery, args: &Events) -> Option<String> {
    let event = match delivery {
        Delivery::Gap { missed } if args.json => {
            return Some(format!("{{\"event\":\"gap\",\"missed\":{missed}}}"));
        }
        Delivery::Gap { missed } => return Some(format!("… {missed} events were missed")),
        Delivery::Event(event) => event,
    };
    let is_problem = matches!(event.kind, EventKind::Problem { .. });
    if args.new_problems && !is_problem {
        return None;
    }
    Some(if args.json {
        serde_json::to_string(event).expect("an event is made of strings and numbers")
    } else {
        text(event)
    })
}

fn text(event: &Event) -> String {
    let time = event.time.to_zoned(TimeZone::system());
    let time = time.strftime("%H:%M:%S");
    let what = match &event.kind {
        EventKind::Added => "added".to_owned(),
        EventKind::Started { run, pid } => format!("started (run {run}, pid {pid})"),
        EventKind::Ready { reason, .. } => format!("ready ({reason})"),
        EventKind::Problem { problem, .. } => format!("new problem: {problem}"),
        EventKind::Cycle { watcher, .. } => brummer_core::words::watcher(watcher, event.time),
        EventKind::Stopping { .. } => "stopping".to_owned(),
        EventKind::Ended { outcome, .. } => format!("ended: {outcome}"),
        EventKind::Removed => "removed".to_owned(),
        // What a later version adds has no words here yet.
        _ => "changed".to_owned(),
    };
    format!(
        "{time} {} {}",
        event.process,
        what.replace(char::is_control, " ")
    )
}
