//! The services of Docker Compose.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Node, Text, Value};

/// The names of the file with those of its override, in the order in which Compose looks for them.
const FILES: [(&str, [&str; 2]); 4] = [
    (
        "compose.yaml",
        ["compose.override.yaml", "compose.override.yml"],
    ),
    (
        "compose.yml",
        ["compose.override.yml", "compose.override.yaml"],
    ),
    (
        "docker-compose.yml",
        [
            "docker-compose.override.yml",
            "docker-compose.override.yaml",
        ],
    ),
    (
        "docker-compose.yaml",
        [
            "docker-compose.override.yaml",
            "docker-compose.override.yml",
        ],
    ),
];

/// The most files that are read of one project.
const MAX_FILES: usize = 32;

/// Looks at a directory with a Compose file.
pub(super) fn look(look: &mut Look<'_>) {
    let found = FILES
        .iter()
        .find_map(|(file, overrides)| Some((look.read(file)?, overrides)));
    let Some((text, overrides)) = found else {
        return;
    };
    let mut open: Vec<Text> = vec![text];
    open.extend(look.read_first(overrides));
    open.reverse();
    let mut project = Project::default();
    while let Some(text) = open.pop() {
        if project.files.len() == MAX_FILES || !project.files.insert(text.path().to_owned()) {
            continue;
        }
        let Some(yaml) = look.or_warn(text.yaml()) else {
            continue;
        };
        project.services(&yaml, &text, look);
        for path in included(&yaml) {
            let path = text.path().with_file_name(path);
            if let Some(text) = look.read_path(&path) {
                // It is a part of this one.
                if let Some(dir) = path.parent() {
                    look.claim(dir);
                }
                open.push(text);
            } else {
                let message = format!("there is no file `{}` to include", path.display());
                look.warn(text.warning(yaml.get("include").map_or(0, |node| node.at), message));
            }
        }
    }
}

/// A project with all its files.
#[derive(Default)]
struct Project {
    files: FxHashSet<PathBuf>,
    names: FxHashSet<String>,
    has_up: bool,
}

impl Project {
    fn services(&mut self, yaml: &Node, text: &Text, look: &mut Look<'_>) {
        let Some((key, services)) = yaml.entry("services") else {
            return;
        };
        if !services.is_map() && services.value != Value::Null {
            let message = format!("`services` is {}, not a map", services.kind());
            look.warn(text.warning(services.at, message));
        }
        if services.entries().is_empty() {
            return;
        }
        look.needs("docker", "from https://docs.docker.com/get-docker");
        if !std::mem::replace(&mut self.has_up, true) {
            look.add(Found::new(
                "up",
                Command::program("docker", ["compose", "up"]),
                text.origin(key.at),
            ));
        }
        for (key, service) in services.entries() {
            if key.name.is_empty() || !self.names.insert(key.name.clone()) {
                continue;
            }
            look.add(Found {
                kind: Some(ScriptKind::Dev),
                body: body(service),
                ..Found::new(
                    key.name.clone(),
                    Command::program("docker", ["compose", "up", &key.name]),
                    text.origin(key.at),
                )
            });
        }
    }
}

/// What a service runs: its command, or else its image.
fn body(service: &Node) -> Option<std::sync::Arc<str>> {
    let command = service.get("command")?;
    let words: Vec<_> = command.items().iter().filter_map(Node::as_scalar).collect();
    let line = command
        .as_str()
        .map_or_else(|| words.join(" "), str::to_owned);
    recipe::shown([line.as_str()])
}

/// The files that a file includes.
fn included(yaml: &Node) -> Vec<&str> {
    let includes = yaml.get("include").map(Node::items).unwrap_or_default();
    let paths = includes.iter().flat_map(|include| {
        let path = include.get("path").unwrap_or(include);
        match path.as_str() {
            Some(path) => vec![path],
            None => path.items().iter().filter_map(Node::as_str).collect(),
        }
    });
    // What is fetched, and what a variable says, is not known.
    paths
        .filter(|path| !path.contains("://") && !path.contains('$'))
        .collect()
}
