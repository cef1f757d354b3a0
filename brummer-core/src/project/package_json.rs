//! The scripts of a `package.json`, and what it says of its package manager.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::json::{self, Json};
use super::package_manager::PackageManager;
use crate::config::origin::shown_path;
use crate::config::{Origin, Warning};
use crate::id::ProcessId;
use crate::input;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 4 << 20;

/// What is of use in a `package.json`; empty for one that is broken.
#[derive(Default)]
pub(super) struct PackageJson {
    /// The scripts, in the order of the file.
    pub(super) scripts: Vec<PackageScript>,
    /// The package managers that it names, the strongest first.
    pub(super) declared: Vec<Declared>,
}

/// A script of a `package.json`.
pub(super) struct PackageScript {
    /// Its name.
    pub(super) name: ProcessId,
    /// What the package manager gives to a shell.
    pub(super) body: Arc<str>,
    /// Where it stands.
    pub(super) origin: Origin,
}

/// A package manager that a `package.json` names.
pub(super) struct Declared {
    /// The package manager.
    pub(super) manager: PackageManager,
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

/// Reads the `package.json` of a directory, if it has one. What is broken in it is a warning.
pub(super) fn read(dir: &Path, warnings: &mut Vec<Warning>) -> Option<PackageJson> {
    let path: Arc<Path> = dir.join("package.json").into();
    let text = match input::read_text(&path, MAX_BYTES) {
        Ok(text) => text?,
        Err(error) => {
            warnings.push(Warning {
                origin: None,
                message: format!("{} {error}", shown_path(&path)),
            });
            return Some(PackageJson::default());
        }
    };
    // Editors on Windows put a byte order mark there, and npm reads over it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reading = Reading {
        path,
        text,
        offset: 0,
        line: 1,
        warnings,
    };
    Some(reading.file())
}

/// A file that is being read.
struct Reading<'a> {
    path: Arc<Path>,
    text: &'a str,
    /// Where the last string stands whose place is known, in bytes.
    offset: usize,
    /// The line of that place.
    line: usize,
    warnings: &'a mut Vec<Warning>,
}

impl<'a> Reading<'a> {
    fn file(&mut self) -> PackageJson {
        let json: Json<'a> = match serde_json::from_str(self.text) {
            Ok(json) => json,
            Err(error) => {
                self.line = error.line().max(1);
                let what = error.to_string();
                let what = what.split(" at line ").next().unwrap_or_default();
                self.warn(format!(
                    "not valid JSON: {what} at column {}",
                    error.column()
                ));
                return PackageJson::default();
            }
        };
        if !matches!(json, Json::Object(_)) {
            self.warn(format!("expected an object, and it is {}", json.kind()));
            return PackageJson::default();
        }
        // Only strings know their place, so that the key goes before a value of another kind.
        let mut file = PackageJson::default();
        if let Some((key, scripts)) = json.entry("scripts") {
            self.at(&[key]);
            self.scripts(scripts, &mut file.scripts);
        }
        self.declared(&json, &mut file.declared);
        file
    }

    fn scripts(&mut self, scripts: &Json<'a>, into: &mut Vec<PackageScript>) {
        let Json::Object(entries) = scripts else {
            return self.warn(format!("`scripts` is {}, not an object", scripts.kind()));
        };
        let mut positions = FxHashMap::default();
        for (key, value) in entries {
            let name = key.escape_debug();
            let Some(body) = value.as_str() else {
                self.at(&[key]);
                self.warn(format!("script `{name}` is {}, not a string", value.kind()));
                continue;
            };
            self.at(&[key, body]);
            let name = match ProcessId::new(key) {
                Ok(name) => name,
                Err(error) => {
                    self.warn(error.to_string());
                    continue;
                }
            };
            let position = *positions.entry(name.clone()).or_insert(into.len());
            let script = PackageScript {
                name,
                body: body.into(),
                origin: self.origin(),
            };
            // Of two scripts of one name the last counts, as in JavaScript.
            match into.get_mut(position) {
                Some(earlier) => *earlier = script,
                None => into.push(script),
            }
        }
    }

    fn declared(&mut self, json: &Json<'a>, into: &mut Vec<Declared>) {
        if let Some((key, value)) = json.entry("packageManager") {
            self.at(&[key]);
            into.extend(self.manager(Field::PackageManager, value));
        }
        let engines = json.get("devEngines");
        let Some((key, value)) = engines.and_then(|engines| engines.entry("packageManager")) else {
            return;
        };
        self.at(&[key]);
        let engines = match value {
            Json::Array(engines) => engines.as_slice(),
            engine => std::slice::from_ref(engine),
        };
        for engine in engines {
            let name = engine.get("name").unwrap_or(engine);
            into.extend(self.manager(Field::DevEngines, name));
        }
    }

    /// The package manager of a field, without its version.
    fn manager(&mut self, field: Field, value: &Json<'a>) -> Option<Declared> {
        let Some(text) = value.as_str() else {
            self.warn(format!(
                "`{}` is {}, not a string",
                field.name(),
                value.kind()
            ));
            return None;
        };
        self.at(&[text]);
        let name = text.split('@').next().unwrap_or_default();
        match name.parse() {
            Ok(manager) => Some(Declared {
                manager,
                field,
                origin: self.origin(),
            }),
            Err(error) => {
                self.warn(format!("`{}` is ignored: {error}", field.name()));
                None
            }
        }
    }

    /// Goes to the first of these strings whose place is known.
    fn at(&mut self, strings: &[&str]) {
        let mut offsets = strings
            .iter()
            .filter_map(|string| json::offset_of(string, self.text));
        let Some(offset) = offsets.next() else {
            return;
        };
        // Strings mostly come in the order of the file, so that each line break is counted once.
        if offset < self.offset {
            (self.offset, self.line) = (0, 1);
        }
        let between = &self.text.as_bytes()[self.offset..offset];
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.offset = offset;
    }

    fn origin(&self) -> Origin {
        Origin::File {
            path: Arc::clone(&self.path),
            line: self.line,
        }
    }

    fn warn(&mut self, message: String) {
        let origin = Some(self.origin());
        self.warnings.push(Warning { origin, message });
    }
}
