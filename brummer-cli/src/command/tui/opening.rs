//! What is done behind the first frame: finding out what can be run, serving MCP, starting what was named.

use std::path::PathBuf;
use std::sync::Arc;

use brummer_core::config::{Config, McpSettings};
use brummer_core::{Spec, Supervisor};
use brummer_tui::News;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

use super::guest::{Guest, Host};
use super::offer;
use crate::args::Common;
use crate::follow::Followed;
use crate::open;
use crate::report::Failure;

/// A project that is being opened while the terminal UI is shown already.
pub(super) struct Opening {
    task: JoinHandle<Result<Opened, Failure>>,
    opened: Option<Opened>,
}

/// What is needed to open it.
pub(super) struct Wanted {
    pub(super) common: Common,
    pub(super) dir: PathBuf,
    pub(super) config: Config,
    pub(super) names: Vec<String>,
}

/// What goes on once it is open.
struct Opened {
    host: Host,
    guest: Guest,
    starting: JoinHandle<()>,
    following: JoinHandle<()>,
}

impl Opening {
    /// Begins; what is found goes to `tell`.
    pub(super) fn start(
        supervisor: Supervisor,
        wanted: Wanted,
        guest: Guest,
        tell: mpsc::Sender<News>,
    ) -> Self {
        Self {
            task: tokio::spawn(open(supervisor, wanted, guest, tell)),
            opened: None,
        }
    }

    /// Waits until it has failed: for ever, if it does not.
    pub(super) async fn failure(&mut self) -> Failure {
        let opened = match self.opened.take() {
            Some(opened) => opened,
            None => match (&mut self.task).await {
                Ok(Ok(opened)) => opened,
                Ok(Err(failure)) => return failure,
                // Nobody aborts it before the end, so that it can only have panicked.
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            },
        };
        let opened = self.opened.insert(opened);
        loop {
            // Those that come later are told by the connection.
            if let Ok(host) = opened.guest.next().await {
                opened.host = host;
            }
        }
    }

    /// Ends what goes on; what was still being started when the user left has been refused by then.
    pub(super) async fn end(self, is_stopped: bool) {
        self.task.abort();
        let Some(opened) = self.opened else { return };
        opened.following.abort();
        opened.starting.abort();
        opened.host.end(is_stopped).await;
    }
}

async fn open(
    supervisor: Supervisor,
    wanted: Wanted,
    mut guest: Guest,
    tell: mpsc::Sender<News>,
) -> Result<Opened, Failure> {
    let Wanted {
        common,
        dir,
        config,
        names,
    } = wanted;
    let mcp: McpSettings = config.settings.mcp.clone();
    let discovered = spawn_blocking(move || open::discover(&dir, config));
    let (discovered, host) = tokio::join!(discovered, guest.reached(&supervisor));
    let project = match discovered {
        Ok(project) => project,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    };
    let mut host = host?;
    let named = open::specs(&project, &names)?;
    let left_out = offer::offer(&supervisor, &project).await?;
    let mut messages: Vec<_> = project.warnings.iter().map(ToString::to_string).collect();
    messages.extend(left_out);
    let found = Arc::new(project.clone());
    let followed = Followed::start(project, &common, |warning| messages.push(warning));
    messages.extend(host.begin(&mcp, &followed).await?);
    let opened = News::Opened {
        project: found,
        mcp: host.url(),
        messages,
    };
    // Nobody listens once the user has left.
    let _ = tell.send(opened).await;
    Ok(Opened {
        host,
        guest,
        starting: start(&supervisor, named),
        following: tokio::spawn(offer::keep_up(supervisor, followed, tell)),
    })
}

/// Starts what was named, one after the other; what fails is shown with the process.
fn start(supervisor: &Supervisor, named: Vec<Spec>) -> JoinHandle<()> {
    let supervisor = supervisor.clone();
    tokio::spawn(async move {
        for spec in named {
            let _ = supervisor.start(spec).await;
        }
    })
}
