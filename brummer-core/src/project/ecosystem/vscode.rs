//! The tasks and the programs that VS Code starts (`.vscode/tasks.json`, `.vscode/launch.json`).

mod launch;
mod order;
mod task;
mod variables;

use std::path::PathBuf;

use self::task::Tasks;
use crate::project::look::Look;
use crate::project::text::{Node, Text};

/// Looks at a directory with `.vscode`.
pub(super) fn look(look: &mut Look<'_>) {
    if !look.has(".vscode") {
        return;
    }
    let dir = look.dir().join(".vscode");
    let mut read = |name: &str| -> Option<(Text, Node)> {
        let text = look.read_path(&dir.join(name))?;
        let json = look.or_warn(text.jsonc())?;
        Some((text, json))
    };
    let (tasks, launch) = (read("tasks.json"), read("launch.json"));
    let dir = look.dir().to_owned();
    let tasks = tasks.as_ref();
    let tasks = tasks.map(|(text, json)| Tasks::new(text, json, &dir));
    if let Some(tasks) = &tasks {
        tasks.add(look);
    }
    if let Some((text, json)) = &launch {
        launch::add(text, json, tasks.as_ref(), look);
    }
}

/// The part of a table that holds on this system, before what holds on all.
fn field<'a>(table: &'a Node, name: &str) -> Option<&'a Node> {
    let system = if cfg!(target_os = "macos") {
        "osx"
    } else if cfg!(windows) {
        "windows"
    } else {
        "linux"
    };
    table.at_path(&[system, name]).or_else(|| table.get(name))
}

/// A path of a file, seen from the workspace.
fn path(text: &str, dir: &std::path::Path) -> PathBuf {
    dir.join(text.trim_end_matches('/'))
}
