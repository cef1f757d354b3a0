//! `brummer serve [NAME…]`: hosts the project, with MCP over HTTP, until somebody ends it.

use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;

use brummer_core::instance::{StartedBy, Stay};

use crate::args::{Background, Common, Serve};
use crate::background::{self, Started, Word};
use crate::host::{Hosted, Ready, Way, host};
use crate::http::Need;
use crate::report::{self, Failure};
use crate::{open, runtime};

pub(crate) fn run(common: &Common, args: &Serve) -> Result<ExitCode, Failure> {
    if args.detach {
        return detach(common, args);
    }
    match args.background {
        None => in_foreground(common, args),
        Some(background) => Ok(in_background(common, args, background)),
    }
}

/// Opens the project, and hosts it.
fn work(
    common: &Common,
    args: &Serve,
    way: Way,
    ready: impl FnOnce(Ready<'_>),
) -> Result<ExitCode, Failure> {
    let (project, settings) = open::project_with_settings(common.dir(), args.flags(common))?;
    let specs = open::specs(&project, &args.names)?;
    report::warn(&project.warnings);
    let runtime = runtime::threaded()?;
    let hosted = Hosted {
        project,
        settings,
        specs,
    };
    let code = runtime.block_on(host(common, hosted, way, ready));
    // The thread that writes may wait for a reader that never comes.
    runtime.shutdown_background();
    code
}

/// MCP is what is asked for, unless somebody says otherwise.
fn need(args: &Serve) -> Need {
    if args.no_mcp {
        Need::Optional
    } else {
        Need::Required
    }
}

fn in_foreground(common: &Common, args: &Serve) -> Result<ExitCode, Failure> {
    let way = Way {
        started_by: StartedBy::Serve,
        stay: Stay::Stay,
        held_by: None,
        prints: true,
        http: need(args),
    };
    work(common, args, way, |Ready { entry, notes }| {
        for note in notes {
            report::say(&format!("warning: {note}"));
        }
        let what = match &entry.http {
            Some(url) => format!("MCP at {url}"),
            None => format!("hosting {}", entry.root.display()),
        };
        report::say(&format!("brummer: {what} (Ctrl-C stops)"));
    })
}

/// Hosts as a process that nobody looks at. Whoever started it reads one word from its stdout.
fn in_background(common: &Common, args: &Serve, background: Background) -> ExitCode {
    // It fails only for the leader of a session, which is what we want to be.
    let _ = rustix::process::setsid();
    report::limit(background::MAX_SAID);
    let way = Way {
        started_by: background.started_by(),
        stay: background.stay(),
        held_by: starter(background),
        prints: false,
        http: match background {
            Background::Serve => need(args),
            Background::Tui | Background::Mcp | Background::Command => Need::Optional,
        },
    };
    let mut told = false;
    let worked = work(common, args, way, |Ready { notes, .. }| {
        told = true;
        tell(&Word::Ready {
            notes: notes.to_vec(),
        });
    });
    worked.unwrap_or_else(|failure| {
        let code = report::print(&failure);
        if !told {
            tell(&match failure {
                Failure::Hosted(_) => Word::Hosted,
                failure => Word::Failed {
                    text: report::text(&failure),
                    can_mend: failure.can_mend(),
                },
            });
        }
        code
    })
}

/// The pipe that whoever wanted the host keeps open until it is its client.
fn starter(background: Background) -> Option<OwnedFd> {
    match background.stay() {
        Stay::Linger => std::io::stdin().as_fd().try_clone_to_owned().ok(),
        Stay::Stay | Stay::Program => None,
    }
}

fn tell(word: &Word) {
    let text = serde_json::to_string(word).expect("a word is made of strings");
    // Whoever waited for it may have gone.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// `brummer serve -d`.
fn detach(common: &Common, args: &Serve) -> Result<ExitCode, Failure> {
    let runtime = runtime::single()?;
    let root = open::directory(common.dir())?;
    let started = background::start(common, &root, args, Background::Serve);
    let Started { entry, notes, .. } = runtime.block_on(started)?;
    for note in notes {
        report::say(&format!("warning: {note}"));
    }
    let mcp = entry.http.as_ref();
    let mcp = mcp.map_or_else(String::new, |url| format!(", MCP at {url}"));
    report::answer(&format!(
        "hosting {} in the background (pid {}){mcp}; `brummer down` ends it",
        entry.root.display(),
        entry.pid
    ))
}
