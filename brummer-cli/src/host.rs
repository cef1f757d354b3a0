//! Hosts a project: runs its processes for whoever connects, until somebody ends it or nobody needs it.

use std::process::ExitCode;
use std::time::Duration;

use brummer_core::config::Settings;
use brummer_core::instance::{Claimed, Clients, Entry, Hosting, StartedBy, Stay, deserted};
use brummer_core::project::Project;
use brummer_core::{Spec, Supervisor};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::args::{ColorChoice, Common};
use crate::follow::Followed;
use crate::http::{self, Need};
use crate::interrupt::{Interrupt, Interrupts};
use crate::report::{self, Failure};
use crate::shared::{self, Shared};
use crate::stop::stop;
use crate::stream::{Selection, Style, follow};
use crate::{open, state};

/// How long a host waits for the client that had it started.
const FIRST_CLIENT: Duration = Duration::from_secs(30);

/// How long a host stays after its last client has left: an editor may start its server anew in that time.
const LINGER: Duration = Duration::from_secs(5);

/// The least time between two looks at whether there is anything left to host.
const BREATH: Duration = Duration::from_millis(100);

/// What is hosted.
pub(crate) struct Hosted {
    pub(crate) project: Project,
    pub(crate) settings: Settings,
    /// What is started at once.
    pub(crate) specs: Vec<Spec>,
}

/// How a project is hosted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) started_by: StartedBy,
    pub(crate) stay: Stay,
    /// Whether what processes print goes to stdout.
    pub(crate) prints: bool,
    pub(crate) http: Need,
}

/// Hosts until a signal, or until nobody needs it. `ready` is told once clients can find it.
///
/// # Errors
/// [`Failure::Hosted`] if somebody hosts the project already.
pub(crate) async fn host(
    common: &Common,
    hosted: Hosted,
    way: Way,
    ready: impl FnOnce(&Entry),
) -> Result<ExitCode, Failure> {
    let Hosted {
        project,
        settings,
        specs,
    } = hosted;
    let claim = match shared::claim(&project.dir).await? {
        Claimed::Ours(claim) => claim,
        Claimed::Theirs(entry) => return Err(Failure::Hosted(entry)),
    };
    let mut interrupts = Interrupts::listen()?;
    let supervisor = open::supervisor_with_logs(&settings.logs, &project.dir)?;
    for spec in &specs {
        supervisor.add(spec.clone()).await?;
    }
    let printing = way.prints.then(|| {
        let style = Style::of_stdout(ColorChoice::Auto);
        follow(&supervisor, style, Selection::All)
    });
    let followed = Followed::start(project, common, |warning| {
        report::say(&format!("warning: {warning}"));
    });
    let (serving, note) = http::serve(&settings.mcp, way.http, &supervisor, &followed).await?;
    if let Some(note) = note {
        report::say(&format!("warning: {note}"));
    }
    let hosting = Hosting {
        http: serving.as_ref().map(|serving| serving.url().to_owned()),
        started_by: way.started_by,
        stay: way.stay,
    };
    let shared = Shared::open(claim, &supervisor, hosting)?;
    ready(shared.entry());
    let starting = start(&supervisor, specs);

    let interrupt = tokio::select! {
        interrupt = needed(&mut interrupts, shared.clients(), way.stay) => interrupt,
        () = closed(&supervisor) => None,
    };
    shared.withdraw();
    stop(&supervisor, &mut interrupts).await;
    // What was still being started has been refused by then.
    starting.abort();
    if let Some(serving) = serving {
        serving.end().await;
    }
    if let Some(printing) = printing {
        tokio::select! {
            // It ends when all is printed, or when nobody reads it.
            _ = printing => {}
            // Everything is stopped, and the output is not read: whoever asks again does not want it any more.
            _ = interrupts.insistent() => {}
        }
    }
    state::warn_of_losses(&supervisor);
    shared.end();
    Ok(interrupt.map_or(ExitCode::SUCCESS, Interrupt::code))
}

/// Waits for a request to end, or until nobody needs the host.
async fn needed(interrupts: &mut Interrupts, clients: &Clients, stay: Stay) -> Option<Interrupt> {
    match stay {
        Stay::Stay | Stay::Program => Some(interrupts.next().await),
        Stay::Linger => tokio::select! {
            interrupt = interrupts.next() => Some(interrupt),
            () = deserted(clients, FIRST_CLIENT, LINGER) => None,
        },
    }
}

/// Starts what was named, one after the other; what fails is said.
fn start(supervisor: &Supervisor, specs: Vec<Spec>) -> JoinHandle<()> {
    let supervisor = supervisor.clone();
    tokio::spawn(async move {
        for spec in specs {
            let name = spec.name.clone();
            if let Err(error) = supervisor.start(spec).await {
                report::say(&format!("brummer: {name}: {error}"));
            }
        }
    })
}

/// Returns when somebody has shut the supervisor down, so that there is nothing left to host.
async fn closed(supervisor: &Supervisor) {
    let mut changes = supervisor.log_changes();
    while !supervisor.is_closed() && changes.wait().await {
        // What is printed signals as well, and needs no look for each line.
        sleep(BREATH).await;
    }
}
