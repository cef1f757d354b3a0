//! Takes note of what the person does to processes, so that agents see it as the person sees what they do.

use brummer_core::{ActivityRecord, Owner, Supervisor};

use crate::editing::FileEdit;
use crate::update::{Reply, Request};

/// Takes note of a request that changes something, which ends with its reply.
pub(super) fn begin(supervisor: &Supervisor, request: &Request) -> Option<ActivityRecord> {
    let (action, target) = match request {
        Request::Start(id) | Request::StartWith(id, _) => ("start", Some(id.as_str())),
        Request::Run(line) => ("run", Some(line.as_str())),
        Request::Stop(id) => ("stop", Some(id.as_str())),
        Request::Kill(id) => ("kill", Some(id.as_str())),
        Request::Restart(id) => ("restart", Some(id.as_str())),
        Request::RestartAll => ("restart all", None),
        Request::StopAll => ("stop all", None),
        Request::Shutdown => ("shut down", None),
        Request::KillAll => ("kill all", None),
        Request::Write(FileEdit::PackageManager(manager), _) => {
            ("package manager", Some(manager.name()))
        }
        Request::Write(FileEdit::Install(editor), _) => ("install", Some(editor.as_str())),
        Request::Save(..)
        | Request::FindFile(_)
        | Request::OpenUrl(_)
        | Request::Editors
        | Request::Plan(_) => return None,
    };
    let activities = supervisor.activities();
    Some(activities.begin(Owner::Person, action, target))
}

/// Takes note of how it ended.
pub(super) fn end(record: ActivityRecord, reply: &Reply) {
    match problem(reply) {
        None => record.done(),
        Some(problem) => record.failed(&problem),
    }
}

/// The first thing that went wrong.
fn problem(reply: &Reply) -> Option<String> {
    match reply {
        Reply::Started(result) => error(result),
        Reply::Ran(result) => result.as_ref().err().cloned(),
        Reply::Stopped(result) => error(result),
        Reply::Restarted(result) => error(result),
        Reply::AllRestarted(results) => results.iter().find_map(|(_, result)| error(result)),
        Reply::AllStopped(results) => results.iter().find_map(error),
        Reply::AllKilled(results) => results.iter().find_map(|(_, result)| error(result)),
        Reply::Said(result) => result.as_ref().err().cloned(),
        Reply::Written(result) => result.as_ref().err().cloned(),
        Reply::Editors(_)
        | Reply::Planned(..)
        | Reply::Saved(..)
        | Reply::File(_)
        | Reply::ShutDown(_) => None,
    }
}

fn error<T>(result: &Result<T, brummer_core::Error>) -> Option<String> {
    result.as_ref().err().map(ToString::to_string)
}
