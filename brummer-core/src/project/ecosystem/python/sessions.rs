//! The environments of tox and the sessions of nox.

use rustc_hash::FxHashSet;

use super::Python;
use super::ini::{Section, expanded, sections};
use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::lines::numbered;
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Node, Text};

/// Adds what tox and nox run.
pub(super) fn look(python: &Python<'_>, look: &mut Look<'_>) {
    if let Some(text) = look.read("tox.ini") {
        tox_ini(&text, look);
    } else if let Some(text) = look.read("tox.toml") {
        if let Some(toml) = look.or_warn(text.toml()) {
            tox_toml(&toml, &text, look);
        }
    } else if let Some((text, toml)) = python.pyproject
        && let Some(table) = toml.at_path(&["tool", "tox"])
    {
        tox_toml(table, text, look);
    }
    if let Some(text) = look.read("noxfile.py") {
        look.needs("nox", "with `pipx install nox`");
        for (at, name, doc) in nox(text.as_str()) {
            look.add(Found {
                source: Some("nox"),
                description: doc.and_then(recipe::first_line),
                ..Found::new(name, Command::program("nox", ["-s", name]), text.origin(at))
            });
        }
    }
}

fn add_tox(
    name: &str,
    origin: Origin,
    commands: &[&str],
    description: Option<&str>,
    look: &mut Look<'_>,
) {
    look.needs("tox", "with `pipx install tox`");
    let command = Command::program("tox", ["run", "-e", name]);
    look.add(Found {
        source: Some("tox"),
        body: recipe::shown(commands.iter().copied()),
        description: description.and_then(recipe::first_line),
        ..Found::new(name, command, origin)
    });
}

fn tox_ini(text: &Text, look: &mut Look<'_>) {
    let (sections, broken) = sections(text.as_str());
    if let Some(at) = broken {
        look.warn(text.warning(at, "expected `[section]` or `key = value`"));
    }
    let base = sections.iter().find(|section| section.name == "testenv");
    let own: Vec<(String, &Section<'_>)> = sections
        .iter()
        .filter_map(|section| Some((section.name.strip_prefix("testenv:")?, section)))
        .flat_map(|(names, section)| split(names).into_iter().map(move |name| (name, section)))
        .collect();
    let mut known = FxHashSet::default();
    let tox = sections.iter().find(|section| section.name == "tox");
    if let Some(tox) = tox {
        for line in tox.get("envlist").iter().chain(tox.get("env_list")) {
            for name in split(line) {
                let section = own.iter().find(|(own, _)| *own == name);
                let section = section.map(|(_, section)| *section);
                let at = section.map_or(tox.at, |section| section.at);
                if known.insert(name.clone()) {
                    let commands = section.filter(|section| !section.get("commands").is_empty());
                    let commands = commands.or(base).map(|section| section.get("commands"));
                    let description =
                        section.and_then(|section| section.get("description").first());
                    add_tox(
                        &name,
                        text.origin(at),
                        commands.unwrap_or_default(),
                        description.copied(),
                        look,
                    );
                }
            }
        }
    }
    for (name, section) in &own {
        if known.insert(name.clone()) {
            let description = section.get("description").first().copied();
            let origin = text.origin(section.at);
            add_tox(name, origin, section.get("commands"), description, look);
        }
    }
}

/// The names of a list: separated by commas, which may also stand in braces.
fn split(list: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let list = list.split('#').next().unwrap_or_default();
    let parts = list.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.flat_map(|part| expanded(part.trim())).collect()
}

fn tox_toml(table: &Node, text: &Text, look: &mut Look<'_>) {
    let mut known = FxHashSet::default();
    let environments = table.get("env").map(Node::entries).unwrap_or_default();
    for (key, environment) in environments {
        known.insert(key.name.as_str());
        let description = environment.get("description").and_then(Node::as_str);
        let commands = environment
            .get("commands")
            .map(Node::items)
            .unwrap_or_default();
        let commands: Vec<_> = commands
            .iter()
            .map(|command| {
                let words = command.items().iter().filter_map(Node::as_str);
                words.collect::<Vec<_>>().join(" ")
            })
            .collect();
        let commands: Vec<_> = commands.iter().map(String::as_str).collect();
        add_tox(&key.name, text.origin(key.at), &commands, description, look);
    }
    let list = table.get("env_list").map(Node::items).unwrap_or_default();
    for item in list {
        if let Some(name) = item.as_str().filter(|name| known.insert(name)) {
            add_tox(name, text.origin(item.at), &[], None, look);
        }
    }
}

/// The sessions of a `noxfile.py`: the offset of the decorator, the name, and the first line of the docstring.
fn nox(text: &str) -> Vec<(usize, &str, Option<&str>)> {
    let mut sessions: Vec<(usize, &str, Option<&str>)> = Vec::new();
    let mut open: Option<(usize, Option<&str>)> = None;
    let mut is_after_name = false;
    for (at, line) in numbered(text) {
        let trimmed = line.trim();
        if let Some(rest) = line.strip_prefix('@') {
            let rest = rest.strip_prefix("nox.").unwrap_or(rest);
            if let Some(arguments) = rest.strip_prefix("session") {
                open = Some((at, named(arguments)));
            }
            is_after_name = false;
        } else if let Some(rest) = line.strip_prefix("def ") {
            is_after_name = false;
            if let Some((at, name)) = open.take() {
                let own = rest.split('(').next().unwrap_or_default().trim();
                sessions.push((at, name.unwrap_or(own), None));
                is_after_name = true;
            }
        } else if is_after_name && !trimmed.is_empty() {
            let doc = trimmed.trim_start_matches(['r', '"', '\'']);
            let is_doc = trimmed.starts_with(['"', '\'']) || trimmed.starts_with("r\"");
            if let Some(session) = sessions.last_mut().filter(|_| is_doc) {
                session.2 = Some(doc.trim_end_matches(['"', '\'']));
            }
            // The parameters of the function may take several lines.
            is_after_name = trimmed.starts_with(')') || trimmed.ends_with(',');
        } else if let Some((_, name)) = &mut open {
            // So may the arguments of the decorator.
            *name = name.or(named(trimmed));
        }
    }
    sessions
}

/// The value of `name="…"` among arguments.
fn named(arguments: &str) -> Option<&str> {
    let (before, value) = arguments.split_once("name")?;
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sessions_are_named_by_their_functions_or_by_hand() {
        let text = "import nox\n\n@nox.session(python=['3.11'])\ndef tests(session):\n    \"\"\"Run them.\"\"\"\n    x\n\
            @nox.session(\n    name=\"type-check\",\n)\n@nox.parametrize('a', [1])\ndef types(session): ...\n\
            def helper(): ...\n@session\ndef lint(s):\n    s.run()\n";
        let found: Vec<_> = nox(text)
            .into_iter()
            .map(|(_, name, doc)| (name, doc))
            .collect();
        assert_eq!(
            found,
            [
                ("tests", Some("Run them.")),
                ("type-check", None),
                ("lint", None)
            ]
        );
    }

    #[test]
    fn environments_are_lists_with_braces() {
        assert_eq!(split("py{310,311}, lint # x"), ["py310", "py311", "lint"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(@nox.session|@session|def |name *=|[\"'(),{}é\n]|.){0,60}") {
            nox(&text);
            split(&text);
        }
    }
}
