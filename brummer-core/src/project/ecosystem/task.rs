//! The tasks of a `Taskfile.yml`, with those of the files that it includes (`docs:build`).

use std::path::Path;

use rustc_hash::FxHashSet;

use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Key, Node, Text, Value};

/// The names of the file, in the order in which Task looks for them.
const FILES: [&str; 8] = [
    "Taskfile.yml",
    "taskfile.yml",
    "Taskfile.yaml",
    "taskfile.yaml",
    "Taskfile.dist.yml",
    "taskfile.dist.yml",
    "Taskfile.dist.yaml",
    "taskfile.dist.yaml",
];

/// The most files that are read of one Taskfile.
const MAX_FILES: usize = 64;

/// How deep includes may be nested.
const MAX_DEPTH: usize = 8;

/// Looks at a directory with a Taskfile.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read_first(&FILES) else {
        return;
    };
    let mut reading = Reading {
        look,
        found: Vec::new(),
        names: FxHashSet::default(),
        files: 0,
    };
    reading.file(&text, &Namespace::default(), 0);
    let found = reading.found;
    if !found.is_empty() {
        look.needs("task", "with `npm install -g @go-task/cli`");
    }
    for task in found {
        look.add(task);
    }
}

/// A Taskfile that is being read.
struct Reading<'a, 'b> {
    look: &'a mut Look<'b>,
    found: Vec<Found>,
    names: FxHashSet<String>,
    files: usize,
}

/// How the tasks of a file are called.
#[derive(Clone, Default)]
struct Namespace {
    /// What their names begin with, as in `docs:`.
    prefix: String,
    /// Whether they can only be run by other tasks.
    is_internal: bool,
    /// The names that are left out.
    excludes: Vec<String>,
}

impl Reading<'_, '_> {
    fn file(&mut self, text: &Text, namespace: &Namespace, depth: usize) {
        if self.files == MAX_FILES || depth > MAX_DEPTH {
            return;
        }
        self.files += 1;
        let Some(yaml) = self.look.or_warn(text.yaml()) else {
            return;
        };
        if let Some(tasks) = yaml.get("tasks") {
            if !tasks.is_map() && tasks.value != Value::Null {
                let message = format!("`tasks` is {}, not a map", tasks.kind());
                self.look.warn(text.warning(tasks.at, message));
            }
            for (key, task) in tasks.entries() {
                self.task(text, key, task, namespace);
            }
        }
        let includes = yaml.get("includes").map(Node::entries);
        for (key, include) in includes.unwrap_or_default() {
            self.include(text, key, include, namespace, depth);
        }
    }

    fn task(&mut self, text: &Text, key: &Key, task: &Node, namespace: &Namespace) {
        // One with a star is a pattern.
        let is_hidden = namespace.is_internal
            || namespace.excludes.contains(&key.name)
            || key.name.contains('*')
            || task.get("internal").and_then(Node::as_bool) == Some(true);
        let name = format!("{}{}", namespace.prefix, key.name);
        if is_hidden || !self.names.insert(name.clone()) {
            return;
        }
        let description = ["desc", "summary"];
        let description = description.iter().find_map(|key| task.get(key)?.as_str());
        let needs_values = task.at_path(&["requires", "vars"]);
        let commands = commands(task);
        let aliases = task.get("aliases").map(Node::items).unwrap_or_default();
        let aliases = aliases.iter().filter_map(Node::as_str);
        let aliases = aliases.map(|alias| format!("{}{alias}", namespace.prefix).into());
        self.found.push(Found {
            aliases: aliases.collect(),
            body: recipe::shown(commands.iter().map(String::as_str)),
            description: description.and_then(recipe::first_line),
            usage: if needs_values.is_some_and(|vars| !vars.items().is_empty()) {
                Usage::Internal
            } else {
                Usage::Direct
            },
            ..Found::new(
                name.clone(),
                Command::program("task", [name]),
                text.origin(key.at),
            )
        });
    }

    fn include(
        &mut self,
        text: &Text,
        key: &Key,
        include: &Node,
        namespace: &Namespace,
        depth: usize,
    ) {
        let path = include
            .as_str()
            .or_else(|| include.get("taskfile")?.as_str());
        let Some(path) = path else {
            let message = format!(
                "the include `{}` has no `taskfile`",
                key.name.escape_debug()
            );
            return self.look.warn(text.warning(include.at, message));
        };
        // What is fetched, and what a template would give, is not known.
        if path.contains("://")
            || path.contains("{{")
            || path.contains(".git?")
            || path.strip_suffix(".git").is_some()
        {
            return;
        }
        let flag = |name| include.get(name).and_then(Node::as_bool) == Some(true);
        let dir = text.path().parent().unwrap_or(Path::new(""));
        let path = dir.join(path);
        let Some(file) = self.taskfile(&path) else {
            if !flag("optional") {
                let message = format!("there is no Taskfile at `{}`", path.display());
                self.look.warn(text.warning(include.at, message));
            }
            return;
        };
        let excludes = include.get("excludes").map(Node::items).unwrap_or_default();
        let excludes = excludes.iter().filter_map(Node::as_str);
        let inner = Namespace {
            prefix: if flag("flatten") {
                namespace.prefix.clone()
            } else {
                format!("{}{}:", namespace.prefix, key.name)
            },
            is_internal: namespace.is_internal || flag("internal"),
            excludes: excludes.map(str::to_owned).collect(),
        };
        self.file(&file, &inner, depth + 1);
    }

    /// The file, or the one in this directory.
    fn taskfile(&mut self, path: &Path) -> Option<Text> {
        if path.is_dir() {
            self.look.claim(path);
            self.look.at(path.to_owned()).read_first(&FILES)
        } else {
            self.look.read_path(path)
        }
    }
}

/// What a task runs: a command, a list of them, or a map with either as `cmd` or `cmds`.
fn commands(task: &Node) -> Vec<String> {
    match &task.value {
        Value::String(command) => vec![command.clone()],
        Value::List(items) => items.iter().filter_map(command).collect(),
        Value::Map(_) => {
            let list = task.get("cmds").or(task.get("cmd"));
            let needs = task.get("deps").map(Node::items).unwrap_or_default();
            match list {
                Some(list) => commands_of(list),
                None => needs.iter().filter_map(command).collect(),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn commands_of(list: &Node) -> Vec<String> {
    match list.as_str() {
        Some(one) => vec![one.to_owned()],
        None => list.items().iter().filter_map(command).collect(),
    }
}

/// A command: text, `cmd: text`, or `task: name`.
fn command(item: &Node) -> Option<String> {
    let text = item.as_str().or_else(|| item.get("cmd")?.as_str());
    let task = || {
        item.get("task")?
            .as_str()
            .map(|name| format!("task {name}"))
    };
    text.map(str::to_owned).or_else(task)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(task: &str, expected: &[&str]) {
        let text = Text::new(Path::new("f"), task.to_owned());
        assert_eq!(commands(&text.yaml().unwrap()), expected);
    }

    #[test]
    fn commands_are_written_in_several_ways() {
        check("go build", &["go build"]);
        check(
            "[go build, {cmd: go test}, {task: lint}]",
            &["go build", "go test", "task lint"],
        );
        check("{cmds: [a], deps: [b]}", &["a"]);
        check("{cmd: a}", &["a"]);
        check("{deps: [b, {task: c}]}", &["b", "task c"]);
    }
}
