//! `brummer serve [NAME…]`: MCP over HTTP, and the output of all processes, until somebody ends it.

use std::process::ExitCode;

use brummer_core::config::Settings;
use brummer_core::project::Project;
use brummer_core::{Spec, Supervisor};
use tokio::task::JoinHandle;

use crate::args::{ColorChoice, Common, Serve};
use crate::follow::Followed;
use crate::http::{self, Serving};
use crate::interrupt::Interrupts;
use crate::report::{self, Failure};
use crate::stop::stop;
use crate::stream::{Selection, Style, follow};
use crate::{open, runtime, state};

pub(crate) fn run(common: &Common, args: &Serve) -> Result<ExitCode, Failure> {
    let flags = args.http.flags(common);
    let (project, settings) = open::project_with_settings(common.dir(), flags)?;
    let specs = open::specs(&project, &args.names)?;
    report::warn(&project.warnings);
    let runtime = runtime::threaded()?;
    let code = runtime.block_on(work(common, project, &settings, specs));
    // The thread that writes may wait for a reader that never comes.
    runtime.shutdown_background();
    code
}

async fn work(
    common: &Common,
    project: Project,
    settings: &Settings,
    specs: Vec<Spec>,
) -> Result<ExitCode, Failure> {
    let listener = http::listen(&settings.mcp, &project.dir).await?;
    let mut interrupts = Interrupts::listen()?;
    let supervisor = open::supervisor_with_logs(&settings.logs, &project.dir)?;
    for spec in &specs {
        supervisor.add(spec.clone()).await?;
    }
    let printing = follow(
        &supervisor,
        Style::of_stdout(ColorChoice::Auto),
        Selection::All,
    );
    if let Some(note) = http::taken(&listener) {
        report::say(&format!("warning: {note}"));
    }
    let followed = Followed::start(project, common, |warning| {
        report::say(&format!("warning: {warning}"));
    });
    let serving = Serving::start(listener, &supervisor, followed);
    report::say(&format!("brummer: MCP at {} (Ctrl-C stops)", serving.url()));
    let starting = start(&supervisor, specs);

    let interrupt = interrupts.next().await;
    stop(&supervisor, &mut interrupts).await;
    // What was still being started has been refused by then.
    starting.abort();
    serving.end().await;
    tokio::select! {
        // It ends when all is printed, or when nobody reads it.
        _ = printing => {}
        // Everything is stopped, and the output is not read: whoever asks again does not want it any more.
        _ = interrupts.insistent() => {}
    }
    state::warn_of_losses(&supervisor);
    Ok(interrupt.code())
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
