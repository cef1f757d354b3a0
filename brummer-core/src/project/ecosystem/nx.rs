//! Nx: the targets of each `project.json`.
//!
//! Targets that plugins of Nx make up from other files are known to Nx alone, and finding them would mean to run it.

use std::path::{Path, PathBuf};

use super::javascript::{PackageManager, manager_of};
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
    // Only that it is broken matters: Nx would run nothing.
    look.or_warn(text.jsonc());
    let manager = manager_of(look, None).manager;
    let root = look.dir().to_owned();
    let below = tree::below(&root, MAX_DEPTH).dirs;
    project(look, &root, root.clone(), manager);
    // Those with an `nx.json` of their own, which are looked at by themselves, with what is below them.
    let mut others: Vec<PathBuf> = Vec::new();
    for dir in below {
        if others.iter().any(|other| dir.starts_with(other)) {
            continue;
        }
        if look.at(dir.clone()).has("nx.json") {
            others.push(dir);
        } else if look.claim(&dir) {
            project(look, &root, dir, manager);
        }
    }
}

/// Looks at a directory that may be a project.
fn project(look: &mut Look<'_>, root: &Path, dir: PathBuf, manager: PackageManager) {
    let mut look = look.at(dir);
    let Some(text) = look.read("project.json") else {
        return;
    };
    let Some(json) = look.or_warn(text.jsonc()) else {
        return;
    };
    let Some(targets) = json.get("targets") else {
        return;
    };
    if !targets.is_map() {
        let message = format!("`targets` is {}, not an object", targets.kind());
        return look.warn(text.warning(targets.at, message));
    }
    let Some(name) = name(&mut look, &json) else {
        return;
    };
    for (key, target) in targets.entries() {
        let body = body(target);
        let found = found(&text, &name, &key.name, key.at, manager);
        look.add(Found {
            kind: kind(&key.name, target, body.as_deref()),
            body: Some(
                body.unwrap_or_else(|| format!("nx {}:{}", name, key.name))
                    .into(),
            ),
            package: Some(name.as_str().into()),
            dir: Some(root.to_owned()),
            description: target
                .at_path(&["metadata", "description"])
                .and_then(Node::as_str)
                .map(Into::into),
            ..found
        });
    }
}

fn found(text: &Text, project: &str, target: &str, at: usize, manager: PackageManager) -> Found {
    let command = manager.exec("nx", &["run", &format!("{project}:{target}")]);
    Found::new(target, command, text.origin(at))
}

/// The name of a project: its own, that of its package, or that of its directory.
fn name(look: &mut Look<'_>, json: &Node) -> Option<String> {
    if let Some(name) = json.get("name").and_then(Node::as_str) {
        return Some(name.to_owned());
    }
    // What is wrong with that file is said where its scripts are read.
    let package = look.read("package.json").and_then(|text| text.json().ok());
    let name = package.as_ref().and_then(|json| json.get("name")?.as_str());
    let dir = look.dir().file_name().and_then(|name| name.to_str());
    name.or(dir).map(str::to_owned)
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
