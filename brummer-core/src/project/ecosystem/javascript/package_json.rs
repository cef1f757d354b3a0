//! The scripts of a `package.json`, and what it says of its package manager.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::package_manager::PackageManager;
use crate::config::{Origin, Warning};
use crate::project::look::Look;
use crate::project::text::{Node, Text, Value};

/// What is of use in a `package.json`; empty for one that is broken.
#[derive(Default)]
pub(super) struct PackageJson {
    /// What it calls itself.
    pub(super) name: Option<Arc<str>>,
    /// The scripts, in the order of the file.
    pub(super) scripts: Vec<PackageScript>,
    /// The package managers that it names, the strongest first.
    pub(super) declared: Vec<Declared>,
    /// The globs of its workspace.
    pub(super) workspaces: Option<Node>,
}

/// A script of a `package.json`.
pub(super) struct PackageScript {
    /// Its name.
    pub(super) name: String,
    /// What the package manager gives to a shell.
    pub(super) body: Arc<str>,
    /// Where it stands.
    pub(super) origin: Origin,
}

/// A package manager that a `package.json` names.
pub(in crate::project::ecosystem) struct Declared {
    /// The package manager.
    pub(super) manager: PackageManager,
    /// The first number of its version.
    pub(super) major: Option<u32>,
    /// Where it is named.
    pub(super) field: Field,
    /// The line.
    pub(super) origin: Origin,
}

/// A field that names a package manager.
#[derive(Clone, Copy)]
pub(super) enum Field {
    /// `"packageManager": "pnpm@10.1.0"`
    PackageManager,
    /// `"devEngines": { "packageManager": { "name": "pnpm" } }`, or an array of such
    DevEngines,
}

impl Field {
    fn name(self) -> &'static str {
        match self {
            Self::PackageManager => "packageManager",
            Self::DevEngines => "devEngines.packageManager",
        }
    }
}

/// The names of the file, in the order in which pnpm looks for them; the others know the first one only.
pub(super) const FILES: [&str; 3] = ["package.json", "package.json5", "package.yaml"];

/// The text as its name tells.
fn parsed(text: &Text) -> Result<Node, Warning> {
    let extension = text.path().extension();
    match extension.and_then(|extension| extension.to_str()) {
        Some("yaml") => text.yaml(),
        Some("json5") => text.json5(),
        Some(_) | None => text.json(),
    }
}

/// Reads a `package.json`. What is broken in it is a warning.
pub(super) fn read(text: &Text, look: &mut Look<'_>) -> PackageJson {
    let mut file = PackageJson::default();
    let Some(json) = look.or_warn(parsed(text)) else {
        return file;
    };
    if !json.is_map() {
        let message = format!("expected an object, and it is {}", json.kind());
        look.warn(text.warning(json.at, message));
        return file;
    }
    let name = json.get("name").and_then(Node::as_str);
    file.name = name.filter(|name| !name.is_empty()).map(Into::into);
    let mut reading = Reading { text, look };
    if let Some(scripts) = json.get("scripts") {
        reading.scripts(scripts, &mut file.scripts);
    }
    reading.declared(&json, &mut file.declared);
    file.workspaces = reading.workspaces(&json);
    file
}

/// The package managers that a `package.json` names, the strongest first.
pub(super) fn declared(json: &Node, text: &Text, look: &mut Look<'_>) -> Vec<Declared> {
    let mut declared = Vec::new();
    Reading { text, look }.declared(json, &mut declared);
    declared
}

/// A file that is being read.
struct Reading<'a, 'b> {
    text: &'a Text,
    look: &'a mut Look<'b>,
}

impl Reading<'_, '_> {
    fn scripts(&mut self, scripts: &Node, into: &mut Vec<PackageScript>) {
        if !scripts.is_map() {
            let message = format!("`scripts` is {}, not an object", scripts.kind());
            return self.warn(scripts.at, message);
        }
        let mut positions = FxHashMap::default();
        for (key, value) in scripts.entries() {
            let Some(body) = value.as_str() else {
                let name = key.name.escape_debug();
                self.warn(
                    value.at,
                    format!("script `{name}` is {}, not a string", value.kind()),
                );
                continue;
            };
            let position = *positions.entry(key.name.as_str()).or_insert(into.len());
            let script = PackageScript {
                name: key.name.clone(),
                body: body.into(),
                origin: self.text.origin(key.at),
            };
            // Of two scripts of one name the last counts, as in JavaScript.
            match into.get_mut(position) {
                Some(earlier) => *earlier = script,
                None => into.push(script),
            }
        }
    }

    /// A list, or an object with one in `packages`.
    fn workspaces(&mut self, json: &Node) -> Option<Node> {
        let value = json.get("workspaces")?;
        let list = if value.is_map() {
            value.get("packages")?
        } else {
            value
        };
        if !matches!(list.value, Value::List(_)) {
            let message = format!("`workspaces` is {}, not a list", list.kind());
            self.warn(list.at, message);
            return None;
        }
        Some(list.clone())
    }

    fn declared(&mut self, json: &Node, into: &mut Vec<Declared>) {
        if let Some(value) = json.get("packageManager") {
            into.extend(self.manager(Field::PackageManager, value));
        }
        let Some(value) = json.at_path(&["devEngines", "packageManager"]) else {
            return;
        };
        let engines = match &value.value {
            Value::List(engines) => engines.as_slice(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Map(_) => {
                std::slice::from_ref(value)
            }
        };
        for engine in engines {
            let name = engine.get("name").unwrap_or(engine);
            into.extend(self.manager(Field::DevEngines, name));
        }
    }

    /// The package manager of a field, without its version.
    fn manager(&mut self, field: Field, value: &Node) -> Option<Declared> {
        let Some(text) = value.as_str() else {
            let (name, kind) = (field.name(), value.kind());
            self.warn(value.at, format!("`{name}` is {kind}, not a string"));
            return None;
        };
        let (name, version) = text.split_once('@').unwrap_or((text, ""));
        let major = version.split(|c: char| !c.is_ascii_digit()).next();
        match name.parse() {
            Ok(manager) => Some(Declared {
                manager,
                major: major.and_then(|major| major.parse().ok()),
                field,
                origin: self.text.origin(value.at),
            }),
            Err(error) => {
                self.warn(value.at, format!("`{}` is ignored: {error}", field.name()));
                None
            }
        }
    }

    fn warn(&mut self, at: usize, message: String) {
        self.look.warn(self.text.warning(at, message));
    }
}
