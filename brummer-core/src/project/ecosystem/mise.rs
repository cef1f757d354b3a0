//! The tasks of `mise.toml`.

use std::collections::BTreeMap;

use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Node, Text, Value};

/// The files; all of them count.
const FILES: [&str; 3] = ["mise.toml", ".mise.toml", "mise.local.toml"];

/// Files in other directories.
const ELSEWHERE: [&str; 4] = [
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/config.toml",
];

/// Looks at a directory with a `mise.toml`.
pub(super) fn look(look: &mut Look<'_>) {
    let mut texts: Vec<_> = FILES.iter().filter_map(|file| look.read(file)).collect();
    if look.has(".config") || look.has("mise") || look.has(".mise") {
        let dir = look.dir().to_owned();
        texts.extend(
            ELSEWHERE
                .iter()
                .filter_map(|file| look.read_path(&dir.join(file))),
        );
    }
    for text in texts {
        let Some(toml) = look.or_warn(text.toml()) else {
            continue;
        };
        add(&toml, &text, look);
    }
}

fn add(toml: &Node, text: &Text, look: &mut Look<'_>) {
    let Some(tasks) = toml.get("tasks") else {
        return;
    };
    if !tasks.entries().is_empty() {
        look.needs("mise", "with `npm install -g @jdxcode/mise`");
    }
    for (key, task) in tasks.entries() {
        let is_task = matches!(
            task.value,
            Value::String(_) | Value::List(_) | Value::Map(_)
        );
        if !is_task {
            let (name, kind) = (key.name.escape_debug(), task.kind());
            let message = format!("task `{name}` is {kind}, neither text nor a table");
            look.warn(text.warning(task.at, message));
            continue;
        }
        let run = task.get("run").unwrap_or(task);
        let commands = run.as_str().into_iter();
        let commands = commands.chain(run.items().iter().filter_map(Node::as_str));
        let description = task.get("description").and_then(Node::as_str);
        let is_hidden = task.get("hide").and_then(Node::as_bool) == Some(true);
        look.add(Found {
            body: recipe::shown(commands),
            description: description.and_then(recipe::first_line),
            // mise sets the variables of the file and of the task by itself.
            env: BTreeMap::new(),
            usage: if is_hidden {
                Usage::Internal
            } else {
                Usage::Direct
            },
            ..Found::new(
                key.name.clone(),
                Command::program("mise", ["run", &key.name]),
                text.origin(key.at),
            )
        });
    }
}
