//! What Dart and Flutter run.

use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::text::{Node, Text};

/// Looks at a directory with a `pubspec.yaml`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read("pubspec.yaml") else {
        return;
    };
    let Some(yaml) = look.or_warn(text.yaml()) else {
        return;
    };
    let has = |path: &[&str]| yaml.at_path(path).is_some();
    let origin = text.origin(yaml.entry("name").map_or(0, |(key, _)| key.at));
    let is_flutter = has(&["dependencies", "flutter"]);
    let program = if is_flutter { "flutter" } else { "dart" };
    look.needs(program, "from https://docs.flutter.dev/get-started/install");
    if is_flutter && look.at(look.dir().join("lib")).has("main.dart") {
        add("run", ScriptKind::Dev, &["flutter", "run"], &origin, look);
    }
    if look.has("test") {
        add("test", ScriptKind::Test, &[program, "test"], &origin, look);
    }
    add(
        "analyze",
        ScriptKind::Lint,
        &[program, "analyze"],
        &origin,
        look,
    );
    if has(&["dev_dependencies", "build_runner"]) {
        for (verb, kind) in [("watch", ScriptKind::Dev), ("build", ScriptKind::Build)] {
            add(
                verb,
                kind,
                &["dart", "run", "build_runner", verb],
                &origin,
                look,
            );
        }
    }
    programs(&yaml, &text, look);
}

/// Adds the programs that a package has: those that it installs, and those that are just there.
fn programs(yaml: &Node, text: &Text, look: &mut Look<'_>) {
    let name = yaml.get("name").and_then(Node::as_str).unwrap_or_default();
    let origin = text.origin(yaml.entry("name").map_or(0, |(key, _)| key.at));
    let executables = yaml.get("executables").map(Node::entries);
    let mut known = Vec::new();
    for (key, file) in executables.unwrap_or_default() {
        let file = file.as_scalar().unwrap_or(&key.name);
        known.push(file.to_owned());
        let target = if file == name {
            name.to_owned()
        } else {
            format!("{name}:{file}")
        };
        let origin = text.origin(key.at);
        add(
            &key.name,
            ScriptKind::tell(&key.name, ""),
            &["dart", "run", &target],
            &origin,
            look,
        );
    }
    if look.has("bin") {
        let files = look.at(look.dir().join("bin")).names_ending(".dart");
        for file in files {
            let stem = file.trim_end_matches(".dart").to_owned();
            if !known.contains(&stem) {
                let path = format!("bin/{file}");
                let kind = ScriptKind::tell(&stem, "");
                add(&stem, kind, &["dart", "run", &path], &origin, look);
            }
        }
    }
}

fn add(name: &str, kind: ScriptKind, words: &[&str], origin: &Origin, look: &mut Look<'_>) {
    let command = Command::program(words[0], words[1..].iter().copied());
    look.add(Found {
        kind: Some(kind),
        source: Some(if words[0] == "flutter" {
            "flutter"
        } else {
            "dart"
        }),
        ..Found::new(name, command, origin.clone())
    });
}
