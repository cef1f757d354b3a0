//! `brummer [NAME…]` and `brummer attach`: the terminal UI.

mod offer;
mod role;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::config::{Config, Flags};
use brummer_core::instance::Entry;
use brummer_core::project::Project;
use brummer_core::{Spec, Supervisor};
use brummer_tui::{ColorDepth, Options, Outcome};
use tokio::sync::mpsc;

use self::role::{Beside, Role};
use crate::args::Common;
use crate::follow::Followed;
use crate::interrupt::{Interrupt, Interrupts};
use crate::report::{self, Failure};
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
        let role = Role::of(&project.dir, joined).await?;
        Box::pin(work(common, project, config, wanted, role)).await
    });
    // The thread that reads the terminal may wait for a key that never comes.
    runtime.shutdown_background();
    code
}

/// What is wrong with the settings of the terminal UI.
pub(crate) fn check(config: &Config) -> Result<(), Failure> {
    Ok(brummer_tui::check_settings(&config.settings.tui)?)
}

async fn work(
    common: &Common,
    project: Project,
    config: Config,
    wanted: Vec<Spec>,
    role: Role,
) -> Result<ExitCode, Failure> {
    let settings = config.settings.clone();
    let supervisor = role.supervisor(&settings.logs, &project.dir)?;
    let mut interrupts = Interrupts::listen()?;
    let left_out = offer::offer(&supervisor, &project).await?;
    let warnings: Vec<_> = project.warnings.iter().map(ToString::to_string).collect();
    let title = title(&project);
    let found = Arc::new(project.clone());
    let followed = Followed::start(project, common);
    let (beside, notes) = Beside::start(role, &settings.mcp, &supervisor, &followed).await?;
    let starting = start(&supervisor, wanted);

    let mut interrupt = None;
    let options = Options {
        colors: ColorDepth::of_environment(|name| std::env::var(name).ok()),
        mcp: beside.url(),
        messages: warnings.into_iter().chain(left_out).chain(notes).collect(),
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
            failure = beside.gone() => gone = Some(failure),
        }
    });
    let shown = shown.await;
    following.abort();
    if shown.is_err() && interrupt.is_none() {
        // A terminal that is closed shows as an error and as a signal, in either order.
        interrupt = tokio::time::timeout(LATE_SIGNAL, interrupts.next())
            .await
            .ok();
    }
    // What was still being started when the user left has been refused by then.
    starting.abort();
    beside.end(&supervisor).await;
    match gone {
        Some(gone) => Err(gone),
        None => ended(shown, interrupt),
    }
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
