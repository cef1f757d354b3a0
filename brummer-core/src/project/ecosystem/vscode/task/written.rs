//! What a task says as it is written.

use std::sync::Arc;

use super::super::field;
use crate::project::kind::ScriptKind;
use crate::project::recipe;
use crate::project::text::{Node, Value};

/// The most tasks of a file.
const MAX_TASKS: usize = 1_000;

/// The first tasks of a file.
pub(super) fn tasks(json: &Node) -> &[Node] {
    let tasks = json.get("tasks").map(Node::items).unwrap_or_default();
    &tasks[..tasks.len().min(MAX_TASKS)]
}

/// What a task is called; one that a tool makes has a name of its own.
pub(super) fn label(task: &Node) -> Option<String> {
    let text = |name| task.get(name).and_then(Node::as_str);
    let label = text("label")
        .or_else(|| text("taskName"))
        .map(str::to_owned);
    label.or_else(|| {
        let kind = text("type")?;
        let what = text("script")
            .or_else(|| text("task"))
            .or_else(|| text("tsconfig"));
        let what = what.or_else(|| text("command"))?;
        Some(format!("{kind}: {what}"))
    })
}

/// The names of the tasks that one depends on.
pub(super) fn needs(task: &Node) -> Vec<&str> {
    let Some(needs) = field(task, "dependsOn") else {
        return Vec::new();
    };
    match &needs.value {
        Value::String(one) => vec![one],
        Value::List(items) => items.iter().filter_map(Node::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Map(_) => Vec::new(),
    }
}

/// What a task runs that has no command of its own, by the names of its tasks.
pub(super) fn needs_shown(task: &Node) -> Option<Arc<str>> {
    let is_sequence = field(task, "dependsOrder").and_then(Node::as_str) == Some("sequence");
    let needs = needs(task).join(if is_sequence { " && " } else { " & " });
    recipe::shown([needs.as_str()])
}

pub(super) fn is_background(task: &Node) -> bool {
    let flag = field(task, "isBackground").or_else(|| field(task, "isWatching"));
    flag.and_then(Node::as_bool) == Some(true)
}

/// What it is for: the editor is told in groups.
pub(super) fn kind(task: &Node, is_background: bool) -> Option<ScriptKind> {
    if is_background {
        return Some(ScriptKind::Dev);
    }
    let group = field(task, "group")?;
    match group.as_str().or_else(|| group.get("kind")?.as_str())? {
        "build" => Some(ScriptKind::Build),
        "test" => Some(ScriptKind::Test),
        _ => None,
    }
}

/// The command line as it is written, with variables.
pub(super) fn written(task: &Node) -> Option<Arc<str>> {
    let command = field(task, "command")?;
    let command = command.get("value").unwrap_or(command).as_str()?;
    let args = field(task, "args").map(Node::items).unwrap_or_default();
    let args = args
        .iter()
        .filter_map(|arg| arg.get("value").unwrap_or(arg).as_scalar());
    let line = std::iter::once(command)
        .chain(args)
        .collect::<Vec<_>>()
        .join(" ");
    recipe::shown([line.replace("${workspaceFolder}/", "").as_str()])
}
