//! Rush: `rush.json`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::look::Look;

/// How to get Rush.
const GET: &str = "with `npm install -g @microsoft/rush`";

/// The projects that `rush.json` lists; adds what Rush itself runs in all of them.
pub(super) fn members(look: &mut Look<'_>) -> BTreeSet<PathBuf> {
    let mut dirs = BTreeSet::new();
    let Some(text) = look.read("rush.json") else {
        return dirs;
    };
    let Some(json) = look.or_warn(text.jsonc()) else {
        return dirs;
    };
    look.needs("rush", GET);
    for project in json.get("projects").map_or(&[][..], |list| list.items()) {
        let Some(folder) = project.get("projectFolder") else {
            look.warn(text.warning(project.at, "a project has no `projectFolder`"));
            continue;
        };
        let path = PathBuf::from(folder.as_str().unwrap_or_default());
        let is_below = path.components().all(|part| {
            matches!(
                part,
                std::path::Component::Normal(_) | std::path::Component::CurDir
            )
        });
        let dir = look.dir().join(&path);
        if !is_below || path.as_os_str().is_empty() {
            look.warn(text.warning(folder.at, "`projectFolder` is no directory below this one"));
        } else if dir.join("package.json").exists() {
            dirs.insert(dir);
        } else {
            look.warn(text.warning(folder.at, "`projectFolder` has no package.json"));
        }
    }
    let at = json.entry("projects").map_or(json.at, |(key, _)| key.at);
    for name in ["build", "rebuild"] {
        look.add(rush(name, text.origin(at)));
    }
    commands(look);
    dirs
}

/// What the project adds to the commands of Rush.
fn commands(look: &mut Look<'_>) {
    let path = look.dir().join("common/config/rush/command-line.json");
    let Some(text) = look.read_path(&path) else {
        return;
    };
    let Some(json) = look.or_warn(text.jsonc()) else {
        return;
    };
    for command in json.get("commands").map_or(&[][..], |list| list.items()) {
        let Some((name, at)) = command
            .get("name")
            .and_then(|name| Some((name.as_str()?, name.at)))
        else {
            continue;
        };
        // These two are there anyway; the file may change what they do.
        if ["build", "rebuild"].contains(&name) {
            continue;
        }
        let summary = command.get("summary").and_then(|summary| summary.as_str());
        look.add(Found {
            description: summary.map(Into::into),
            ..rush(name, text.origin(at))
        });
    }
}

fn rush(name: &str, origin: crate::config::Origin) -> Found {
    Found {
        source: Some("rush"),
        ..Found::new(name, Command::program("rush", [name]), origin)
    }
}
