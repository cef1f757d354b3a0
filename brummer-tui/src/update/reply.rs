//! What the supervisor answers, as messages to the user.

use std::error::Error;

use brummer_core::{ProcessId, Started, StopReport};

use super::{Effect, Reply, TerminalEffect, rows, settings};
use crate::model::{Kind, Leaving, Messages, Model};
use crate::options::{End, Left, Outcome};
use crate::text::count;

/// The supervisor has answered.
pub(super) fn take(model: &mut Model, reply: Reply) -> Vec<Effect> {
    let messages = &mut model.messages;
    match reply {
        // The list shows it.
        Reply::Started(Ok(Started::New(_))) | Reply::Restarted(Ok(_)) => {}
        Reply::Started(Ok(Started::Already(process))) => {
            messages.add(Kind::Done, format!("{} runs already", process.id()));
        }
        Reply::Ran(Ok(process)) => return rows::show_process(model, process.id().clone()),
        Reply::Ran(Err(text)) | Reply::Said(Err(text)) => messages.add(Kind::Error, text),
        Reply::Said(Ok(text)) => messages.add(Kind::Done, text),
        Reply::Saved(path, Ok(lines)) => {
            let lines = count(lines);
            messages.add(
                Kind::Done,
                format!("saved {lines} lines to {}", path.display()),
            );
        }
        Reply::Saved(path, Err(error)) => {
            messages.add(
                Kind::Error,
                format!("cannot save to {}: {error}", path.display()),
            );
        }
        Reply::File(Some((path, line))) => {
            return vec![Effect::Terminal(TerminalEffect::Edit(path, line))];
        }
        Reply::File(None) => {
            messages.add(Kind::Done, "this line names no file that is there");
        }
        Reply::AllStopped(answers) if answers.is_empty() => {
            messages.add(Kind::Done, "nothing runs that could be stopped");
        }
        Reply::AllStopped(answers) => {
            for answer in answers {
                match answer {
                    Ok(report) => stopped(messages, &report),
                    Err(error) => failed(messages, &error),
                }
            }
        }
        Reply::Stopped(Ok(report)) => stopped(messages, &report),
        Reply::Started(Err(error)) | Reply::Stopped(Err(error)) | Reply::Restarted(Err(error)) => {
            failed(messages, &error);
        }
        Reply::AllRestarted(answers) => all_restarted(messages, &answers),
        Reply::AllKilled(answers) => {
            for error in answers
                .iter()
                .filter_map(|(_, answer)| answer.as_ref().err())
            {
                failed(messages, error);
            }
        }
        Reply::Editors(editors) => return settings::take_editors(model, editors),
        Reply::Planned(edit, shown) => return settings::planned(model, edit, shown),
        Reply::Written(written) => return settings::written(model, written),
        Reply::ShutDown(reports) => return vec![Effect::End(outcome(model, reports))],
    }
    vec![Effect::Draw]
}

/// A request was not made.
pub(super) fn refused(model: &mut Model) -> Vec<Effect> {
    let text = "too many requests are under way; try again when some are done";
    model.messages.add(Kind::Error, text);
    vec![Effect::Draw]
}

fn outcome(model: &Model, reports: Vec<StopReport>) -> Outcome {
    let left = match model.leaving {
        Leaving::Stopping { left, .. } | Leaving::Killing { left, .. } => left,
        Leaving::No | Leaving::Asked => Left::Shutdown,
    };
    let end = End::Stopped;
    Outcome { left, end, reports }
}

fn stopped(messages: &mut Messages, report: &StopReport) {
    let kind = if report.is_clean() {
        Kind::Done
    } else {
        Kind::Error
    };
    messages.add(kind, report.to_string());
}

fn all_restarted<T>(
    messages: &mut Messages,
    answers: &[(ProcessId, Result<T, brummer_core::Error>)],
) {
    for error in answers
        .iter()
        .filter_map(|(_, answer)| answer.as_ref().err())
    {
        failed(messages, error);
    }
    match answers.iter().filter(|(_, answer)| answer.is_ok()).count() {
        0 if answers.is_empty() => messages.add(Kind::Done, "nothing runs that could be restarted"),
        0 => {}
        1 => messages.add(Kind::Done, "restarted 1 process"),
        count => messages.add(Kind::Done, format!("restarted {count} processes")),
    }
}

/// The error with its causes, in one line.
fn failed(messages: &mut Messages, error: &brummer_core::Error) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    messages.add(Kind::Error, text);
}
