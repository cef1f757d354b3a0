//! The process managers, and how each is told what to run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

/// Something to run.
pub(crate) struct Task {
    pub(crate) name: String,
    /// For the shell.
    pub(crate) line: String,
}

impl Task {
    /// So many tasks that run the same.
    pub(crate) fn same(count: usize, line: &str) -> Vec<Self> {
        let task = |n| Self {
            name: format!("task-{n}"),
            line: line.to_owned(),
        };
        (0..count).map(task).collect()
    }
}

/// A process manager that is there.
pub(crate) struct Manager {
    pub(crate) name: &'static str,
    pub(crate) program: PathBuf,
    pub(crate) manner: Manner,
    pub(crate) end: End,
    /// Writes the configuration into a directory, and returns the arguments.
    prepare: Prepare,
}

/// What a manager writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A pipe, or `/dev/null`.
    Plain,
    /// A terminal, without which it does not run.
    Terminal,
}

/// When a manager ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With the last task.
    ByItself,
    /// When it is told to.
    WhenTold,
}

type Prepare = fn(&Path, &[Task]) -> io::Result<Vec<String>>;

/// The others: the program to look for, what it writes to, when it ends, and how it is told what to run.
const OTHERS: [(&str, Manner, End, Prepare); 5] = [
    ("mprocs", Manner::Terminal, End::WhenTold, mprocs),
    (
        "process-compose",
        Manner::Plain,
        End::ByItself,
        process_compose,
    ),
    ("pm2-runtime", Manner::Plain, End::WhenTold, pm2),
    ("concurrently", Manner::Plain, End::ByItself, concurrently),
    ("turbo", Manner::Plain, End::ByItself, turbo),
];

/// The managers that are there, ours first, and the names of those that are not.
pub(crate) fn found(brummer: PathBuf) -> (Vec<Manager>, Vec<&'static str>) {
    let mut managers = vec![Manager {
        name: "brummer",
        program: brummer,
        manner: Manner::Plain,
        end: End::ByItself,
        prepare: brum_toml,
    }];
    let mut missing = Vec::new();
    for (name, manner, end, prepare) in OTHERS {
        match in_path(name) {
            Some(program) => managers.push(Manager {
                name,
                program,
                manner,
                end,
                prepare,
            }),
            None => missing.push(name),
        }
    }
    (managers, missing)
}

impl Manager {
    /// The command that runs these tasks, with what it needs in this directory.
    pub(crate) fn command(&self, dir: &Path, tasks: &[Task]) -> io::Result<Command> {
        let mut command = Command::new(&self.program);
        command
            .args((self.prepare)(dir, tasks)?)
            .current_dir(dir)
            // The settings of whoever runs this are no part of the figures.
            .env("XDG_CONFIG_HOME", dir)
            .env("PM2_HOME", dir.join("pm2"))
            .env("TURBO_TELEMETRY_DISABLED", "1");
        Ok(command)
    }
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(name))
        .find(|program| program.is_file())
}

fn brum_toml(dir: &Path, tasks: &[Task]) -> io::Result<Vec<String>> {
    // A string of JSON is one of TOML as well.
    let table = |task: &Task| {
        let line = json!(task.line);
        format!("[processes.{}]\ncommand = {line}\n", task.name)
    };
    let text: String = tasks.iter().map(table).collect();
    fs::write(dir.join(".brum.toml"), text)?;
    let mut args = arguments(&["run", "--no-tui", "--dir", "."]);
    args.extend(tasks.iter().map(|task| task.name.clone()));
    Ok(args)
}

fn mprocs(dir: &Path, tasks: &[Task]) -> io::Result<Vec<String>> {
    let procs = by_name(tasks, |task| json!({ "shell": task.line }));
    write(dir, "mprocs.yaml", &json!({ "procs": procs }))?;
    Ok(arguments(&["--config", "mprocs.yaml"]))
}

fn process_compose(dir: &Path, tasks: &[Task]) -> io::Result<Vec<String>> {
    let processes = by_name(tasks, |task| json!({ "command": task.line }));
    let config = json!({ "version": "0.5", "processes": processes });
    write(dir, "process-compose.yaml", &config)?;
    Ok(arguments(&[
        "--config",
        "process-compose.yaml",
        "--tui=false",
        "--no-server",
        "up",
    ]))
}

fn pm2(dir: &Path, tasks: &[Task]) -> io::Result<Vec<String>> {
    let app = |task: &Task| {
        json!({
            "name": task.name,
            "script": "/bin/sh",
            "interpreter": "none",
            "args": ["-c", task.line],
            "autorestart": false,
        })
    };
    let apps: Vec<_> = tasks.iter().map(app).collect();
    write(dir, "ecosystem.json", &json!({ "apps": apps }))?;
    Ok(arguments(&["start", "ecosystem.json"]))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands in the table beside those that write files"
)]
fn concurrently(_: &Path, tasks: &[Task]) -> io::Result<Vec<String>> {
    let names: Vec<_> = tasks.iter().map(|task| &*task.name).collect();
    let mut args = vec!["--names".to_owned(), names.join(",")];
    args.extend(tasks.iter().map(|task| task.line.clone()));
    Ok(args)
}

fn turbo(dir: &Path, tasks: &[Task]) -> io::Result<Vec<String>> {
    let root = json!({
        "name": "root",
        "private": true,
        "packageManager": "npm@10.0.0",
        "workspaces": ["packages/*"],
    });
    write(dir, "package.json", &root)?;
    let config = json!({ "tasks": { "dev": { "cache": false } } });
    write(dir, "turbo.json", &config)?;
    for task in tasks {
        let package = dir.join("packages").join(&task.name);
        fs::create_dir_all(&package)?;
        let manifest = json!({
            "name": task.name,
            "version": "1.0.0",
            "scripts": { "dev": task.line },
        });
        write(&package, "package.json", &manifest)?;
    }
    Ok(arguments(&[
        "run",
        "dev",
        "--ui=stream",
        "--concurrency=60",
    ]))
}

fn by_name(tasks: &[Task], value: fn(&Task) -> Value) -> Map<String, Value> {
    let entry = |task: &Task| (task.name.clone(), value(task));
    tasks.iter().map(entry).collect()
}

/// Writes JSON, which is YAML as well.
fn write(dir: &Path, file: &str, value: &Value) -> io::Result<()> {
    fs::write(dir.join(file), value.to_string())
}

fn arguments(args: &[&str]) -> Vec<String> {
    args.iter().map(|&arg| arg.to_owned()).collect()
}
