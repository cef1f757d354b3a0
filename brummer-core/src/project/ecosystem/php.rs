//! The scripts of `composer.json`, and what Laravel's `artisan` runs.

use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Key, Node, Text, Value};

/// Looks at a directory with PHP in it.
pub(super) fn look(look: &mut Look<'_>) {
    if let Some(text) = look.read("composer.json")
        && let Some(json) = look.or_warn(text.json())
    {
        composer(&json, &text, look);
    }
    if let Some(text) = look.read("artisan") {
        look.needs("php", "from https://www.php.net/downloads");
        for (verb, kind) in [
            ("serve", ScriptKind::Dev),
            ("queue:work", ScriptKind::Dev),
            ("schedule:work", ScriptKind::Dev),
            ("test", ScriptKind::Test),
            ("migrate", ScriptKind::Other),
        ] {
            look.add(Found {
                source: Some("artisan"),
                kind: Some(kind),
                ..Found::new(
                    verb,
                    Command::program("php", ["artisan", verb]),
                    text.origin(0),
                )
            });
        }
    }
}

fn composer(json: &Node, text: &Text, look: &mut Look<'_>) {
    let Some(scripts) = json.get("scripts") else {
        return;
    };
    if !scripts.is_map() {
        let message = format!("`scripts` is {}, not an object", scripts.kind());
        return look.warn(text.warning(scripts.at, message));
    }
    if !scripts.entries().is_empty() {
        look.needs("composer", "from https://getcomposer.org/download");
    }
    let descriptions = json.get("scripts-descriptions");
    for (key, script) in scripts.entries() {
        let description = descriptions.and_then(|all| all.get(&key.name)?.as_str());
        add(key, script, description, text, look);
    }
}

fn add(key: &Key, script: &Node, description: Option<&str>, text: &Text, look: &mut Look<'_>) {
    let lines: Vec<&str> = match &script.value {
        Value::String(line) => vec![line],
        Value::List(lines) => lines.iter().filter_map(Node::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Map(_) => {
            let (name, kind) = (key.name.escape_debug(), script.kind());
            let message = format!("script `{name}` is {kind}, neither a string nor a list");
            return look.warn(text.warning(script.at, message));
        }
    };
    let is_event = is_event(&key.name);
    look.add(Found {
        source: Some("composer"),
        // `pre-package-install` makes no package.
        kind: is_event.then_some(ScriptKind::Other),
        body: recipe::shown(lines),
        description: description.and_then(recipe::first_line),
        usage: if is_event {
            Usage::Internal
        } else {
            Usage::Direct
        },
        ..Found::new(
            key.name.clone(),
            Command::program("composer", ["run", &key.name]),
            text.origin(key.at),
        )
    });
}

/// Whether composer runs it by itself: `post-install-cmd`.
fn is_event(name: &str) -> bool {
    let is_around = name.starts_with("pre-") || name.starts_with("post-");
    let ends = [
        "-cmd",
        "-install",
        "-update",
        "-uninstall",
        "-dump",
        "-run",
        "-download",
        "-exec",
        "-solving",
    ];
    is_around && ends.iter().any(|end| name.ends_with(end))
}
