//! The programs that VS Code's debugger starts, run without a debugger.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::order::Refused;
use super::task::Tasks;
use super::variables::Variables;
use super::{field, path};
use crate::process::spec::Command;
use crate::project::env_file;
use crate::project::found::Found;
use crate::project::look::Look;
use crate::project::script::EditorTask;
use crate::project::shell_line;
use crate::project::text::{Node, Text};

/// The most configurations of a file.
const MAX: usize = 500;

/// Adds the programs of a `launch.json`.
pub(super) fn add(text: &Text, json: &Node, tasks: Option<&Tasks<'_>>, look: &mut Look<'_>) {
    let variables = Variables::new(look.dir(), json);
    let configurations = json
        .get("configurations")
        .map(Node::items)
        .unwrap_or_default();
    for configuration in configurations.iter().take(MAX) {
        let launch = Launch {
            configuration,
            variables: &variables,
        };
        let (Some(name), Some("launch")) = (launch.text("name"), launch.text("request")) else {
            continue;
        };
        let command = launch.command().transpose();
        // None is for a browser, or something that only its extension can start.
        let found = command.map(|command| launch.found(name, command?, text, tasks, look));
        match found {
            Some(Ok(found)) => look.add(found),
            None => {}
            Some(Err(why)) if !why.is_fault() => {}
            Some(Err(why)) => {
                let message = format!("configuration `{}` {why}", name.escape_debug());
                look.warn(text.warning(configuration.at, message));
            }
        }
    }
}

/// A configuration that starts something.
struct Launch<'a> {
    configuration: &'a Node,
    variables: &'a Variables,
}

impl<'a> Launch<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        field(self.configuration, name)?.as_str()
    }

    fn filled(&self, name: &str) -> Result<Option<String>, Refused> {
        let text = self.text(name).map(|text| self.variables.fill(text));
        Ok(text.transpose()?)
    }

    /// The words of a list, or of a command line.
    fn words(&self, name: &str) -> Result<Vec<String>, Refused> {
        let Some(value) = field(self.configuration, name) else {
            return Ok(Vec::new());
        };
        if let Some(line) = value.as_str() {
            return Ok(shell_line::words(&self.variables.fill(line)?));
        }
        let items = value.items().iter().filter_map(Node::as_scalar);
        let words: Result<Vec<_>, _> = items.map(|item| self.variables.fill(item)).collect();
        Ok(words?)
    }

    /// What is started; none for what needs its debugger.
    fn command(&self) -> Result<Option<Command>, Refused> {
        let program = self.filled("program")?;
        let args = self.words("args")?;
        let with = |first: &str, before: Vec<String>, program: Option<String>| {
            let words = before.into_iter().chain(program).chain(args.clone());
            Some(Command::program(first, words))
        };
        let kind = self.text("type").unwrap_or_default();
        Ok(match kind {
            "node" | "pwa-node" | "bun" => {
                let runtime = self.filled("runtimeExecutable")?;
                let before = self.words("runtimeArgs")?;
                let default = if kind == "bun" { "bun" } else { "node" };
                if program.is_none() && runtime.is_none() {
                    return Err(Refused::Empty);
                }
                with(runtime.as_deref().unwrap_or(default), before, program)
            }
            "node-terminal" => self.filled("command")?.map(Command::Shell),
            "python" | "debugpy" => {
                let python = self.filled("python")?;
                let python = python.as_deref().unwrap_or("python");
                match (self.filled("module")?, program) {
                    (Some(module), _) => with(python, vec!["-m".to_owned(), module], None),
                    (None, Some(program)) => with(python, Vec::new(), Some(program)),
                    (None, None) => return Err(Refused::Empty),
                }
            }
            "go" => {
                let program = program.unwrap_or_else(|| ".".to_owned());
                with("go", vec!["run".to_owned()], Some(program))
            }
            "php" => program.and_then(|program| {
                with(
                    "php",
                    self.words("runtimeArgs").unwrap_or_default(),
                    Some(program),
                )
            }),
            "dart" => {
                program.and_then(|program| with("dart", vec!["run".to_owned()], Some(program)))
            }
            "ruby_lsp" | "Ruby" | "rdbg" => {
                let script = self.filled("script")?.or(program);
                script.and_then(|script| with("ruby", Vec::new(), Some(script)))
            }
            "lldb" | "lldb-dap" | "cppdbg" | "cppvsdbg" | "gdb" | "codelldb" => {
                program.and_then(|program| with(&program, Vec::new(), None))
            }
            "coreclr" => program.and_then(|program| with("dotnet", Vec::new(), Some(program))),
            _ => None,
        })
    }

    fn found(
        &self,
        name: &str,
        command: Command,
        text: &Text,
        tasks: Option<&Tasks<'_>>,
        look: &mut Look<'_>,
    ) -> Result<Found, Refused> {
        let workspace = look.dir().to_owned();
        let dir = self.filled("cwd")?.map(|dir| path(&dir, &workspace));
        let dir = dir.filter(|dir| *dir != workspace);
        let mut env = BTreeMap::new();
        if let Some(file) = self.filled("envFile")? {
            let file = look.read_path(&path(&file, &workspace));
            env.extend(
                file.map(|file| env_file::variables(file.as_str()))
                    .unwrap_or_default(),
            );
        }
        let variables = field(self.configuration, "env").map(Node::entries);
        for (key, value) in variables.unwrap_or_default() {
            let value = self.variables.fill(value.as_scalar().unwrap_or_default())?;
            env.insert(key.name.clone(), value);
        }
        let before = self
            .text("preLaunchTask")
            .filter(|task| !task.starts_with("${"));
        let (command, matchers) = match before {
            Some(task) => {
                let tasks = tasks.ok_or_else(|| Refused::Missing(task.to_owned()))?;
                let own = shell_line::part(&command, dir.as_deref(), &BTreeMap::new());
                let (line, matchers) = tasks.before(task, own)?;
                (Command::Shell(line), matchers)
            }
            None => (command, Vec::new()),
        };
        Ok(Found {
            dir: dir.filter(|_| before.is_none()),
            env,
            editor: Some(Arc::new(EditorTask {
                is_background: false,
                matchers,
            })),
            source: Some("launch"),
            ..Found::new(name.trim(), command, text.origin(self.configuration.at))
        })
    }
}
