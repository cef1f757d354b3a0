//! `brummer mcp config`: what belongs into a configuration, for those who edit it themselves.

use std::process::ExitCode;

use brummer_mcp::install::{Client, Scope, snippet};

use super::machine::{Here, Way};
use super::target;
use crate::args::{Common, McpSnippet};
use crate::report::{self, Failure};

pub(super) fn run(common: &Common, args: &McpSnippet) -> Result<ExitCode, Failure> {
    let here = Here::look(common)?;
    let named = target::clients(args.name.as_slice())?.first().copied();
    // Its shape is the one that most have taken over.
    let client = named.unwrap_or(Client::ClaudeCode);
    let entry = here.entry(client, Way::of(args.http))?;
    let text = snippet(client, &entry)
        .map_err(|fault| Failure::Usage(format!("{fault}: {}", fault.next_step())))?;
    if let Some(client) = named {
        for scope in [Scope::User, Scope::Project] {
            for target in target::of(&here, client, scope) {
                report::say(&format!("for {}", here.shown(&target.place.file)));
            }
        }
    }
    report::answer(&text)
}
