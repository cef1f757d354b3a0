//! The scripts of a project as processes that wait to be started.

use std::sync::Arc;

use brummer_core::project::{Project, ProjectChange, ProjectChanges, Script};
use brummer_core::{Connection, Owner, Spec, Supervisor};
use brummer_tui::News;
use tokio::sync::mpsc;

use crate::follow::Followed;
use crate::report::Failure;

/// How many scripts are put into the list; it is one to look at. Any other is run by its name.
const MAX_OFFERED: usize = 500;

/// Puts the scripts into the list, those that are most likely wanted first; says how many are left out.
pub(super) async fn offer(
    supervisor: &Supervisor,
    project: &Project,
) -> Result<Option<String>, Failure> {
    for script in project.scripts.iter().take(MAX_OFFERED) {
        supervisor.add(spec(script)).await?;
    }
    let left_out = project.scripts.len().saturating_sub(MAX_OFFERED);
    Ok((left_out > 0).then(|| {
        format!(
            "{left_out} more scripts are not in the list; `brummer scripts` has all, `brummer NAME` runs one"
        )
    }))
}

/// Keeps the list in step with the project and with its host, and tells what has changed, until nobody listens.
pub(super) async fn keep_up(supervisor: Supervisor, project: Followed, news: mpsc::Sender<News>) {
    let mut changes = match &project {
        Followed::Watched(watch) => Some(watch.changes()),
        Followed::Fixed(_) => None,
    };
    let mut connection = supervisor.connection_changes();
    let mut instance = supervisor.instance();
    loop {
        let change = tokio::select! {
            change = next(&mut changes) => change,
            _ = connection.wait() => None,
            () = news.closed() => return,
        };
        // A new host knows of nothing.
        if supervisor.instance() != instance && supervisor.connection() == Connection::Connected {
            instance = supervisor.instance();
            // What cannot be offered is missing in the list, and nothing else.
            let _ = offer(&supervisor, &project.latest()).await;
        }
        let Some(change) = change else { continue };
        apply(&supervisor, &change).await;
        let told = News::Changed {
            text: change.to_string(),
            project: Some(Arc::clone(&change.project)),
        };
        if news.send(told).await.is_err() {
            return;
        }
    }
}

/// The next change of the project; waits for ever if nobody looks.
async fn next(changes: &mut Option<ProjectChanges>) -> Option<ProjectChange> {
    if let Some(all) = changes
        && let Some(change) = all.next().await
    {
        return Some(change);
    }
    *changes = None;
    std::future::pending().await
}

/// What cannot be done (a process that still runs stays, a list that is full takes no more) is no fault: the list shows it.
async fn apply(supervisor: &Supervisor, change: &ProjectChange) {
    for name in &change.removed {
        let _ = supervisor.remove(name.as_str()).await;
    }
    let scripts = change.project.scripts.iter().take(MAX_OFFERED);
    for script in scripts {
        if change.added.contains(&script.name) {
            let _ = supervisor.add(spec(script)).await;
        } else if change.changed.contains(&script.name) {
            let _ = supervisor.describe(spec(script)).await;
        }
    }
}

fn spec(script: &Script) -> Spec {
    Spec {
        owner: Owner::Person,
        ..script.spec()
    }
}
