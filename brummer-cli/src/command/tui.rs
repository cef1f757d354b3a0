//! `brummer [NAME…]` and `brummer attach`: the terminal UI.

mod offer;

use std::error::Error;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::config::{Config, Flags};
use brummer_core::instance::{Claim, Claimed, Entry, Hosting, InstanceError, StartedBy, Stay};
use brummer_core::project::Project;
use brummer_core::{Spec, Supervisor};
use brummer_tui::{ColorDepth, Options, Outcome};
use tokio::sync::mpsc;

use crate::args::Common;
use crate::client::Client;
use crate::follow::Followed;
use crate::http::{self, Need, Serving};
use crate::interrupt::{Interrupt, Interrupts};
use crate::report::{self, Failure};
use crate::shared::{self, Shared};
use crate::{here, open, runtime, state};

/// How long after an error of the terminal the signal that explains it may come.
const LATE_SIGNAL: Duration = Duration::from_millis(100);

/// How many changes of the project may wait to be told.
const NEWS: usize = 16;

/// Shows the project; where it is hosted already, what is hosted.
pub(crate) fn run(common: &Common, flags: Flags, names: &[String]) -> Result<ExitCode, Failure> {
    needs_terminal()?;
    let joined = here::find(common)?;
    if let Some(entry) = &joined {
        refuse_unheeded(&flags, entry)?;
    }
    show(common, flags, names, joined)
}

/// Shows what is hosted.
pub(crate) fn attach(common: &Common) -> Result<ExitCode, Failure> {
    needs_terminal()?;
    let entry = here::here(common)?;
    show(common, common.flags(), &[], Some(entry))
}

fn needs_terminal() -> Result<(), Failure> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(());
    }
    let message =
        "the terminal UI needs a terminal; use `brummer run NAME… --no-tui` for plain output";
    Err(Failure::Usage(message.to_owned()))
}

/// How a project is hosted, its host was told.
fn refuse_unheeded(flags: &Flags, entry: &Entry) -> Result<(), Failure> {
    let Flags {
        mcp,
        host,
        port,
        token,
        ..
    } = flags;
    if mcp.is_none() && host.is_none() && port.is_none() && token.is_none() {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "`{}` is hosted already (pid {}), and how MCP is served was said there: leave out --port, --host, --token and --no-mcp",
        entry.root.display(),
        entry.pid
    )))
}

fn show(
    common: &Common,
    flags: Flags,
    names: &[String],
    joined: Option<Entry>,
) -> Result<ExitCode, Failure> {
    let dir = joined.as_ref().map_or(common.dir(), |entry| &entry.root);
    let (project, config) = open::project_with_config(dir, flags)?;
    check(&config)?;
    let wanted = open::specs(&project, names)?;
    let runtime = runtime::threaded()?;
    let code = runtime.block_on(async {
        let role = match joined {
            Some(entry) => Role::Guest(Client::of(entry).await?),
            None => Role::of(&project.dir).await?,
        };
        work(common, project, config, wanted, role).await
    });
    // The thread that reads the terminal may wait for a key that never comes.
    runtime.shutdown_background();
    code
}

/// What is wrong with the settings of the terminal UI.
pub(crate) fn check(config: &Config) -> Result<(), Failure> {
    Ok(brummer_tui::check_settings(&config.settings.tui)?)
}

/// What this program is for the project.
enum Role {
    /// One of those who look at what another program hosts.
    Guest(Client),
    /// The host; with what keeps others from joining, if anything does.
    Host(Result<Claim, InstanceError>),
}

impl Role {
    /// The role in a project that was not hosted a moment ago.
    async fn of(root: &Path) -> Result<Self, Failure> {
        Ok(match shared::claim(root).await {
            Ok(Claimed::Theirs(entry)) => Self::Guest(Client::of(*entry).await?),
            Ok(Claimed::Ours(claim)) => Self::Host(Ok(claim)),
            Err(error) => Self::Host(Err(error)),
        })
    }

    /// The host of somebody else.
    fn client(&self) -> Option<&Client> {
        match self {
            Self::Guest(client) => Some(client),
            Self::Host(_) => None,
        }
    }

    /// Lets others join, if this is the host, and says what keeps them from it.
    fn share(
        self,
        supervisor: &Supervisor,
        serving: Option<&Serving>,
    ) -> (Option<Client>, Result<Option<Shared>, InstanceError>) {
        let claim = match self {
            Self::Guest(client) => return (Some(client), Ok(None)),
            Self::Host(claim) => claim,
        };
        let hosting = Hosting {
            http: serving.map(|serving| serving.url().to_owned()),
            started_by: StartedBy::Tui,
            stay: Stay::Program,
        };
        let shared = claim.and_then(|claim| Shared::open(claim, supervisor, hosting));
        (None, shared.map(Some))
    }
}

async fn work(
    common: &Common,
    project: Project,
    config: Config,
    wanted: Vec<Spec>,
    role: Role,
) -> Result<ExitCode, Failure> {
    let settings = config.settings.clone();
    let supervisor = match role.client() {
        Some(client) => client.supervisor.clone(),
        None => open::supervisor_with_logs(&settings.logs, &project.dir)?,
    };
    let mut interrupts = Interrupts::listen()?;
    let left_out = offer::offer(&supervisor, &project).await?;
    let warnings: Vec<_> = project.warnings.iter().map(ToString::to_string).collect();
    let title = title(&project);
    let found = Arc::new(project.clone());
    let followed = Followed::start(project, common);
    let (serving, note) = match role.client() {
        Some(client) => (None, Some(joined(&client.entry))),
        None => http::serve(&settings.mcp, Need::Optional, &supervisor, &followed).await?,
    };
    let (client, shared) = role.share(&supervisor, serving.as_ref());
    let (shared, alone) = match shared {
        Ok(shared) => (shared, None),
        Err(error) => (None, Some(unshared(&error))),
    };
    let starting = start(&supervisor, wanted);

    let mut interrupt = None;
    let options = Options {
        colors: ColorDepth::of_environment(|name| std::env::var(name).ok()),
        mcp: match &client {
            Some(client) => client.entry.http.clone(),
            None => serving.as_ref().map(|serving| serving.url().to_owned()),
        },
        messages: warnings
            .into_iter()
            .chain(left_out)
            .chain(note)
            .chain(alone)
            .collect(),
        keymap: brummer_tui::keys_of(&settings.tui)?,
        settings: settings.tui,
        layout_file: state::layout_file(&found.dir),
        project: Some((found, Arc::new(config))),
        ..Options::new(title)
    };
    let (tell, news) = mpsc::channel(NEWS);
    let following = tokio::spawn(offer::keep_up(supervisor.clone(), followed, tell));
    let mut gone = None;
    let shown = brummer_tui::run(supervisor.clone(), options, news, async {
        tokio::select! {
            signal = interrupts.next() => interrupt = Some(signal),
            failure = host_gone(client.as_ref()) => gone = Some(failure),
        }
    });
    let shown = shown.await;
    following.abort();
    if let Some(serving) = serving {
        serving.end().await;
    }
    if shown.is_err() && interrupt.is_none() {
        // A terminal that is closed shows as an error and as a signal, in either order.
        interrupt = tokio::time::timeout(LATE_SIGNAL, interrupts.next())
            .await
            .ok();
    }
    if let Some(shared) = shared {
        shared.end();
    }
    // What was still being started when the user left has been refused by then.
    starting.abort();
    if let Some(gone) = gone {
        return Err(gone);
    }
    if client.is_none() {
        state::warn_of_losses(&supervisor);
    }
    ended(shown, interrupt)
}

/// What is said at the end, and the exit code.
fn ended(
    shown: Result<Outcome, brummer_tui::Error>,
    interrupt: Option<Interrupt>,
) -> Result<ExitCode, Failure> {
    let outcome = match (shown, interrupt) {
        (Ok(outcome), _) => outcome,
        (Err(_), Some(Interrupt::HungUp)) => return Ok(Interrupt::HungUp.code()),
        (Err(error), _) => {
            return Err(Failure::FrontEnd {
                what: "the terminal UI ended early",
                source: error.into(),
            });
        }
    };
    for report in outcome.reports.iter().filter(|report| !report.is_clean()) {
        report::say(&format!("brummer: {report}"));
    }
    Ok(interrupt.map_or(ExitCode::SUCCESS, Interrupt::code))
}

/// Waits until the host is gone that was joined; for ever, if none was.
async fn host_gone(client: Option<&Client>) -> Failure {
    match client {
        Some(client) => client.gone().await,
        None => std::future::pending().await,
    }
}

fn unshared(error: &InstanceError) -> String {
    let cause = error.source();
    let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
    format!("others cannot join: {error}{cause}")
}

fn joined(entry: &Entry) -> String {
    format!(
        "joined what is hosted by pid {}: it goes on when you leave, `brummer down` ends it",
        entry.pid
    )
}

/// Starts what was named, one after the other; what fails is shown with the process.
fn start(supervisor: &Supervisor, wanted: Vec<Spec>) -> tokio::task::JoinHandle<()> {
    let supervisor = supervisor.clone();
    tokio::spawn(async move {
        for spec in wanted {
            let _ = supervisor.start(spec).await;
        }
    })
}

/// The name of the directory, which is what people call a project.
fn title(project: &Project) -> String {
    let name = project.dir.file_name().unwrap_or(project.dir.as_os_str());
    name.to_string_lossy().into_owned()
}
