//! The tasks of mise: those of `mise.toml`, and the files in its directories of tasks.

mod file_task;

use rustc_hash::FxHashSet;

use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Key, Node, Text, Value};

/// The files; all of them count.
const FILES: [&str; 3] = ["mise.toml", ".mise.toml", "mise.local.toml"];

/// Files in other directories.
const ELSEWHERE: [&str; 4] = [
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/config.toml",
];

/// The directories that may have files of mise, or of tasks.
const DIRS: [&str; 5] = [".config", "mise", ".mise", "mise-tasks", ".mise-tasks"];

/// Where tasks are that are files, unless a configuration says otherwise; the first one of a name counts.
const TASKS: [&str; 5] = [
    "mise-tasks",
    ".mise-tasks",
    ".mise/tasks",
    ".config/mise/tasks",
    "mise/tasks",
];

/// The most places that a configuration may name.
const MAX_PLACES: usize = 64;

/// Looks at a directory with a `mise.toml`, or with tasks that are files.
pub(super) fn look(look: &mut Look<'_>) {
    let mut texts: Vec<_> = FILES.iter().filter_map(|file| look.read(file)).collect();
    let dir = look.dir().to_owned();
    let has_dir = DIRS.iter().any(|name| look.has(name));
    if has_dir {
        texts.extend(
            ELSEWHERE
                .iter()
                .filter_map(|file| look.read_path(&dir.join(file))),
        );
    }
    let mut tasks = Tasks {
        look,
        names: FxHashSet::default(),
    };
    let mut places: Vec<String> = Vec::new();
    let mut is_told = false;
    for text in texts {
        let Some(toml) = tasks.look.or_warn(text.toml()) else {
            continue;
        };
        if let Some(table) = toml.get("tasks") {
            tasks.table(table, &text);
        }
        if let Some(includes) = toml.at_path(&["task_config", "includes"]) {
            is_told = true;
            places.extend(
                includes
                    .items()
                    .iter()
                    .filter_map(Node::as_str)
                    .map(str::to_owned),
            );
        }
    }
    if !is_told && has_dir {
        places = TASKS.map(str::to_owned).into();
    }
    for place in places.iter().take(MAX_PLACES) {
        // What is fetched, and what a template would give, is not known.
        if !place.contains("::") && !place.contains("{{") {
            tasks.place(&dir.join(place));
        }
    }
}

/// The tasks of a directory.
struct Tasks<'a, 'b> {
    look: &'a mut Look<'b>,
    /// The names that there are.
    names: FxHashSet<String>,
}

impl Tasks<'_, '_> {
    /// The tasks of a table by name.
    fn table(&mut self, table: &Node, text: &Text) {
        for (key, task) in table.entries() {
            self.entry(key, task, text);
        }
    }

    fn entry(&mut self, key: &Key, task: &Node, text: &Text) {
        let is_task = matches!(
            task.value,
            Value::String(_) | Value::List(_) | Value::Map(_)
        );
        if !is_task {
            let (name, kind) = (key.name.escape_debug(), task.kind());
            let message = format!("task `{name}` is {kind}, neither text nor a table");
            return self.look.warn(text.warning(task.at, message));
        }
        let run = task.get("run").unwrap_or(task);
        let commands = run.as_str().into_iter();
        let commands = commands.chain(run.items().iter().filter_map(Node::as_str));
        self.add(Found {
            body: recipe::shown(commands),
            ..described(&key.name, task, text, key.at)
        });
    }

    /// Adds a task, unless there is one of its name.
    fn add(&mut self, found: Found) {
        if !self.names.insert(found.name.clone()) {
            return;
        }
        self.look
            .needs("mise", "with `npm install -g @jdxcode/mise`");
        self.look.add(found);
    }
}

/// A task of this name with what a table says of it. Its variables are set by mise itself.
fn described(name: &str, task: &Node, text: &Text, at: usize) -> Found {
    let description = task.get("description").and_then(Node::as_str);
    let is_hidden = task.get("hide").and_then(Node::as_bool) == Some(true);
    let alias = ["alias", "aliases"];
    let alias = alias.iter().find_map(|key| task.get(key));
    let aliases = alias.into_iter().flat_map(|alias| match alias.as_str() {
        Some(one) => vec![one.into()],
        None => alias
            .items()
            .iter()
            .filter_map(|item| item.as_str().map(Into::into))
            .collect(),
    });
    Found {
        aliases: aliases.collect(),
        description: description.and_then(recipe::first_line),
        usage: if is_hidden {
            Usage::Internal
        } else {
            Usage::Direct
        },
        ..Found::new(
            name,
            Command::program("mise", ["run", name]),
            text.origin(at),
        )
    }
}
