//! The presets of a `CMake` project.

use rustc_hash::FxHashSet;

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Node, Text};

/// The most files that are read.
const MAX_FILES: usize = 32;

/// A kind of preset: its key, the words before its name, what it is for, and what its scripts are called.
type Kind = (
    &'static str,
    &'static [&'static str],
    ScriptKind,
    &'static str,
);

const KINDS: [Kind; 5] = [
    (
        "workflowPresets",
        &["cmake", "--workflow", "--preset"],
        ScriptKind::Build,
        "workflow",
    ),
    (
        "configurePresets",
        &["cmake", "--preset"],
        ScriptKind::Build,
        "configure",
    ),
    (
        "buildPresets",
        &["cmake", "--build", "--preset"],
        ScriptKind::Build,
        "build",
    ),
    (
        "testPresets",
        &["ctest", "--preset"],
        ScriptKind::Test,
        "test",
    ),
    (
        "packagePresets",
        &["cpack", "--preset"],
        ScriptKind::Build,
        "package",
    ),
];

/// Adds the presets; answers whether there are any.
pub(super) fn look(look: &mut Look<'_>) -> bool {
    let mut open: Vec<Text> = ["CMakeUserPresets.json", "CMakePresets.json"]
        .iter()
        .filter_map(|file| look.read(file))
        .collect();
    let mut known = FxHashSet::default();
    let mut files = FxHashSet::default();
    let mut has_some = false;
    while let Some(text) = open.pop() {
        if files.len() == MAX_FILES || !files.insert(text.path().to_owned()) {
            continue;
        }
        let Some(json) = look.or_warn(text.json()) else {
            continue;
        };
        for kind in KINDS {
            let presets = json.get(kind.0).map(Node::items).unwrap_or_default();
            for preset in presets {
                has_some |= add(preset, kind, &text, &mut known, look);
            }
        }
        let includes = json.get("include").map(Node::items).unwrap_or_default();
        for path in includes.iter().filter_map(Node::as_str) {
            open.extend(look.read_path(&text.path().with_file_name(path)));
        }
    }
    has_some
}

fn add(
    preset: &Node,
    kind: Kind,
    text: &Text,
    known: &mut FxHashSet<String>,
    look: &mut Look<'_>,
) -> bool {
    let (_, words, kind, prefix) = kind;
    let is_hidden = preset.get("hidden").and_then(Node::as_bool) == Some(true);
    let Some(name) = preset
        .get("name")
        .and_then(Node::as_str)
        .filter(|_| !is_hidden)
    else {
        return false;
    };
    let shown = format!("{prefix}:{name}");
    if !known.insert(shown.clone()) {
        return false;
    }
    let description = ["description", "displayName"];
    let description = description.iter().find_map(|key| preset.get(key)?.as_str());
    let args = words[1..].iter().copied().chain([name]);
    look.add(Found {
        kind: Some(kind),
        description: description.and_then(recipe::first_line),
        ..Found::new(
            shown,
            Command::program(words[0], args),
            text.origin(preset.at),
        )
    });
    true
}
