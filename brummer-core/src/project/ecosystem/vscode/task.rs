//! The tasks of VS Code.
//!
//! What a task depends on becomes a part of its command line: several run at the same time, unless `dependsOrder` says
//! otherwise; then the task runs, and all of it ends when those in the background did. An editor waits until these say
//! that they are ready; here, it is enough that they are started.

mod written;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use self::written::{is_background, kind, label, needs, needs_shown, tasks, written};
use super::order::{Order, Refused, Waiting};
use super::variables::Variables;
use super::{field, path};
use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::script::{EditorMatcher, EditorTask};
use crate::project::shell_line;
use crate::project::text::{Node, Text, Value};

/// The most tasks that one may depend on, all levels together.
const MAX_NEEDS: usize = 64;

/// The most problem matchers of a task.
const MAX_MATCHERS: usize = 16;

/// A file of tasks.
pub(super) struct Tasks<'a> {
    text: &'a Text,
    json: &'a Node,
    dir: PathBuf,
    variables: Variables,
    by_label: FxHashMap<String, &'a Node>,
}

/// How a task is run.
#[derive(Clone, Debug)]
struct Run {
    /// None for a task that only depends on others.
    command: Option<Command>,
    dir: Option<PathBuf>,
    env: BTreeMap<String, String>,
    /// What is said of its output.
    matchers: Vec<EditorMatcher>,
}

impl<'a> Tasks<'a> {
    /// The tasks of a file in this workspace.
    pub(super) fn new(text: &'a Text, json: &'a Node, dir: &Path) -> Self {
        let all = tasks(json).iter().rev();
        Self {
            text,
            json,
            dir: dir.to_owned(),
            variables: Variables::new(dir, json),
            by_label: all.filter_map(|task| Some((label(task)?, task))).collect(),
        }
    }

    /// Adds all of them.
    pub(super) fn add(&self, look: &mut Look<'_>) {
        for task in tasks(self.json) {
            let Some(label) = label(task) else {
                continue;
            };
            let run = match self.run(&label) {
                Ok(run) => run,
                Err(why) if !why.is_fault() => continue,
                Err(why) => {
                    let message = format!("task `{}` {why}", label.escape_debug());
                    look.warn(self.text.warning(task.at, message));
                    continue;
                }
            };
            let Some(command) = run.command else {
                continue;
            };
            let is_background = is_background(task);
            let origin = self.text.origin(task.at);
            look.add(Found {
                body: written(task).or_else(|| needs_shown(task)),
                dir: run.dir,
                env: run.env,
                kind: kind(task, is_background),
                description: field(task, "detail")
                    .and_then(Node::as_str)
                    .and_then(recipe::first_line),
                editor: Some(Arc::new(EditorTask {
                    is_background,
                    matchers: run.matchers,
                })),
                usage: if task.get("hide").and_then(Node::as_bool) == Some(true) {
                    Usage::Internal
                } else {
                    Usage::Direct
                },
                ..Found::new(label.trim(), command, origin)
            });
        }
    }

    /// How to run the task of this name with all that it depends on.
    fn run(&self, name: &str) -> Result<Run, Refused> {
        let task = self.by_label.get(name);
        let task = task.ok_or_else(|| Refused::Missing(name.to_owned()))?;
        if needs(task).is_empty() {
            let own = self.own(task)?;
            return match own.command {
                Some(_) => Ok(own),
                None => Err(Refused::Empty),
            };
        }
        let mut order = Order::default();
        order.open.push(name.to_owned());
        let wave = self.needed(task, 0, &mut order)?;
        let own = self.own(task)?;
        order.put(own.line(), wave, Waiting::ForEnd);
        Ok(Run {
            command: Some(Command::Shell(order.line()?)),
            dir: None,
            env: BTreeMap::new(),
            matchers: own.matchers.into_iter().chain(order.matchers).collect(),
        })
    }

    /// What runs this task before a command, with what is said of its output.
    pub(super) fn before(
        &self,
        name: &str,
        command: String,
    ) -> Result<(String, Vec<EditorMatcher>), Refused> {
        let mut order = Order::default();
        let wave = self.visit(name, 0, &mut order)?;
        order.put(Some(command), wave, Waiting::ForEnd);
        Ok((order.line()?, order.matchers))
    }

    /// Puts what a task depends on in order, not before this wave; answers with the first wave after it.
    fn needed(&self, task: &Node, first: usize, order: &mut Order) -> Result<usize, Refused> {
        let is_sequence = field(task, "dependsOrder").and_then(Node::as_str) == Some("sequence");
        let (mut first, mut after) = (first, first);
        for need in needs(task) {
            after = after.max(self.visit(need, first, order)?);
            if is_sequence {
                first = after;
            }
        }
        Ok(after)
    }

    /// Puts a task in order, behind what it depends on.
    fn visit(&self, name: &str, first: usize, order: &mut Order) -> Result<usize, Refused> {
        if order.open.iter().any(|open| open == name) {
            return Err(Refused::Cycle);
        }
        if let Some(after) = order.done.get(name) {
            return Ok(*after);
        }
        if order.done.len() + order.open.len() > MAX_NEEDS {
            return Err(Refused::TooMany);
        }
        let task = self.by_label.get(name);
        let task = task.ok_or_else(|| Refused::Missing(name.to_owned()))?;
        order.open.push(name.to_owned());
        let wave = self.needed(task, first, order)?;
        order.open.pop();
        let own = self.own(task)?;
        let waiting = if is_background(task) {
            Waiting::Background
        } else {
            Waiting::ForEnd
        };
        let after = order.put(own.line(), wave, waiting);
        order.matchers.extend(own.matchers);
        order.done.insert(name.to_owned(), after);
        Ok(after)
    }

    /// How the task itself is run.
    fn own(&self, task: &Node) -> Result<Run, Refused> {
        let kind = field(task, "type").and_then(Node::as_str);
        let text = |name| field(task, name).and_then(Node::as_str);
        let args = self.args(task)?;
        let command = match kind {
            Some("shell" | "process") | None => self.command(task, kind, &args)?,
            Some("npm") => Some(match text("script") {
                Some("install") => Command::program("npm", ["install"]),
                Some(script) => Command::program("npm", ["run", script]),
                None => return Err(Refused::Empty),
            }),
            Some("typescript") => {
                let config = self
                    .variables
                    .fill(text("tsconfig").unwrap_or("tsconfig.json"))?;
                let watch = (text("option") == Some("watch")).then_some("--watch");
                let args = ["tsc", "-p", &config].into_iter().chain(watch);
                Some(Command::program("npx", args))
            }
            Some(runner @ ("gulp" | "grunt" | "jake")) => {
                let task = text("task").ok_or(Refused::Empty)?;
                Some(Command::program("npx", [runner, task]))
            }
            Some("cargo") => {
                let command = text("command").unwrap_or("build").to_owned();
                Some(Command::program(
                    "cargo",
                    std::iter::once(command).chain(args.into_iter().map(|arg| arg.0)),
                ))
            }
            Some(other) => return Err(Refused::Type(other.to_owned())),
        };
        let below = text("path").filter(|_| matches!(kind, Some("npm")));
        self.with_options(task, command, below)
    }

    fn with_options(
        &self,
        task: &Node,
        command: Option<Command>,
        below: Option<&str>,
    ) -> Result<Run, Refused> {
        let whole = field(self.json, "options");
        let own = field(task, "options");
        let option = |name: &str| {
            own.and_then(|own| own.get(name))
                .or_else(|| whole?.get(name))
        };
        let dir = below.or_else(|| option("cwd")?.as_str());
        let dir = match dir {
            Some(dir) => {
                Some(path(&self.variables.fill(dir)?, &self.dir)).filter(|dir| *dir != self.dir)
            }
            None => None,
        };
        let mut env = BTreeMap::new();
        for options in [whole, own].into_iter().flatten() {
            let variables = options.get("env").map(Node::entries).unwrap_or_default();
            for (key, value) in variables {
                let value = self.variables.fill(value.as_scalar().unwrap_or_default())?;
                env.insert(key.name.clone(), value);
            }
        }
        Ok(Run {
            command,
            dir,
            env,
            matchers: self.matchers(task),
        })
    }

    fn matchers(&self, task: &Node) -> Vec<EditorMatcher> {
        let Some(value) = field(task, "problemMatcher") else {
            return Vec::new();
        };
        let written = match &value.value {
            Value::List(items) => items.as_slice(),
            Value::String(_) | Value::Map(_) => std::slice::from_ref(value),
            Value::Null | Value::Bool(_) | Value::Number(_) => &[],
        };
        let written = written.iter().take(MAX_MATCHERS);
        written
            .map(|node| EditorMatcher {
                written: node.to_json(),
                origin: self.text.place(node.at),
            })
            .collect()
    }

    fn command(
        &self,
        task: &Node,
        kind: Option<&str>,
        args: &[Arg],
    ) -> Result<Option<Command>, Refused> {
        let command = field(task, "command").or_else(|| field(self.json, "command"));
        let Some(command) = command.map(|command| command.get("value").unwrap_or(command)) else {
            return Ok(None);
        };
        let lines: Vec<_> = command.items().iter().filter_map(Node::as_str).collect();
        let line = command
            .as_str()
            .map_or_else(|| lines.join(" "), str::to_owned);
        let line = self.variables.fill(&line)?;
        if line.trim().is_empty() {
            return Err(Refused::Empty);
        }
        if kind == Some("process") {
            let args = args.iter().map(|(text, _)| text.clone());
            return Ok(Some(Command::program(line, args)));
        }
        let args = args.iter().map(|(text, is_quoted)| {
            if *is_quoted || text.contains(char::is_whitespace) || text.is_empty() {
                shell_words::quote(text).into_owned()
            } else {
                text.clone()
            }
        });
        let line = std::iter::once(line)
            .chain(args)
            .collect::<Vec<_>>()
            .join(" ");
        let shell = field(task, "options").or_else(|| field(self.json, "options"));
        let shell = shell.and_then(|options| options.get("shell"));
        let Some(program) = shell.and_then(|shell| shell.get("executable")?.as_str()) else {
            return Ok(Some(Command::Shell(line)));
        };
        let words = shell
            .and_then(|shell| shell.get("args"))
            .map(Node::items)
            .unwrap_or_default();
        let mut words: Vec<String> = words
            .iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect();
        if words.is_empty() {
            words.push("-c".to_owned());
        }
        words.push(line);
        Ok(Some(Command::program(self.variables.fill(program)?, words)))
    }

    fn args(&self, task: &Node) -> Result<Vec<Arg>, Refused> {
        let args = field(task, "args").map(Node::items).unwrap_or_default();
        args.iter()
            .map(|arg| {
                let value = arg.get("value").unwrap_or(arg);
                let text = value.as_scalar().unwrap_or_default();
                let quoting = arg.get("quoting").and_then(Node::as_str);
                Ok((self.variables.fill(text)?, quoting.is_some()))
            })
            .collect()
    }
}

/// An argument, and whether it is to be quoted in any case.
type Arg = (String, bool);

impl Run {
    /// The same as a line for the shell; none for nothing to run.
    fn line(&self) -> Option<String> {
        let command = self.command.as_ref()?;
        Some(shell_line::part(command, self.dir.as_deref(), &self.env))
    }
}

#[cfg(test)]
mod tests;
