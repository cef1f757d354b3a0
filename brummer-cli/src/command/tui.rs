//! `brummer [NAME…]`: the terminal UI.

mod offer;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::config::{Config, Flags};
use brummer_core::project::Project;
use brummer_core::{Spec, Supervisor};
use brummer_tui::{ColorDepth, Options};
use tokio::sync::mpsc;

use crate::args::Common;
use crate::follow::Followed;
use crate::http::{self, Need};
use crate::interrupt::{Interrupt, Interrupts};
use crate::report::{self, Failure};
use crate::{open, runtime, state};

/// How long after an error of the terminal the signal that explains it may come.
const LATE_SIGNAL: Duration = Duration::from_millis(100);

/// How many changes of the project may wait to be told.
const NEWS: usize = 16;

pub(crate) fn run(common: &Common, flags: Flags, names: &[String]) -> Result<ExitCode, Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        let message =
            "the terminal UI needs a terminal; use `brummer run NAME… --no-tui` for plain output";
        return Err(Failure::Usage(message.to_owned()));
    }
    let (project, config) = open::project_with_config(common.dir(), flags)?;
    check(&config)?;
    let wanted = open::specs(&project, names)?;
    let runtime = runtime::threaded()?;
    let code = runtime.block_on(work(common, project, config, wanted));
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
) -> Result<ExitCode, Failure> {
    let settings = config.settings.clone();
    let supervisor = open::supervisor_with_logs(&settings.logs, &project.dir)?;
    let mut interrupts = Interrupts::listen()?;
    let left_out = offer::offer(&supervisor, &project).await?;
    let warnings: Vec<_> = project.warnings.iter().map(ToString::to_string).collect();
    let title = title(&project);
    let found = Arc::new(project.clone());
    let followed = Followed::start(project, common);
    let (serving, note) =
        http::serve(&settings.mcp, Need::Optional, &supervisor, &followed).await?;
    let starting = start(&supervisor, wanted);

    let mut interrupt = None;
    let options = Options {
        colors: ColorDepth::of_environment(|name| std::env::var(name).ok()),
        mcp: serving.as_ref().map(|serving| serving.url().to_owned()),
        messages: warnings.into_iter().chain(left_out).chain(note).collect(),
        keymap: brummer_tui::keys_of(&settings.tui)?,
        settings: settings.tui,
        layout_file: state::layout_file(&found.dir),
        project: Some((found, Arc::new(config))),
        ..Options::new(title)
    };
    let (tell, news) = mpsc::channel(NEWS);
    let following = tokio::spawn(offer::keep_up(supervisor.clone(), followed, tell));
    let shown = brummer_tui::run(supervisor.clone(), options, news, async {
        interrupt = Some(interrupts.next().await);
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
    // What was still being started when the user left has been refused by then.
    starting.abort();
    for report in outcome.reports.iter().filter(|report| !report.is_clean()) {
        report::say(&format!("brummer: {report}"));
    }
    state::warn_of_losses(&supervisor);
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
