//! `brummer mcp install` and `brummer mcp uninstall`: look, show, ask, write.

use std::io::{self, BufRead, IsTerminal};
use std::process::ExitCode;

use brummer_mcp::install::{self, Client, Entry, Fault, Removed, Scope};

use super::file::{self, Change, Found};
use super::machine::{self, Here, Reach};
use super::target::{self, Target};
use crate::args::{Common, McpEdit, McpInstall};
use crate::report::{self, Failure};

/// What an edit makes of a file.
enum Edit {
    /// Nothing: it is as it should be.
    None,
    /// It gets this text.
    Text(String),
    /// It goes.
    Remove,
}

/// The words for installing.
const INSTALL: Words = Words {
    unchanged: "already there",
    changed: "installed",
    next: "Start the editors again, or reload their MCP servers.",
};

/// The words for one of the two commands.
struct Words {
    /// For a file that stays as it is.
    unchanged: &'static str,
    /// For one that was changed.
    changed: &'static str,
    /// What a person does next.
    next: &'static str,
}

pub(super) fn install(common: &Common, args: &McpInstall) -> Result<ExitCode, Failure> {
    let here = Here::look(common)?;
    let (names, scope) = (&args.edit.clients.names, target::scope(&args.edit.scope));
    let mut targets = target::chosen(&here, names, scope)?;
    if args.http && names.is_empty() {
        targets.retain(|target| {
            if !target.client.has_http() {
                let fault = Fault::NoHttp {
                    client: target.client,
                };
                report::say(&format!("brummer: {}: {fault}", target.client.name()));
            }
            target.client.has_http()
        });
    }
    if matches!(scope, Scope::Project) && !args.http && !machine::is_in_path()? {
        report::say(
            "warning: `brummer` is not in PATH; the project's files get the full path of this program, which others may not have",
        );
    }
    let address = args.http.then(|| here.address(common)).transpose()?;
    let address = address.map(|address| said(address, scope));
    let how = How {
        address: address.as_ref(),
        reach: Reach::of(args.hub),
    };
    let edit = entering(&here, how);
    run(&here, &args.edit, &targets, edit, &INSTALL)
}

/// How editors come to this server.
#[derive(Clone, Copy)]
struct How<'a> {
    /// By that address, or else as a command.
    address: Option<&'a Entry>,
    /// What the command reaches.
    reach: Reach,
}

/// Enters this server.
fn entering(
    here: &Here,
    how: How<'_>,
) -> impl Fn(Client, &Found) -> Result<Result<Edit, Fault>, Failure> {
    move |client, found| {
        let entry = match how.address {
            Some(address) => address.clone(),
            None => here.command(client, how.reach)?,
        };
        let edited = install::install(client, found.text.as_deref(), &entry);
        Ok(edited.map(|text| match &found.text {
            Some(before) if *before == text => Edit::None,
            _ => Edit::Text(text),
        }))
    }
}

/// What installing as a command would do to the files of the user.
#[cfg(feature = "tui")]
pub(super) fn installing(here: &Here, names: &[String]) -> Result<Plan, Failure> {
    let mut plan = Plan::default();
    let how = How {
        address: None,
        reach: Reach::Project,
    };
    for target in target::chosen(here, names, Scope::User)? {
        plan.add(here, &target, &entering(here, how), &INSTALL)?;
    }
    if plan.problems.is_empty() {
        return Ok(plan);
    }
    Err(cannot(&plan.problems))
}

/// An address without its token, if that would be in a file that others get; says then what is to be done.
fn said(address: Entry, scope: Scope) -> Entry {
    match (address, scope) {
        (
            Entry::Http {
                url,
                token: Some(_),
            },
            Scope::Project,
        ) => {
            report::say(
                "warning: the server asks for a token, which does not belong into files that others get; have the editor send the header \
                 `Authorization: Bearer TOKEN`, or leave out --project",
            );
            Entry::Http { url, token: None }
        }
        (address, _) => address,
    }
}

pub(super) fn uninstall(common: &Common, args: &McpEdit) -> Result<ExitCode, Failure> {
    let here = Here::look(common)?;
    let targets = target::chosen(&here, &args.clients.names, target::scope(&args.scope))?;
    let edit = |client: Client, found: &Found| {
        let Some(text) = &found.text else {
            return Ok(Ok(Edit::None));
        };
        let backups = file::backups(&found.path);
        let removed = install::uninstall(client, text, backups.iter().map(String::as_str));
        Ok(removed.map(|removed| match removed {
            Removed::Unchanged => Edit::None,
            Removed::Text(text) => Edit::Text(text),
            Removed::File => Edit::Remove,
        }))
    };
    let words = Words {
        unchanged: "not there",
        changed: "uninstalled",
        next: "Editors that run keep it until they are started again.",
    };
    run(&here, args, &targets, edit, &words)
}

/// What an edit is to do, and what a person is shown of it.
#[derive(Default)]
pub(super) struct Plan {
    changes: Vec<Change>,
    /// The client and the name of the file of each change.
    names: Vec<(Client, String)>,
    problems: Vec<String>,
    shown: String,
}

impl Plan {
    /// Takes a file into the plan.
    fn add(
        &mut self,
        here: &Here,
        target: &Target,
        edit: &impl Fn(Client, &Found) -> Result<Result<Edit, Fault>, Failure>,
        words: &Words,
    ) -> Result<(), Failure> {
        let (client, path) = (target.client, here.shown(&target.place.file));
        let found = match file::read(&target.place.file) {
            Ok(found) => found,
            Err(problem) => {
                self.problems.push(problem);
                return Ok(());
            }
        };
        if self.changes.iter().any(|change| change.path == found.path) {
            let same = "is a link to a file that is edited already: name its client alone";
            self.problems.push(format!("{path}: {same}"));
            return Ok(());
        }
        let after = match edit(client, &found)? {
            Err(fault) => {
                self.problems.push(located(target, &fault));
                return Ok(());
            }
            Ok(Edit::None) => {
                let line = format!("{client}: {}: {path}\n", words.unchanged);
                self.shown.push_str(&line);
                return Ok(());
            }
            Ok(Edit::Text(text)) => Some(text),
            Ok(Edit::Remove) => None,
        };
        let difference =
            install::difference(client, &path, found.text.as_deref(), after.as_deref());
        self.shown.push_str(&difference);
        self.changes.push(Change {
            path: found.path,
            before: found.text,
            after,
            scope: target.scope,
        });
        self.names.push((client, path));
        Ok(())
    }

    /// What would change; empty if nothing would.
    #[cfg(feature = "tui")]
    pub(super) fn difference(&self) -> String {
        if self.changes.is_empty() {
            return String::new();
        }
        self.shown.clone()
    }

    /// Writes all changes of installing, and says what was written.
    #[cfg(feature = "tui")]
    pub(super) fn install(&self, here: &Here) -> Result<String, Failure> {
        let written = self.write(here, &INSTALL)?;
        Ok(format!(
            "{}; {}",
            written.trim_end().replace('\n', "; "),
            "start the editor again"
        ))
    }

    /// Writes all changes, and says what was written, a line each.
    fn write(&self, here: &Here, words: &Words) -> Result<String, Failure> {
        let backups = file::write(&self.changes).map_err(Failure::Usage)?;
        let lines = self.names.iter().zip(backups);
        let lines = lines.map(|((client, path), backup)| {
            let backup = backup.map_or_else(String::new, |backup| {
                format!(" (before: {})", here.shown(&backup))
            });
            format!("{client}: {}: {path}{backup}\n", words.changed)
        });
        Ok(lines.collect())
    }
}

fn run(
    here: &Here,
    args: &McpEdit,
    targets: &[Target],
    edit: impl Fn(Client, &Found) -> Result<Result<Edit, Fault>, Failure>,
    words: &Words,
) -> Result<ExitCode, Failure> {
    let mut plan = Plan::default();
    for target in targets {
        plan.add(here, target, &edit, words)?;
    }
    if !plan.problems.is_empty() {
        return Err(cannot(&plan.problems));
    }
    if !plan.shown.is_empty() {
        report::answer(&plan.shown)?;
    }
    if plan.changes.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    if args.dry_run {
        report::say("nothing was written (--dry-run)");
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !is_wanted()? {
        report::say("nothing was written");
        return Ok(ExitCode::FAILURE);
    }
    let written = plan.write(here, words)?;
    report::answer(&format!("{written}{}", words.next))
}

/// What is wrong with a file, with its place, and what to do.
fn located(target: &Target, fault: &Fault) -> String {
    let file = target.place.file.display();
    let next = fault.next_step();
    let place = fault.at().map_or_else(String::new, |at| format!(":{at}"));
    let fault = install::readable(&fault.to_string());
    format!("{file}{place}: {fault}: {next}")
}

fn cannot(problems: &[String]) -> Failure {
    Failure::Usage(match problems {
        [problem] => format!("{problem}; nothing was written"),
        problems => format!(
            "{} files cannot be edited; nothing was written\n  {}",
            problems.len(),
            problems.join("\n  ")
        ),
    })
}

/// Asks the person at the terminal. Where there is none, whoever runs this has decided.
fn is_wanted() -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Ok(true);
    }
    report::say("Write this? [y/N]");
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|source| Failure::System {
        what: "cannot read the answer",
        source,
    })?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
