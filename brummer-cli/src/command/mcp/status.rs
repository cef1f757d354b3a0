//! `brummer mcp status`: which editors are here, and which of them have this server.

use std::process::ExitCode;

use brummer_mcp::install::{Client, Entry, Scope, find, readable};
use serde::Serialize;

use super::file;
use super::machine::{self, Here};
use super::target::{self, Target};
use crate::args::{Common, McpStatus};
use crate::report::{self, Failure};

/// A file of a client.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    client: &'static str,
    /// `user` or `project`.
    scope: &'static str,
    /// Whether the client is here.
    found: bool,
    file: String,
    /// Whether this server is in it; null if that cannot be told.
    installed: Option<bool>,
    /// The command line that is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<Vec<String>>,
    /// The address that is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Whether the program of the command is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    command_exists: Option<bool>,
    /// Why it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

pub(super) fn run(common: &Common, args: &McpStatus) -> Result<ExitCode, Failure> {
    let here = Here::look(common)?;
    let named = target::clients(&args.clients.names)?;
    let clients = Client::ALL.into_iter();
    let clients = clients.filter(|client| named.is_empty() || named.contains(client));
    let user = clients
        .clone()
        .flat_map(|client| target::of(&here, client, Scope::User));
    // Most projects have files for few editors.
    let project = clients.flat_map(|client| target::of(&here, client, Scope::Project));
    let project = project.filter(|target| target.place.file.symlink_metadata().is_ok());
    let rows: Vec<_> = user.chain(project).map(|target| row(&target)).collect();
    if args.json {
        let json =
            serde_json::to_string_pretty(&rows).expect("rows are made of strings and booleans");
        return report::answer(&json);
    }
    report::answer(&table(&here, &rows))
}

fn row(target: &Target) -> Row {
    let client = target.client;
    let file = &target.place.file;
    let entry = file::read(file).and_then(|found| match &found.text {
        Some(text) => find(client, text).map_err(|fault| match fault.at() {
            Some(at) => format!("{}:{at}: {fault}", file.display()),
            None => format!("{}: {fault}", file.display()),
        }),
        None => Ok(None),
    });
    let mut row = Row {
        client: client.name(),
        scope: match target.scope {
            Scope::User => "user",
            Scope::Project => "project",
        },
        found: target.place.found,
        file: file.display().to_string(),
        installed: entry.as_ref().ok().map(Option::is_some),
        command: None,
        url: None,
        command_exists: None,
        problem: None,
    };
    match entry {
        Ok(Some(Entry::Stdio { command, args })) => {
            row.command_exists = Some(machine::is_there(&command));
            row.command = Some(std::iter::once(command).chain(args).collect());
        }
        Ok(Some(Entry::Http { url, .. })) => row.url = Some(url),
        Ok(None) => {}
        Err(problem) => row.problem = Some(problem),
    }
    row
}

/// What a file has, in words, and whether this server is in it.
#[cfg(feature = "tui")]
pub(super) fn said(target: &Target) -> (String, bool) {
    let row = row(target);
    (readable(&state(&row)), row.installed == Some(true))
}

/// Client, whether it is here, what it has, and where, in columns.
fn table(here: &Here, rows: &[Row]) -> String {
    let cells = rows.iter().map(|row| {
        let file = here.shown(row.file.as_ref());
        let found = if row.found { "found" } else { "not found" };
        [
            row.client.to_owned(),
            found.to_owned(),
            readable(&state(row)),
            file,
        ]
    });
    let cells: Vec<_> = cells.collect();
    let width = |column: usize| {
        let widths = cells.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0).min(60)
    };
    let (client, found, state) = (width(0), width(1), width(2));
    let lines = cells.iter().map(|row| {
        let [name, here, has, file] = row;
        format!("{name:client$}  {here:found$}  {has:state$}  {file}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a file has, in words.
fn state(row: &Row) -> String {
    if let Some(problem) = &row.problem {
        // The file has a column of its own.
        let problem = problem.strip_prefix(&row.file).unwrap_or(problem);
        let problem = problem.trim_start_matches([':', ' ']);
        return format!("broken: {problem}");
    }
    match (&row.command, &row.url) {
        (Some(command), _) => {
            let missing = match row.command_exists {
                Some(false) => " (not there any more)",
                Some(true) | None => "",
            };
            format!("installed: {}{missing}", command.join(" "))
        }
        (None, Some(url)) => format!("installed: {url}"),
        (None, None) => "not installed".to_owned(),
    }
}
