//! The members of a cargo workspace: those that it names, and those that its packages depend on by their paths.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::project::look::Look;
use crate::project::survey::Branch;
use crate::project::text::{Node, Text};

/// The most members of a workspace.
const MAX_MEMBERS: usize = 5_000;

/// The directories of the members, sorted, without that of the workspace itself.
pub(super) fn members(toml: &Node, text: &Text, look: &mut Look<'_>) -> Vec<PathBuf> {
    let Some(workspace) = toml.get("workspace") else {
        return Vec::new();
    };
    let root = look.dir().to_owned();
    let globs = |key| workspace.get(key).map(Node::items).unwrap_or_default();
    let mut members = BTreeSet::new();
    for item in globs("members") {
        let Some(glob) = item.as_str() else {
            let message = format!("a member is {}, not a string", item.kind());
            look.warn(text.warning(item.at, message));
            continue;
        };
        let mut dirs = Vec::new();
        if walk(&root, glob, look, &mut dirs).is_none() {
            let message = format!("the glob `{}` is not understood", glob.escape_debug());
            look.warn(text.warning(item.at, message));
        }
        members.extend(dirs);
    }
    let excluded: Vec<_> = globs("exclude")
        .iter()
        .filter_map(|item| clean(&root.join(item.as_str()?)))
        .collect();
    let is_member =
        |dir: &PathBuf| *dir != root && !excluded.iter().any(|excluded| dir.starts_with(excluded));
    members.retain(is_member);
    let mut open: Vec<_> = paths(toml, &root, Some(toml));
    open.extend(members.iter().cloned());
    let mut seen = BTreeSet::new();
    while let Some(dir) = open.pop() {
        let is_below = dir.starts_with(&root) && is_member(&dir);
        if !is_below || members.len() >= MAX_MEMBERS || !seen.insert(dir.clone()) {
            continue;
        }
        // What is broken in it is said when its programs are looked for.
        let text = look.at(dir.clone()).read("Cargo.toml");
        let Some(manifest) = text.and_then(|text| text.toml().ok()) else {
            continue;
        };
        open.extend(paths(&manifest, &dir, None));
        open.extend(inherited(&manifest, toml, &root));
        members.insert(dir);
    }
    members.into_iter().collect()
}

/// The directories that a manifest depends on by their paths.
fn paths(manifest: &Node, dir: &Path, workspace: Option<&Node>) -> Vec<PathBuf> {
    let mut found: Vec<_> = dependencies(manifest)
        .filter_map(|(_, dependency)| clean(&dir.join(dependency.get("path")?.as_str()?)))
        .collect();
    if let Some(workspace) = workspace {
        found.extend(inherited(manifest, workspace, dir));
    }
    found
}

/// Those whose paths are written in the workspace.
fn inherited(manifest: &Node, workspace: &Node, root: &Path) -> Vec<PathBuf> {
    let all = workspace.at_path(&["workspace", "dependencies"]);
    dependencies(manifest)
        .filter(|(_, dependency)| dependency.get("workspace").and_then(Node::as_bool) == Some(true))
        .filter_map(|(name, _)| clean(&root.join(all?.get(name)?.get("path")?.as_str()?)))
        .collect()
}

/// The dependencies of each kind, also those for some platforms only.
fn dependencies(manifest: &Node) -> impl Iterator<Item = (&str, &Node)> {
    const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let targets = manifest.get("target").map(Node::entries);
    let targets = targets.unwrap_or_default().iter().map(|(_, target)| target);
    std::iter::once(manifest)
        .chain(targets)
        .flat_map(|node| TABLES.iter().filter_map(|table| node.get(table)))
        .flat_map(Node::entries)
        .map(|(key, dependency)| (key.name.as_str(), dependency))
}

/// The path without `.` and `..`; none if it leads above the root.
fn clean(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !clean.pop() {
                    return None;
                }
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => clean.push(part),
        }
    }
    Some(clean)
}

/// Adds the directories that a glob leads to, a part of the path after the other.
fn walk(dir: &Path, glob: &str, look: &mut Look<'_>, into: &mut Vec<PathBuf>) -> Option<()> {
    let mut dirs = vec![dir.to_owned()];
    for part in glob
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "."))
    {
        if !part.contains(['*', '?', '[']) {
            dirs = dirs
                .iter()
                .filter_map(|dir| clean(&dir.join(part)))
                .collect();
            continue;
        }
        let matcher = matcher(part)?;
        let mut next = Vec::new();
        for dir in dirs {
            for branch in look.branches(&dir) {
                let (Branch::Dir(name) | Branch::Link(name)) = branch;
                if matcher.is_match(&name) && next.len() < MAX_MEMBERS {
                    next.push(dir.join(name));
                }
            }
        }
        dirs = next;
    }
    dirs.retain(|dir| dir.join("Cargo.toml").exists());
    into.extend(dirs);
    Some(())
}

fn matcher(part: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(part).build().ok()?;
    Some(glob.compile_matcher())
}
