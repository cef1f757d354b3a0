//! `brummer [NAME…]` and `brummer attach`: the terminal UI.

mod editing;
mod guest;
mod offer;
mod opening;
mod package_manager;

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::Company;
use brummer_core::config::{Config, Flags};
use brummer_core::instance::Entry;
use brummer_tui::{Background, ColorDepth, End, Options, Scripts};
use tokio::sync::mpsc;

use self::guest::Guest;
use self::opening::{Opening, Wanted};
use crate::args::{Common, Serve};
use crate::interrupt::{Interrupt, Interrupts};
use crate::join::{Joining, Starts};
use crate::report::{self, Failure};
use crate::{here, http, open, runtime, state};

/// How long after an error of the terminal the signal that explains it may come.
const LATE_SIGNAL: Duration = Duration::from_millis(100);

/// How many changes of the project may wait to be told.
const NEWS: usize = 16;

/// Shows the project, on the host that it has or gets.
pub(crate) fn run(common: &Common, serve: Serve, names: &[String]) -> Result<ExitCode, Failure> {
    needs_terminal()?;
    // What keeps hosts from being found is told once it matters.
    let joined = here::find(common).ok().flatten();
    if let Some(entry) = &joined {
        refuse_unheeded(&serve.flags(common), entry)?;
    }
    show(common, serve, names, joined.as_ref(), Starts::OnRequest)
}

/// Shows what is hosted.
pub(crate) fn attach(common: &Common) -> Result<ExitCode, Failure> {
    needs_terminal()?;
    let entry = here::here(common)?;
    show(common, Serve::default(), &[], Some(&entry), Starts::Later)
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
    serve: Serve,
    names: &[String],
    joined: Option<&Entry>,
    starts: Starts,
) -> Result<ExitCode, Failure> {
    let dir = joined.map_or(common.dir(), |entry| &entry.root);
    let dir = open::directory(dir)?;
    let config = open::load(&dir, serve.flags(common))?;
    check(&config)?;
    http::check_origin(&config.settings.mcp, &dir)?;
    let runtime = runtime::threaded()?;
    let joining = Joining::new(&dir, common, serve, starts);
    let wanted = Wanted {
        common: common.clone(),
        dir,
        config,
        names: names.to_vec(),
    };
    let code = runtime.block_on(Box::pin(work(wanted, joining)));
    // The thread that reads the terminal may wait for a key that never comes.
    runtime.shutdown_background();
    code
}

/// What is wrong with the settings of the terminal UI.
pub(crate) fn check(config: &Config) -> Result<(), Failure> {
    Ok(brummer_tui::check_settings(&config.settings.tui)?)
}

async fn work(wanted: Wanted, joining: Joining) -> Result<ExitCode, Failure> {
    let mut interrupts = Interrupts::listen()?;
    let options = options(&wanted)?;
    // The first frame does not wait for it.
    let logs = &wanted.config.settings.logs;
    let (supervisor, guest) = Guest::join(joining, logs, &wanted.dir);
    let (tell, news) = mpsc::channel(NEWS);
    let mut opening = Opening::start(supervisor.clone(), wanted, guest, tell);

    let (mut interrupt, mut failure) = (None, None);
    let shown = brummer_tui::run(supervisor.clone(), options, news, async {
        tokio::select! {
            signal = interrupts.next() => interrupt = Some(signal),
            failed = opening.failure() => failure = Some(failed),
        }
    });
    let shown = shown.await;
    let is_stopped = match &shown {
        Ok(outcome) => outcome.end == End::Stopped,
        Err(_) => !supervisor.company().goes_on(),
    };
    opening.end(is_stopped).await;
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
    if let End::GoesOn(company) = outcome.end {
        report::say(&detached(company));
    }
    Ok(interrupt.map_or(ExitCode::SUCCESS, Interrupt::code))
}

/// What is said of processes that go on.
fn detached(company: Company) -> String {
    let who = match company.others {
        0 => "its host stays".to_owned(),
        1 => "another client uses them".to_owned(),
        others => format!("{others} other clients use them"),
    };
    format!("brummer: the processes go on, since {who}; `brummer down` ends them")
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
