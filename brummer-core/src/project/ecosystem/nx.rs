//! Nx: the targets of each project, written in its `project.json` or `package.json`, or made up by a plugin of Nx.
//!
//! Of what plugins make up, that is found which their documentation ties to files ([`table`]); what others make up is known
//! to Nx alone, and finding it would mean to run it. Left out are targets that only other targets need.

mod plugin;
mod table;

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use self::plugin::Plugins;
use super::javascript::{PackageManager, manager_of};
use crate::config::Origin;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::text::{Node, Text};
use crate::project::tree;

/// How many levels below `nx.json` projects are looked for.
const MAX_DEPTH: usize = 10;

/// Looks at a directory with an `nx.json`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read("nx.json") else {
        return;
    };
    // If it is broken, Nx would run nothing; what is written elsewhere shows nevertheless.
    let json = look.or_warn(text.jsonc());
    let root = look.dir().to_owned();
    let workspace = Workspace {
        plugins: Plugins::read(json.as_ref(), look),
        manager: manager_of(look, None).manager,
        root: root.clone(),
    };
    let below = tree::below(&root, MAX_DEPTH).dirs;
    workspace.project(look, root);
    // Those with an `nx.json` of their own, which are looked at by themselves, with what is below them.
    let mut others: Vec<PathBuf> = Vec::new();
    for dir in below {
        if others.iter().any(|other| dir.starts_with(other)) {
            continue;
        }
        if look.at(dir.clone()).has("nx.json") {
            others.push(dir);
        } else if look.claim(&dir) {
            workspace.project(look, dir);
        }
    }
}

/// A workspace of Nx.
struct Workspace {
    root: PathBuf,
    plugins: Plugins,
    manager: PackageManager,
}

impl Workspace {
    /// Looks at a directory that may be a project: it has a `project.json`, or is a member of the package manager's
    /// workspace; that of the whole workspace is one if its `package.json` says something to Nx.
    fn project(&self, look: &mut Look<'_>, dir: PathBuf) {
        let is_member = look.is_claimed_by("javascript", &dir);
        let mut look = look.at(dir);
        let own = look.read("project.json");
        if own.is_none() && !is_member {
            return;
        }
        let own = own.and_then(|text| Some((look.or_warn(text.jsonc())?, text)));
        // What is wrong with that file is said where its scripts are read.
        let package = look.read("package.json");
        let package = package.and_then(|text| Some((text.json().ok()?, text)));
        let says_nx = package
            .as_ref()
            .is_some_and(|(json, _)| json.get("nx").is_some());
        if look.dir() == self.root && own.is_none() && !says_nx {
            return;
        }
        let json = |file: &Option<(Node, Text)>| file.as_ref().map(|(json, _)| json.clone());
        let (own_json, package_json) = (json(&own), json(&package));
        let Some(name) = name(own_json.as_ref(), package_json.as_ref(), look.dir()) else {
            return;
        };
        let made = self.plugins.made(package_json.as_ref(), &mut look);
        // A script of the package takes the place of what plugins make up, and is found with the others of the package.
        let scripts = package_json.as_ref().and_then(|json| json.get("scripts"));
        let scripts = scripts.map_or(&[][..], Node::entries).iter();
        let mut known: FxHashSet<String> = scripts.map(|(key, _)| key.name.clone()).collect();
        let written = [
            own.as_ref()
                .and_then(|(json, text)| Some((json.get("targets")?, text))),
            package
                .as_ref()
                .and_then(|(json, text)| Some((json.at_path(&["nx", "targets"])?, text))),
        ];
        for (targets, text) in written.into_iter().flatten() {
            if !targets.is_map() {
                let message = format!("`targets` is {}, not an object", targets.kind());
                look.warn(text.warning(targets.at, message));
            }
            for (key, target) in targets.entries() {
                known.insert(key.name.clone());
                let plugin = made.iter().find(|made| made.name == key.name);
                let body = body(target).or_else(|| Some(plugin?.body.clone()));
                let kind = kind(&key.name, target, body.as_deref()).or_else(|| plugin?.kind);
                let description = target.at_path(&["metadata", "description"]);
                let found = self.found(&name, &key.name, body, text.origin(key.at));
                look.add(Found {
                    kind,
                    description: description.and_then(Node::as_str).map(Into::into),
                    ..found
                });
            }
        }
        for made in made.into_iter().filter(|made| !known.contains(&made.name)) {
            let found = self.found(&name, &made.name, Some(made.body), made.origin);
            look.add(Found {
                kind: made.kind,
                ..found
            });
        }
    }

    fn found(&self, project: &str, target: &str, body: Option<String>, origin: Origin) -> Found {
        let address = format!("{project}:{target}");
        let command = self.manager.exec("nx", &["run", &address]);
        Found {
            body: Some(body.unwrap_or_else(|| format!("nx {address}")).into()),
            package: Some(project.into()),
            dir: Some(self.root.clone()),
            ..Found::new(target, command, origin)
        }
    }
}

/// The name of a project: its own, that of its package, or that of its directory.
fn name(own: Option<&Node>, package: Option<&Node>, dir: &Path) -> Option<String> {
    let own = own.and_then(|json| json.get("name")?.as_str());
    let of_nx = || package.and_then(|json| json.at_path(&["nx", "name"])?.as_str());
    let of_package = || package.and_then(|json| json.get("name")?.as_str());
    let name = own.or_else(of_nx).or_else(of_package);
    name.or_else(|| dir.file_name()?.to_str())
        .map(str::to_owned)
}

/// What a target executes: its command, or what executes it.
fn body(target: &Node) -> Option<String> {
    let command = target
        .get("command")
        .or_else(|| target.at_path(&["options", "command"]));
    if let Some(command) = command.and_then(Node::as_str) {
        return Some(command.to_owned());
    }
    let commands = target.at_path(&["options", "commands"]);
    let commands = commands.map_or(&[][..], Node::items).iter();
    let commands: Vec<_> = commands
        .filter_map(|command| command.get("command").unwrap_or(command).as_str())
        .collect();
    if !commands.is_empty() {
        return Some(commands.join("; "));
    }
    let executor = target.get("executor").and_then(Node::as_str);
    executor.map(str::to_owned)
}

/// What it is for, if Nx says it: `continuous` targets and the executors of servers run until they are stopped.
fn kind(name: &str, target: &Node, body: Option<&str>) -> Option<ScriptKind> {
    let is_continuous = target.get("continuous").and_then(Node::as_bool) == Some(true);
    let is_server =
        body.is_some_and(|body| body.ends_with(":dev-server") || body.ends_with(":serve"));
    let is_test = ScriptKind::tell(name, "") == ScriptKind::Test;
    ((is_continuous || is_server) && !is_test).then_some(ScriptKind::Dev)
}
