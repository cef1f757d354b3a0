//! Deno: the tasks of `deno.json` and `deno.jsonc`, also of the members of its workspace.

use std::path::PathBuf;

use super::javascript::{Dialect, PackageManager, members};
use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::look::Look;
use crate::project::text::{Node, Text, Value};

/// The files, in the order in which Deno looks for them.
const FILES: [&str; 2] = ["deno.json", "deno.jsonc"];

/// What makes a directory a member.
const OF_MEMBERS: [&str; 3] = ["deno.json", "deno.jsonc", "package.json"];

/// Looks at a directory with a `deno.json`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read_first(&FILES) else {
        return;
    };
    let Some(json) = look.or_warn(text.jsonc()) else {
        return;
    };
    tasks(look, &text, &json);
    let Some(workspace) = json.get("workspace") else {
        return;
    };
    let list = workspace.get("members").unwrap_or(workspace);
    for dir in members(look, &text, list, Dialect::Npm, &OF_MEMBERS) {
        member(look, dir);
    }
}

/// A member of a workspace. One with a `package.json` alone has no tasks of Deno's kind.
fn member(look: &mut Look<'_>, dir: PathBuf) {
    if !look.claim(&dir) {
        return;
    }
    let mut look = look.at(dir);
    let file = FILES.iter().find_map(|file| {
        let path = look.dir().join(file);
        look.read_path(&path)
    });
    let Some(text) = file else {
        return;
    };
    if let Some(json) = look.or_warn(text.jsonc()) {
        tasks(&mut look, &text, &json);
    }
}

fn tasks(look: &mut Look<'_>, text: &Text, json: &Node) {
    let Some(tasks) = json.get("tasks") else {
        return;
    };
    if !tasks.is_map() {
        let message = format!("`tasks` is {}, not an object", tasks.kind());
        return look.warn(text.warning(tasks.at, message));
    }
    let package = json.get("name").and_then(Node::as_str);
    let package = package.filter(|name| !name.is_empty() && !look.is_project());
    if !tasks.entries().is_empty() {
        look.needs("deno", PackageManager::Deno.how_to_get());
    }
    for (key, task) in tasks.entries() {
        let Some(body) = body(task) else {
            let name = key.name.escape_debug();
            let message = format!(
                "task `{name}` is {}, not a string or an object",
                task.kind()
            );
            look.warn(text.warning(task.at, message));
            continue;
        };
        let description = task.get("description").and_then(Node::as_str);
        look.add(Found {
            body: Some(body.into()),
            package: package.map(Into::into),
            description: description.map(Into::into),
            ..Found::new(
                key.name.as_str(),
                Command::program("deno", ["task", &key.name]),
                text.origin(key.at),
            )
        });
    }
}

/// What a task executes; for one that is made of others, which.
fn body(task: &Node) -> Option<String> {
    match &task.value {
        Value::String(body) => Some(body.clone()),
        Value::Map(_) => {
            if let Some(body) = task.get("command").and_then(Node::as_str) {
                return Some(body.to_owned());
            }
            let others = task.get("dependencies").map_or(&[][..], Node::items);
            let others: Vec<_> = others.iter().filter_map(Node::as_str).collect();
            Some(others.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) => None,
    }
}
