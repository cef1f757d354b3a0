//! moon: the tasks of each project that `.moon/workspace.yml` lists, with those that all projects inherit.
//!
//! Tasks that only some projects inherit, by conditions, are not known here: what the conditions are about is known to
//! moon alone.

use std::path::PathBuf;

use super::javascript::{Dialect, manager_of, members};
use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::text::{Node, Text, Value};

/// How to get moon.
const GET: &str = "with `npm install -g @moonrepo/cli`, or from https://moonrepo.dev";

/// Where tasks are that all projects inherit.
const INHERITED: [&str; 2] = [".moon/tasks.yml", ".moon/tasks/all.yml"];

/// A file with tasks.
struct Tasks {
    text: Text,
    yaml: Node,
}

/// Looks at a directory with a `.moon/workspace.yml`.
pub(super) fn look(look: &mut Look<'_>) {
    if !look.has(".moon") {
        return;
    }
    let Some(workspace) = read(look, ".moon/workspace.yml") else {
        return;
    };
    let Some(projects) = workspace.yaml.get("projects") else {
        return;
    };
    let inherited: Vec<_> = INHERITED
        .iter()
        .filter_map(|file| read(look, file))
        .collect();
    let runner = Runner::of(look);
    let globs = projects.get("globs").unwrap_or(projects);
    for dir in members(look, &workspace.text, globs, Dialect::Npm, &["."]) {
        let id = dir
            .file_name()
            .and_then(|name| name.to_str())
            .map(str::to_owned);
        project(look, dir, id.unwrap_or_default(), &inherited, &runner);
    }
    let sources = projects.get("sources").unwrap_or(projects);
    for (id, source) in sources.entries() {
        let Some(source_dir) = source.as_str() else {
            continue;
        };
        let dir = look.dir().join(source_dir);
        if dir.is_dir() {
            project(look, dir, id.name.clone(), &inherited, &runner);
        } else {
            let message = format!("`{}` is no directory", source_dir.escape_debug());
            look.warn(workspace.text.warning(source.at, message));
        }
    }
}

/// A file below the directory, as YAML.
fn read(look: &mut Look<'_>, file: &str) -> Option<Tasks> {
    let text = look.read_path(&look.dir().join(file))?;
    let yaml = look.or_warn(text.yaml())?;
    Some(Tasks { text, yaml })
}

/// How moon is started.
struct Runner(Box<dyn Fn(&str) -> Command>);

impl Runner {
    /// From `PATH`, or as a package of the project.
    fn of(look: &mut Look<'_>) -> Self {
        let is_package = look.dir().join("node_modules/.bin/moon").exists();
        if is_package && !look.search_path().has("moon") {
            let manager = manager_of(look, None).manager;
            return Self(Box::new(move |target| {
                manager.exec("moon", &["run", target])
            }));
        }
        look.needs("moon", GET);
        Self(Box::new(|target| Command::program("moon", ["run", target])))
    }
}

fn project(look: &mut Look<'_>, dir: PathBuf, id: String, inherited: &[Tasks], runner: &Runner) {
    let root = look.dir().to_owned();
    let mut look = look.at(dir);
    let own = read(&mut look, "moon.yml");
    let id = own
        .as_ref()
        .and_then(|own| own.yaml.get("id")?.as_str().map(str::to_owned))
        .unwrap_or(id);
    let mut known = std::collections::BTreeSet::new();
    for file in own.iter().chain(inherited) {
        let tasks = file.yaml.get("tasks").map_or(&[][..], Node::entries);
        for (key, task) in tasks {
            // A project's own task stands for the inherited one of its name.
            if !known.insert(key.name.clone()) {
                continue;
            }
            let is_internal = task.at_path(&["options", "internal"]);
            // moon runs it only for others.
            if is_internal.and_then(Node::as_bool) == Some(true) {
                continue;
            }
            let command = (runner.0)(&format!("{id}:{}", key.name));
            let description = task.get("description").and_then(Node::as_str);
            look.add(Found {
                body: body(task).map(Into::into),
                kind: kind(task),
                package: Some(id.as_str().into()),
                dir: Some(root.clone()),
                description: description.map(Into::into),
                ..Found::new(key.name.as_str(), command, file.text.origin(key.at))
            });
        }
    }
}

/// What a task executes.
fn body(task: &Node) -> Option<String> {
    let command = task.get("script").or_else(|| task.get("command"))?;
    match &command.value {
        Value::String(command) => Some(command.clone()),
        Value::List(words) => {
            let words: Vec<_> = words.iter().filter_map(Node::as_scalar).collect();
            Some(words.join(" "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Map(_) => None,
    }
}

/// What it is for, if it says so: a server, or something that is only run by hand until it is stopped.
fn kind(task: &Node) -> Option<ScriptKind> {
    let preset = task.get("preset").and_then(Node::as_str);
    let is_persistent = task
        .at_path(&["options", "persistent"])
        .and_then(Node::as_bool);
    let runs_on = matches!(preset, Some("server" | "watcher")) || is_persistent == Some(true);
    runs_on.then_some(ScriptKind::Dev)
}
