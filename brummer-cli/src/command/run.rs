//! `brummer run NAME… --no-tui`: the output of all, line by line, until all have ended.

use std::process::ExitCode;

use brummer_core::{
    Color, Exit, Outcome, Overflow, Phase, ProcessSnapshot, Spec, Status, Stdin, Supervisor,
};
use tokio::task::JoinHandle;

use crate::args::{Common, Run};
use crate::interrupt::{Interrupt, Interrupts};
use crate::report::{self, Failure};
use crate::stop::{shut_down, stop};
use crate::stream::{Selection, Style, follow};
use crate::{open, runtime, state};

/// Log memory. Every line is printed, so nothing needs to be kept for long; processes wait while the terminal does.
const LOG_BYTES: usize = 8 * 1024 * 1024;

pub(crate) fn run(common: &Common, args: &Run) -> Result<ExitCode, Failure> {
    let runtime = runtime::single()?;
    let code = runtime.block_on(work(common, args));
    // The thread that writes may wait for a reader that never comes.
    runtime.shutdown_background();
    code
}

/// What to run, if all of it is known. From here on its logs are kept on disk, if they are to be.
fn specs(
    common: &Common,
    args: &Run,
    style: Style,
    supervisor: &Supervisor,
) -> Result<Vec<Spec>, Failure> {
    let (project, logs) = open::project_of(common, &args.names)?;
    if args.names.is_empty() {
        let known = project.known_scripts();
        let message = format!("name what to run: a script, or a command line in quotes ({known})");
        return Err(Failure::Usage(message));
    }
    let specs = open::specs(&project, &args.names)?;
    report::warn(&project.warnings);
    state::keep_logs(supervisor, &logs, &project.dir);
    let plain = |spec| Spec {
        stdin: Stdin::Null,
        color: color(style),
        ..spec
    };
    Ok(specs.into_iter().map(plain).collect())
}

/// Programs are asked for colours where colours are printed.
fn color(style: Style) -> Color {
    match style {
        Style::Plain => Color::Inherit,
        Style::Color { .. } => Color::Keep,
    }
}

async fn work(common: &Common, args: &Run) -> Result<ExitCode, Failure> {
    let style = Style::of_stdout(args.color);
    let selection = if args.filters.is_empty() {
        Selection::All
    } else {
        Selection::Some(Box::new(args.filters.query()?))
    };
    // Set up first: the guardian starts while the project is read.
    let supervisor = open::supervisor()?
        .log_bytes(LOG_BYTES)
        .overflow(Overflow::Wait)
        .build()?;
    let specs = specs(common, args, style, &supervisor)?;
    let mut interrupts = Interrupts::listen()?;
    for spec in &specs {
        supervisor.add(spec.clone()).await?;
    }
    let mut printing = follow(&supervisor, style, selection);
    for spec in specs {
        // A command that cannot be started is shown as failed; its error is said with the others.
        let _ = supervisor.start(spec).await;
    }

    let finished = supervisor.wait_until(|project| {
        project
            .processes()
            .iter()
            .all(|process| process.is_finished())
    });
    let interrupt = tokio::select! {
        _ = finished => None,
        // The reader of our output has gone: there is nobody to run for.
        _ = &mut printing => return Ok(deserted(&supervisor, &mut interrupts).await),
        interrupt = interrupts.next() => Some(interrupt),
    };
    let interrupt = match interrupt {
        Some(interrupt) => {
            stop(&supervisor, &mut interrupts).await;
            Some(interrupt)
        }
        None => stop_leftovers(&supervisor, &mut interrupts).await,
    };
    tokio::select! {
        code = end(&supervisor, printing, interrupt) => code,
        // Everything is stopped, and the output is not read: whoever asks again does not want it any more.
        interrupt = interrupts.insistent() => Ok(interrupt.code()),
    }
}

/// Stops what finished processes left in the background. It may ignore the signal, so an interrupt is heard meanwhile.
async fn stop_leftovers(supervisor: &Supervisor, interrupts: &mut Interrupts) -> Option<Interrupt> {
    let interrupt = tokio::select! {
        _ = supervisor.shutdown() => return None,
        interrupt = interrupts.next() => interrupt,
    };
    stop(supervisor, interrupts).await;
    Some(interrupt)
}

async fn end(
    supervisor: &Supervisor,
    printing: JoinHandle<()>,
    interrupt: Option<Interrupt>,
) -> Result<ExitCode, Failure> {
    // The follower ends when it has printed everything of a supervisor that has shut down.
    printing.await.map_err(|error| Failure::System {
        what: "printing ended early",
        source: std::io::Error::other(error),
    })?;
    state::warn_of_losses(supervisor);
    let project = supervisor.snapshot();
    if let Some(interrupt) = interrupt {
        return Ok(interrupt.code());
    }
    let failed = project
        .processes()
        .iter()
        .filter(|process| process.status() == Status::Failed);
    let mut failed: Vec<_> = failed.collect();
    failed.sort_by_key(|process| process.end_time());
    for process in &failed {
        report::say(&format!("brummer: {process}"));
    }
    Ok(failed
        .first()
        .map_or(ExitCode::SUCCESS, |process| code(process)))
}

/// The exit code of a process that failed, as a shell would have it.
pub(super) fn code(process: &ProcessSnapshot) -> ExitCode {
    let Phase::Ended { outcome, .. } = process.phase() else {
        return ExitCode::FAILURE;
    };
    let code = match outcome {
        Outcome::Exited(Exit::Code(code)) | Outcome::Stopped(Exit::Code(code)) => *code,
        Outcome::Exited(Exit::Signal(signal)) | Outcome::Stopped(Exit::Signal(signal)) => {
            128 + signal
        }
        // A shell says 126 or 127, depending on what was wrong; the text says it better.
        Outcome::NotStarted { .. } => 127,
    };
    // An exit code has eight bits; one that is not zero must not become zero.
    ExitCode::from(u8::try_from(code & 0xff).unwrap_or(1).max(1))
}

async fn deserted(supervisor: &Supervisor, interrupts: &mut Interrupts) -> ExitCode {
    shut_down(supervisor, interrupts).await;
    // As if SIGPIPE had ended us, which is what ends other programs in this place.
    ExitCode::from(141)
}
