//! The scripts of `pyproject.toml`, for each tool that has some there.

use super::{Manager, Python};
use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Node, Text, Value};

/// Adds the scripts.
pub(super) fn look(python: &Python<'_>, look: &mut Look<'_>) {
    if let Some((text, toml)) = python.pyproject {
        entry_points(python, text, toml, look);
        tables(text, toml, look);
        build(python, text, toml, look);
        let tool = |name| toml.at_path(&["tool", name]);
        if let Some(hatch) = tool("hatch") {
            self::hatch(hatch, text, look);
        }
        if tool("pytest").is_some() {
            pytest(
                python,
                text.origin(tool("pytest").map_or(0, |table| table.at)),
                look,
            );
            return;
        }
    }
    if let Some(text) = look.read("hatch.toml")
        && let Some(toml) = look.or_warn(text.toml())
    {
        hatch(&toml, &text, look);
    }
    if let Some(text) = look.read("Pipfile")
        && let Some(toml) = look.or_warn(text.toml())
    {
        let scripts = toml.get("scripts").map(Node::entries).unwrap_or_default();
        for (key, script) in scripts {
            let command = Command::program("pipenv", ["run", &key.name]);
            let origin = text.origin(key.at);
            look.add(found(&key.name, command, script, origin, "pipenv"));
        }
    }
    if let Some(text) = look.read_first(&["pytest.ini", ".pytest.ini"]) {
        pytest(python, text.origin(0), look);
    }
}

fn pytest(python: &Python<'_>, origin: Origin, look: &mut Look<'_>) {
    let command = python.command(&["pytest"], look);
    look.add(Found {
        source: Some("pytest"),
        ..Found::new("test", command, origin)
    });
}

/// Makes the package, if it is one and its manager has a command for it.
fn build(python: &Python<'_>, text: &Text, toml: &Node, look: &mut Look<'_>) {
    let program = match python.manager {
        Manager::Uv => "uv",
        Manager::Poetry => "poetry",
        Manager::Pdm => "pdm",
        Manager::Hatch => "hatch",
        // It builds nothing, or who does is not known.
        Manager::Pipenv | Manager::None => return,
    };
    // These say that there is only an environment.
    let refusals = [
        ["tool", "poetry", "package-mode"],
        ["tool", "pdm", "distribution"],
    ];
    let says_no = |path: &[&str; 3]| toml.at_path(path).and_then(Node::as_bool) == Some(false);
    let Some((key, _)) = toml.entry("build-system") else {
        return;
    };
    if refusals.iter().any(says_no) {
        return;
    }
    look.needs(program, &format!("with `pipx install {program}`"));
    let command = Command::program(program, ["build"]);
    look.add(Found {
        source: Some(program),
        ..Found::new("build", command, text.origin(key.at))
    });
}

/// Programs that the package installs: `[project.scripts]`, and where Poetry had them before.
fn entry_points(python: &Python<'_>, text: &Text, toml: &Node, look: &mut Look<'_>) {
    let places: [&[&str]; 3] = [
        &["project", "scripts"],
        &["project", "gui-scripts"],
        &["tool", "poetry", "scripts"],
    ];
    for place in places {
        let scripts = toml.at_path(place).map(Node::entries).unwrap_or_default();
        for (key, _) in scripts {
            let command = python.command(&[&key.name], look);
            look.add(Found {
                source: python.manager.program(),
                ..Found::new(key.name.clone(), command, text.origin(key.at))
            });
        }
    }
}

/// A table of scripts: where it is, what runs them and with which words, and how to get that.
type Table = (
    &'static [&'static str],
    &'static str,
    &'static [&'static str],
);

const TABLES: [Table; 4] = [
    (&["tool", "pdm", "scripts"], "pdm", &["run"]),
    (&["tool", "rye", "scripts"], "rye", &["run"]),
    (&["tool", "poe", "tasks"], "poe", &[]),
    (&["tool", "taskipy", "tasks"], "task", &[]),
];

fn tables(text: &Text, toml: &Node, look: &mut Look<'_>) {
    for (place, program, words) in TABLES {
        let scripts = toml.at_path(place).map(Node::entries).unwrap_or_default();
        if !scripts.is_empty() {
            let package = if program == "task" {
                "taskipy"
            } else {
                program
            };
            let package = if program == "poe" {
                "poethepoet"
            } else {
                package
            };
            look.needs(program, &format!("with `pipx install {package}`"));
        }
        // `_` holds what is common to all.
        for (key, script) in scripts.iter().filter(|(key, _)| key.name != "_") {
            let args = words.iter().copied().chain([key.name.as_str()]);
            let command = Command::program(program, args);
            let source = if program == "task" {
                "taskipy"
            } else {
                program
            };
            let origin = text.origin(key.at);
            look.add(found(&key.name, command, script, origin, source));
        }
    }
}

/// A script that is text, a list, or a table with one of several keys.
fn found(
    name: &str,
    command: Command,
    script: &Node,
    origin: Origin,
    source: &'static str,
) -> Found {
    let help = script.get("help").and_then(Node::as_str);
    Found {
        body: body(script),
        description: help.and_then(recipe::first_line),
        source: Some(source),
        usage: if name.starts_with('_') {
            Usage::Internal
        } else {
            Usage::Direct
        },
        ..Found::new(name, command, origin)
    }
}

/// What a script runs.
fn body(script: &Node) -> Option<std::sync::Arc<str>> {
    const KEYS: [&str; 8] = [
        "cmd",
        "shell",
        "call",
        "script",
        "composite",
        "sequence",
        "chain",
        "expr",
    ];
    match &script.value {
        Value::String(text) => recipe::shown([text.as_str()]),
        Value::List(items) => recipe::shown(items.iter().filter_map(Node::as_str)),
        Value::Map(_) => {
            let inner = KEYS.iter().find_map(|key| script.get(key))?;
            match &inner.value {
                // The words of one command.
                Value::List(words) if script.get("cmd").is_some() => {
                    let words: Vec<_> = words.iter().filter_map(Node::as_str).collect();
                    recipe::shown([words.join(" ").as_str()])
                }
                Value::List(items) => recipe::shown(items.iter().filter_map(Node::as_str)),
                _ => recipe::shown(inner.as_str()),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The scripts of hatch's environments; those of the default one are called without its name.
fn hatch(table: &Node, text: &Text, look: &mut Look<'_>) {
    let environments = table.get("envs").map(Node::entries).unwrap_or_default();
    for (environment, table) in environments {
        let scripts = table.get("scripts").map(Node::entries).unwrap_or_default();
        for (key, script) in scripts {
            let name = match environment.name.as_str() {
                "default" => key.name.clone(),
                other => format!("{other}:{}", key.name),
            };
            look.needs("hatch", "with `pipx install hatch`");
            let command = Command::program("hatch", ["run", &name]);
            let origin = text.origin(key.at);
            look.add(found(
                &name,
                command,
                script,
                origin,
                Manager::Hatch.program().unwrap_or("hatch"),
            ));
        }
    }
}
