//! Tells clients that what they watch has changed: in both eras the same loop, with another way to send.
//!
//! Nothing is polled: the loop waits for the signals of the core. What comes together is told together, at most four times a
//! second; a client that does not read holds up its own loop and nothing else.

mod acknowledged;
mod wanted;

use std::future::pending;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use brummer_core::project::ProjectChanges;
use brummer_core::{Level, LogQuery, LogRange, ProcessId, ProjectSnapshot, Supervisor};
use rmcp::RoleServer;
use rmcp::model::ResourceUpdatedNotificationParam;
use rmcp::service::{Peer, SubscriptionSink};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

pub(crate) use self::acknowledged::Acknowledged;
pub(crate) use self::wanted::{MAX_WATCHED, Moment, Wanted};
use super::address::Address;
use crate::host::Hosted;

/// How long one waits for what comes together.
const TOGETHER: Duration = Duration::from_millis(250);

/// A way to reach a client.
pub(crate) enum Teller {
    /// 2025-11-25 and before: beside the answers of the session.
    Session(Peer<RoleServer>),
    /// 2026-07-28: on a stream of its own.
    Stream(SubscriptionSink),
}

impl Teller {
    /// Says that the list is another one; whether somebody may have heard it.
    async fn list_changed(&self) -> bool {
        match self {
            Self::Session(peer) => peer.notify_resource_list_changed().await.is_ok(),
            Self::Stream(sink) => sink.notify_resource_list_changed().await.is_ok(),
        }
    }

    async fn updated(&self, uri: &str) -> bool {
        match self {
            Self::Session(peer) => {
                let param = ResourceUpdatedNotificationParam::new(uri);
                peer.notify_resource_updated(param).await.is_ok()
            }
            Self::Stream(sink) => sink.notify_resource_updated(uri).await.is_ok(),
        }
    }
}

/// Tells a client of what it wants until it is gone, or nothing can change any more.
pub(crate) async fn tell(hosted: Hosted, mut wanted: watch::Receiver<Wanted>, teller: Teller) {
    let supervisor = &hosted.supervisor;
    // Made before anything is looked at, so that nothing is missed.
    let mut state = supervisor.changes();
    let mut printed = supervisor.log_changes();
    let mut files = hosted.scripts.changes();
    let mut known = Wanted::default();
    loop {
        let wants = wanted.borrow_and_update().clone();
        known.follow(wants);
        let scripts = known.has_scripts().then(|| hosted.scripts.list());
        let now = Moment::with_scripts(&hosted, scripts.unwrap_or_default().into());
        if let Some(before) = &mut known.list
            && !same_processes(&before.project, &now.project)
        {
            *before = now.clone();
            if !teller.list_changed().await {
                return;
            }
        }
        for (uri, (address, before)) in &mut known.resources {
            let is_new =
                differs(address, before, &now) || has_lines(supervisor, address, before).await;
            // Also what does not concern it is not looked at again.
            *before = now.clone();
            if is_new && !teller.updated(uri).await {
                return;
            }
        }
        let goes_on = tokio::select! {
            lives = state.wait() => lives,
            lives = printed.wait(), if known.has_logs() => lives,
            () = changed(&mut files), if known.has_scripts() => true,
            asked = wanted.changed() => match asked {
                Ok(()) => continue,
                Err(_) => return,
            },
        };
        if !goes_on {
            return;
        }
        sleep(TOGETHER).await;
    }
}

/// Waits until there is something else to run; for ever if nobody looks at the files any more.
async fn changed(files: &mut Option<ProjectChanges>) {
    if let Some(changes) = files
        && changes.next().await.is_some()
    {
        return;
    }
    *files = None;
    pending::<()>().await;
}

/// Whether the same processes are there.
fn same_processes(before: &ProjectSnapshot, now: &ProjectSnapshot) -> bool {
    fn ids(project: &ProjectSnapshot) -> impl Iterator<Item = &ProcessId> {
        project.processes().iter().map(|process| process.id())
    }
    ids(before).eq(ids(now))
}

/// Whether what stands at an address is another, as far as moments tell.
fn differs(address: &Address, before: &Moment, now: &Moment) -> bool {
    if *address == Address::Scripts && before.scripts != now.scripts {
        return true;
    }
    let (before, now) = (&*before.project, &*now.project);
    if before.revision() == now.revision() {
        return false;
    }
    let status = |project: &ProjectSnapshot, name: &str| {
        project.process(name).map(|process| process.status())
    };
    let problems = |project: &ProjectSnapshot, name: &str| {
        let process = project.process(name)?;
        let output = process.output();
        Some((output.problems, output.tests, output.watchers.clone()))
    };
    let any = |differ: &dyn Fn(&str) -> bool| {
        !same_processes(before, now)
            || now
                .processes()
                .iter()
                .any(|process| differ(process.id().as_str()))
    };
    match address {
        Address::Processes => true,
        Address::Process(name) => before.process(name) != now.process(name),
        Address::Scripts => any(&|name| status(before, name) != status(now, name)),
        Address::Problems => any(&|name| problems(before, name) != problems(now, name)),
        Address::ProblemsOf(name) => problems(before, name) != problems(now, name),
        Address::Logs | Address::LogsOf(_) | Address::Errors | Address::Config => false,
    }
}

/// Whether there are lines at an address that were not there before.
async fn has_lines(supervisor: &Supervisor, address: &Address, before: &Moment) -> bool {
    let (processes, level) = match address {
        Address::Logs => (Vec::new(), None),
        Address::Errors => (Vec::new(), Some(Level::Error)),
        Address::LogsOf(name) => match ProcessId::new(name) {
            Ok(id) => (vec![id], None),
            Err(_) => return false,
        },
        Address::Processes
        | Address::Process(_)
        | Address::Problems
        | Address::ProblemsOf(_)
        | Address::Scripts
        | Address::Config => return false,
    };
    let query = LogQuery {
        processes,
        level,
        range: LogRange::After(before.logs),
        limit: 1,
        ..LogQuery::default()
    };
    // A process that is not there has no lines.
    let page = supervisor.logs(query).await;
    page.is_ok_and(|page| !page.lines.is_empty())
}

/// What one connection of a client that opens sessions watches. A clone is for another connection, and watches nothing.
#[derive(Default)]
pub(crate) struct Subscriptions(Mutex<Option<Telling>>);

impl Clone for Subscriptions {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// The task that tells one client, which ends with the connection.
struct Telling {
    wanted: watch::Sender<Wanted>,
    task: JoinHandle<()>,
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Subscriptions {
    /// Changes what is watched; the first time with a task that tells the client.
    pub(crate) fn change(
        &self,
        hosted: &Hosted,
        peer: &Peer<RoleServer>,
        change: impl FnOnce(&mut Wanted, Moment) -> bool,
    ) -> bool {
        let moment = Moment::now(hosted);
        let mut telling = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let telling = telling.get_or_insert_with(|| {
            let (wanted, watched) = watch::channel(Wanted::default());
            let teller = Teller::Session(peer.clone());
            let task = tokio::spawn(tell(hosted.clone(), watched, teller));
            Telling { wanted, task }
        });
        let mut done = false;
        telling
            .wanted
            .send_modify(|wanted| done = change(wanted, moment));
        done
    }
}
