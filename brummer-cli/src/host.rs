//! Hosts a project: runs its processes for whoever connects, until somebody ends it or nobody needs it.

use std::os::fd::OwnedFd;
use std::process::ExitCode;
use std::time::Duration;

use brummer_core::config::Settings;
use brummer_core::instance::{Claimed, Clients, Entry, Hosting, StartedBy, Stay, deserted};
use brummer_core::project::Project;
use brummer_core::{Spec, Supervisor};
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe::Receiver;
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

/// How long a host waits for its first client, if nobody holds it who will be that.
const FIRST_CLIENT: Duration = Duration::from_secs(30);

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
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) started_by: StartedBy,
    pub(crate) stay: Stay,
    /// A pipe that whoever had it started keeps open until it is a client; none if nobody does.
    pub(crate) held_by: Option<OwnedFd>,
    /// Whether what processes print goes to stdout.
    pub(crate) prints: bool,
    pub(crate) http: Need,
}

/// What is told once clients can find the host.
pub(crate) struct Ready<'a> {
    pub(crate) entry: &'a Entry,
    /// What the user should know, one warning each.
    pub(crate) notes: &'a [String],
}

/// Hosts until a signal, or until nobody needs it. `ready` is told once clients can find it.
///
/// # Errors
/// [`Failure::Hosted`] if somebody hosts the project already.
pub(crate) async fn host(
    common: &Common,
    hosted: Hosted,
    way: Way,
    ready: impl FnOnce(Ready<'_>),
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
    let clients = Clients::default();
    let visitors = clients.clone();
    let (serving, note) =
        http::serve(&settings.mcp, way.http, &supervisor, &followed, visitors).await?;
    let hosting = Hosting {
        http: serving.as_ref().map(|serving| serving.url().to_owned()),
        started_by: way.started_by,
        stay: way.stay,
    };
    let linger = Linger::new(way.held_by, &clients, settings.linger.value.duration());
    let shared = Shared::open(claim, &supervisor, hosting, clients)?;
    ready(Ready {
        entry: shared.entry(),
        notes: note.as_slice(),
    });
    let starting = start(&supervisor, specs);

    let interrupt = tokio::select! {
        interrupt = needed(&mut interrupts, shared.clients(), way.stay, &linger) => interrupt,
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
async fn needed(
    interrupts: &mut Interrupts,
    clients: &Clients,
    stay: Stay,
    linger: &Linger,
) -> Option<Interrupt> {
    match stay {
        Stay::Stay | Stay::Program => Some(interrupts.next().await),
        Stay::Linger => tokio::select! {
            interrupt = interrupts.next() => Some(interrupt),
            () = deserted(clients, linger.first, linger.last) => None,
        },
    }
}

/// How long a host stays that nobody uses.
struct Linger {
    /// Until the first client comes.
    first: Duration,
    /// After the last one has left.
    last: Duration,
}

impl Linger {
    /// Whoever holds the host counts as a client until it lets go: then it is one, or has ended.
    fn new(held_by: Option<OwnedFd>, clients: &Clients, last: Duration) -> Self {
        let held = held_by.and_then(|pipe| Receiver::from_owned_fd(pipe).ok());
        let Some(mut held) = held else {
            return Self {
                first: FIRST_CLIENT,
                last,
            };
        };
        let holds = clients.visit();
        tokio::spawn(async move {
            // Nothing is sent through it: what counts is its end, in whichever way.
            let _ = held.read(&mut [0]).await;
            drop(holds);
        });
        Self { first: last, last }
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
