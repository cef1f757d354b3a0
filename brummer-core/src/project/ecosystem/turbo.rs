//! Turborepo: the tasks of `turbo.json` that run until they are stopped.
//!
//! Its other tasks are scripts of packages, which show as such.

use super::javascript::manager_of;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::text::{Node, Text};

/// Looks at a directory with a `turbo.json`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read_first(&["turbo.json", "turbo.jsonc"]) else {
        return;
    };
    let Some(json) = look.or_warn(text.jsonc()) else {
        return;
    };
    // That of a package only adjusts tasks of the root.
    if json.get("extends").is_some() {
        return;
    }
    // `pipeline` is what it was called before version 2.
    let Some(tasks) = json.get("tasks").or_else(|| json.get("pipeline")) else {
        return;
    };
    let bodies = bodies(look);
    for (key, task) in tasks.entries() {
        let is_persistent = task.get("persistent").and_then(Node::as_bool) == Some(true);
        if is_persistent && !bodies.iter().any(|body| runs(body, &key.name)) {
            add(look, &text, &key.name, key.at);
        }
    }
}

fn add(look: &mut Look<'_>, text: &Text, task: &str, at: usize) {
    let manager = manager_of(look, None).manager;
    let (package, name) = match task.split_once('#') {
        Some((package, name)) => (Some(package), name),
        None => (None, task),
    };
    let filter = package.map(|package| format!("--filter={package}"));
    let args: Vec<_> = ["run", name].into_iter().chain(filter.as_deref()).collect();
    let args: &[&str] = &args;
    let local = match package {
        Some("//") | None => name.to_owned(),
        Some(package) => format!("{package}:{name}"),
    };
    look.add(Found {
        body: Some(format!("turbo {}", args.join(" ")).into()),
        kind: Some(ScriptKind::Dev),
        ..Found::new(local, manager.exec("turbo", args), text.origin(at))
    });
}

/// What the scripts of the `package.json` beside it execute.
fn bodies(look: &mut Look<'_>) -> Vec<String> {
    // What is wrong with that file is said where its scripts are read.
    let json = look.read("package.json").and_then(|text| text.json().ok());
    let scripts = json.as_ref().and_then(|json| json.get("scripts"));
    let scripts = scripts.map_or(&[][..], Node::entries).iter();
    scripts
        .filter_map(|(_, body)| body.as_str().map(str::to_owned))
        .collect()
}

/// Whether a script runs this task and nothing else, so that it is the same: `turbo run dev`, `turbo dev`.
fn runs(body: &str, task: &str) -> bool {
    let mut words = body.split_whitespace();
    words.next() == Some("turbo")
        && words.find(|word| *word != "run" && !word.starts_with('-')) == Some(task)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_runs_the_task_is_the_task() {
        assert!(runs("turbo run dev", "dev"));
        assert!(runs("turbo dev", "dev"));
        assert!(!runs("turbo run build", "dev"));
        assert!(!runs("vite dev", "dev"));
    }
}
