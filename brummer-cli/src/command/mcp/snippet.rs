//! `brummer mcp config`: what belongs into a configuration, for those who edit it themselves.

use std::process::ExitCode;

use brummer_mcp::install::{Client, Entry, Scope, snippet};

use super::machine::{Here, Reach};
use super::target;
use crate::args::{Common, McpSnippet};
use crate::report::{self, Failure};

pub(super) fn run(common: &Common, args: &McpSnippet) -> Result<ExitCode, Failure> {
    let here = Here::look(common)?;
    let named = target::clients(args.name.as_slice())?.first().copied();
    // Its shape is the one that most have taken over.
    let client = named.unwrap_or(Client::ClaudeCode);
    let entry = if args.http {
        here.address(common)?
    } else {
        here.command(client, Reach::of(args.hub))?
    };
    let text = snippet(client, &entry)
        .map_err(|fault| Failure::Usage(format!("{fault}: {}", fault.next_step())))?;
    if matches!(&entry, Entry::Http { token: Some(_), .. }) {
        report::say("put the token of the server in the place of `(hidden)`");
    }
    if let Some(client) = named {
        for scope in [Scope::User, Scope::Project] {
            for target in target::of(&here, client, scope) {
                report::say(&format!("for {}", here.shown(&target.place.file)));
            }
        }
    }
    report::answer(&text)
}
