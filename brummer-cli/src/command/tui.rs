//! `brummer [NAME…]` and `brummer attach`: the terminal UI.

mod editing;
mod offer;
mod opening;
mod package_manager;
mod role;

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::config::{Config, Flags};
use brummer_core::instance::Entry;
use brummer_tui::{Background, ColorDepth, Options, Scripts};
use tokio::sync::mpsc;

use self::opening::{Opening, Wanted};
use self::role::Role;
use crate::args::Common;
use crate::interrupt::{Interrupt, Interrupts};
use crate::report::{self, Failure};
use crate::{here, http, open, runtime, state};

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
    let dir = open::directory(dir)?;
    let config = open::load(&dir, flags)?;
    check(&config)?;
    http::check_origin(&config.settings.mcp, &dir)?;
    let runtime = runtime::threaded()?;
    let wanted = Wanted {
        common: common.clone(),
        dir,
        config,
        names: names.to_vec(),
    };
    let code = runtime.block_on(async {
        let role = Role::of(&wanted.dir, joined).await?;
        Box::pin(work(wanted, role)).await
    });
    // The thread that reads the terminal may wait for a key that never comes.
    runtime.shutdown_background();
    code
}

/// What is wrong with the settings of the terminal UI.
pub(crate) fn check(config: &Config) -> Result<(), Failure> {
    Ok(brummer_tui::check_settings(&config.settings.tui)?)
}

async fn work(wanted: Wanted, role: Role) -> Result<ExitCode, Failure> {
    let settings = &wanted.config.settings;
    let supervisor = role.supervisor(&settings.logs, &wanted.dir)?;
    let mut interrupts = Interrupts::listen()?;
    let options = options(&wanted)?;
    let (tell, news) = mpsc::channel(NEWS);
    let mut opening = Opening::start(supervisor.clone(), wanted, role, tell);

    let (mut interrupt, mut failure) = (None, None);
    let shown = brummer_tui::run(supervisor.clone(), options, news, async {
        tokio::select! {
            signal = interrupts.next() => interrupt = Some(signal),
            failed = opening.failure() => failure = Some(failed),
        }
    });
    let shown = shown.await;
    opening.end(&supervisor).await;
    if let Some(failure) = failure {
        return Err(failure);
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
    for report in outcome.reports.iter().filter(|report| !report.is_clean()) {
        report::say(&format!("brummer: {report}"));
    }
    Ok(interrupt.map_or(ExitCode::SUCCESS, Interrupt::code))
}

/// How it is shown. What can be run is told later.
fn options(wanted: &Wanted) -> Result<Options, Failure> {
    let tui = &wanted.config.settings.tui;
    Ok(Options {
        colors: ColorDepth::of_environment(|name| std::env::var(name).ok()),
        background: Background::of_environment(|name| std::env::var(name).ok()),
        keymap: brummer_tui::keys_of(tui)?,
        settings: tui.clone(),
        layout_file: state::layout_file(&wanted.dir),
        dir: wanted.dir.clone(),
        config: Some(Arc::new(wanted.config.clone())),
        scripts: Scripts::Coming,
        editing: Some(Arc::new(editing::Files::new(&wanted.common, &wanted.dir))),
        ..Options::new(title(&wanted.dir))
    })
}

/// The name of the directory, which is what people call a project.
fn title(dir: &Path) -> String {
    let name = dir.file_name().unwrap_or(dir.as_os_str());
    name.to_string_lossy().into_owned()
}
