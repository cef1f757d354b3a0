//! The processes that other programs of this kind are told to run: mprocs, process-compose and pm2.

use std::collections::BTreeMap;
use std::path::Path;

use crate::process::spec::Command;
use crate::project::env_file;
use crate::project::found::{Found, Usage};
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::shell_line;
use crate::project::text::{Key, Node, Text, Value};

/// Looks at a directory with an `mprocs.yaml`.
pub(super) fn mprocs(look: &mut Look<'_>) {
    let Some(text) = look.read_first(&["mprocs.yaml", "mprocs.yml", "mprocs.json"]) else {
        return;
    };
    let Some(yaml) = look.or_warn(text.yaml()) else {
        return;
    };
    for (key, process) in entries(&yaml, "procs", &text, look) {
        // A process may be taken away by null.
        if process.value == Value::Null {
            continue;
        }
        let here = look.dir().to_owned();
        let words = process.get("cmd").map(Node::items).unwrap_or_default();
        let mut words = words.iter().filter_map(selected).map(str::to_owned);
        let shell = process.get("shell").unwrap_or(process);
        let command = match (selected(shell), words.next()) {
            (Some(line), _) => Command::shell(line),
            (None, Some(program)) => Command::program(program, words),
            (None, None) => {
                no_command(key, process, &text, look);
                continue;
            }
        };
        let dir = process.get("cwd").and_then(selected);
        let dir = dir.map(|dir| here.join(dir.replace("<CONFIG_DIR>", &here.to_string_lossy())));
        look.add(Found {
            kind: Some(ScriptKind::of_process(&key.name, &command.to_string())),
            dir,
            env: variables(process.get("env")),
            usage: starts(process.get("autostart").and_then(Node::as_bool)),
            ..Found::new(key.name.clone(), command, text.origin(key.at))
        });
    }
}

/// The text of a value, which mprocs may choose by the system: `{$select: os, linux: …, $else: …}`.
fn selected(value: &Node) -> Option<&str> {
    let system = if cfg!(target_os = "macos") {
        "macos"
    } else if cfg!(windows) {
        "windows"
    } else {
        "linux"
    };
    if value.get("$select").is_some() {
        return value.get(system).or_else(|| value.get("$else"))?.as_str();
    }
    value.as_str()
}

/// Looks at a directory with a `process-compose.yaml`.
pub(super) fn process_compose(look: &mut Look<'_>) {
    let Some(text) = look.read_first(&["process-compose.yaml", "process-compose.yml"]) else {
        return;
    };
    let Some(yaml) = look.or_warn(text.yaml()) else {
        return;
    };
    let mut shared = look
        .read(".env")
        .map(|text| env_file::variables(text.as_str()))
        .unwrap_or_default();
    shared.extend(variables(yaml.get("environment")));
    for (key, process) in entries(&yaml, "processes", &text, look) {
        let words = process
            .get("entrypoint")
            .map(Node::items)
            .unwrap_or_default();
        let mut words = words.iter().filter_map(Node::as_scalar).map(str::to_owned);
        let line = process.get("command").and_then(Node::as_str);
        let command = match (line, words.next()) {
            // A dollar sign is written twice so that the shell gets one.
            (Some(line), _) => Command::Shell(line.trim().replace("$$", "$")),
            (None, Some(program)) => Command::program(program, words),
            (None, None) => {
                no_command(key, process, &text, look);
                continue;
            }
        };
        let here = look.dir().to_owned();
        let mut env = shared.clone();
        env.extend(variables(process.get("environment")));
        let is_disabled = process.get("disabled").and_then(Node::as_bool) == Some(true);
        let description = process.get("description").and_then(Node::as_str);
        look.add(Found {
            kind: Some(ScriptKind::of_process(&key.name, &command.to_string())),
            dir: process
                .get("working_dir")
                .and_then(Node::as_str)
                .map(|dir| here.join(dir)),
            env,
            body: line.and_then(|line| recipe::shown([line])),
            description: description.and_then(recipe::first_line),
            usage: starts(Some(!is_disabled)),
            ..Found::new(key.name.clone(), command, text.origin(key.at))
        });
    }
}

/// The files of pm2 that are data.
const PM2_DATA: [&str; 3] = ["ecosystem.config.json", "ecosystem.json", "pm2.json"];

/// Those that are programs.
const PM2_PROGRAMS: [&str; 5] = [
    "ecosystem.config.js",
    "ecosystem.config.cjs",
    "ecosystem.config.mjs",
    "pm2.config.js",
    "pm2.config.cjs",
];

/// Looks at a directory with an `ecosystem.config.json` or `ecosystem.config.js` of pm2.
pub(super) fn pm2(look: &mut Look<'_>) {
    let (text, apps) = if let Some(text) = look.read_first(&PM2_DATA) {
        let Some(json) = look.or_warn(text.jsonc()) else {
            return;
        };
        let apps = json.get("apps").unwrap_or(&json).clone();
        (text, apps)
    } else {
        let Some(text) = look.read_first(&PM2_PROGRAMS) else {
            return;
        };
        let Some(apps) = look.or_warn(text.javascript_list("apps")) else {
            return;
        };
        let Some(apps) = apps else {
            let message = "its `apps` are not written as a list, and nothing is run to find out; describe them in .brum.toml";
            return look.warn(text.warning(0, message));
        };
        (text, apps)
    };
    let apps = match &apps.value {
        Value::List(apps) => apps.as_slice(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Map(_) => {
            std::slice::from_ref(&apps)
        }
    };
    pm2_apps(apps, &text, look);
}

fn pm2_apps(apps: &[Node], text: &Text, look: &mut Look<'_>) {
    for app in apps {
        let text_of = |name| app.get(name).and_then(Node::as_str);
        let Some(script) = text_of("script").or_else(|| text_of("exec")) else {
            let message = "this app has no `script` that is plain text";
            look.warn(text.warning(app.at, message));
            continue;
        };
        if let Some(unknown) = unknown(app) {
            let message = format!("{unknown} can be known only by running this file; left out");
            look.warn(text.warning(app.at, message));
        }
        let stem = Path::new(script).file_stem().and_then(|stem| stem.to_str());
        let name = text_of("name").or(stem).unwrap_or(script);
        let mut command = interpreter(script, app);
        command.push(script.to_owned());
        command.extend(words(app.get("args")));
        let program = command.remove(0);
        let command = Command::program(program, command);
        let here = look.dir().to_owned();
        look.add(Found {
            kind: Some(ScriptKind::of_process(name, &command.to_string())),
            dir: text_of("cwd")
                .map(|dir| here.join(dir))
                .filter(|dir| *dir != here),
            env: variables(app.get("env")),
            ..Found::new(name, command, text.origin(app.at))
        });
    }
}

/// What matters of an app and is no plain text, as in `cwd` and `env.PORT`; none if all of it is.
fn unknown(app: &Node) -> Option<String> {
    let is_unknown = |node: &Node| {
        node.value == Value::Null || node.items().iter().any(|item| item.value == Value::Null)
    };
    let keys = ["name", "cwd", "args", "interpreter", "env"].into_iter();
    let mut unknown: Vec<String> = keys
        .filter(|key| app.get(key).is_some_and(is_unknown))
        .map(|key| format!("`{key}`"))
        .collect();
    let variables = app.get("env").map(Node::entries).unwrap_or_default();
    let variables = variables.iter().filter(|(_, value)| is_unknown(value));
    unknown.extend(variables.map(|(key, _)| format!("`env.{}`", key.name.escape_debug())));
    (!unknown.is_empty()).then(|| unknown.join(", "))
}

/// What runs a script, with its arguments: nothing for a program.
fn interpreter(script: &str, app: &Node) -> Vec<String> {
    let said = app
        .get("interpreter")
        .or_else(|| app.get("exec_interpreter"));
    let program = match said.and_then(Node::as_str) {
        Some("none") => return Vec::new(),
        Some(program) => program,
        None => match script.rsplit_once('.').map(|(_, extension)| extension) {
            Some("js" | "mjs" | "cjs") => "node",
            Some("ts" | "tsx") => "bun",
            Some("py") => "python",
            Some("rb") => "ruby",
            Some("php") => "php",
            Some("pl") => "perl",
            Some("sh") => "bash",
            Some("ps1") => "pwsh",
            Some(_) | None => return Vec::new(),
        },
    };
    let args = [
        "node_args",
        "nodeArgs",
        "interpreter_args",
        "interpreterArgs",
    ];
    let args = args.iter().find_map(|key| app.get(key));
    std::iter::once(program.to_owned())
        .chain(words(args))
        .collect()
}

/// The words of a list, or of a command line.
fn words(value: Option<&Node>) -> Vec<String> {
    let Some(value) = value else {
        return Vec::new();
    };
    match value.as_scalar() {
        Some(line) => shell_line::words(line),
        None => value
            .items()
            .iter()
            .filter_map(Node::as_scalar)
            .map(str::to_owned)
            .collect(),
    }
}

/// Variables as a map, or as a list of `NAME=value`.
fn variables(value: Option<&Node>) -> BTreeMap<String, String> {
    let Some(value) = value else {
        return BTreeMap::new();
    };
    let map = value
        .entries()
        .iter()
        .filter_map(|(key, value)| Some((key.name.clone(), value.as_scalar()?.to_owned())));
    let list = value.items().iter().filter_map(|item| {
        let (name, value) = item.as_str()?.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    });
    map.chain(list)
        .filter(|(name, _)| env_file::is_name(name))
        .collect()
}

/// The processes of a file, by name.
fn entries<'a>(yaml: &'a Node, name: &str, text: &Text, look: &mut Look<'_>) -> &'a [(Key, Node)] {
    let Some(processes) = yaml.get(name) else {
        return &[];
    };
    if !processes.is_map() && processes.value != Value::Null {
        let message = format!("`{name}` is {}, not a map", processes.kind());
        look.warn(text.warning(processes.at, message));
    }
    processes.entries()
}

fn no_command(key: &Key, process: &Node, text: &Text, look: &mut Look<'_>) {
    let message = format!("process `{}` has no command", key.name.escape_debug());
    look.warn(text.warning(process.at, message));
}

/// What is not started by itself is hardly ever run.
fn starts(by_itself: Option<bool>) -> Usage {
    match by_itself {
        Some(false) => Usage::Internal,
        Some(true) | None => Usage::Direct,
    }
}
