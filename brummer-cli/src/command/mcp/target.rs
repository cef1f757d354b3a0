//! Which files are meant by the names and flags of a command.

use brummer_mcp::install::{Client, Place, Scope, UnknownClient, places};

use super::machine::Here;
use crate::args::McpScope;
use crate::report::Failure;

/// A file of a client.
pub(super) struct Target {
    pub(super) client: Client,
    pub(super) scope: Scope,
    pub(super) place: Place,
}

/// The scope that the flags say; the user's is the default.
pub(super) fn scope(args: &McpScope) -> Scope {
    if args.project {
        Scope::Project
    } else {
        Scope::User
    }
}

/// The clients of these names, each once.
pub(super) fn clients(names: &[String]) -> Result<Vec<Client>, Failure> {
    let mut clients = Vec::new();
    for name in names {
        let client = name
            .parse()
            .map_err(|unknown: UnknownClient| Failure::Usage(unknown.to_string()))?;
        if !clients.contains(&client) {
            clients.push(client);
        }
    }
    Ok(clients)
}

/// The files of a client in a scope.
pub(super) fn of(here: &Here, client: Client, scope: Scope) -> impl Iterator<Item = Target> {
    let places = places(client, scope, &here.machine()).into_iter();
    places.map(move |place| Target {
        client,
        scope,
        place,
    })
}

/// The files that are to be edited: of the clients named, be they found or not, or else of all that are found.
pub(super) fn chosen(here: &Here, names: &[String], scope: Scope) -> Result<Vec<Target>, Failure> {
    let mut chosen = Vec::new();
    for client in clients(names)? {
        let before = chosen.len();
        chosen.extend(of(here, client, scope));
        if chosen.len() == before {
            return Err(Failure::Usage(format!(
                "{client} keeps no servers in projects: leave out --project"
            )));
        }
    }
    if !names.is_empty() {
        return Ok(chosen);
    }
    let all = Client::ALL.into_iter();
    let all: Vec<_> = all.flat_map(|client| of(here, client, scope)).collect();
    if all.iter().any(|target| target.place.found) {
        return Ok(all
            .into_iter()
            .filter(|target| target.place.found)
            .collect());
    }
    let looked = all.iter().map(|target| {
        let file = here.shown(&target.place.file);
        format!("\n  {:14}  {file}", target.client.name())
    });
    Err(Failure::Usage(format!(
        "no AI editor was found: name the one that is meant. Looked for, besides their programs:{}",
        looked.collect::<String>()
    )))
}
