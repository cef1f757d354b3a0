//! The layer of the variables `BRUMMER_*`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use toml::de::DeValue;

use super::diagnostic::{ConfigErrors, Diagnostic, Place};
use super::origin::{Origin, Resolved, Warning};
use super::table::Layer;
use super::value::{Value, Wrong};
use crate::near::near;

/// What the names of our variables begin with.
const PREFIX: &str = "BRUMMER_";

/// The variable that processes of ours are found by; a brummer that another one started sees it too.
const MARK: &str = "BRUMMER_MARK";

/// Those that say something else than a setting.
const OTHERS: [&str; 2] = [MARK, crate::instance::VARIABLE];

/// The variables of ours in an environment.
pub(super) struct Environment<'a> {
    variables: BTreeMap<String, &'a OsStr>,
    /// The table whose keys are asked for; empty at the top level.
    table: &'static str,
    /// The keys that were asked for so far, with their tables before them.
    known: Vec<String>,
    errors: &'a mut ConfigErrors,
}

impl<'a> Environment<'a> {
    /// Picks ours out of all. An empty variable counts as unset, as it does for most programs.
    pub(super) fn new(variables: &'a [(OsString, OsString)], errors: &'a mut ConfigErrors) -> Self {
        let ours = variables.iter().filter_map(|(name, value)| {
            let name = name.to_string_lossy();
            let ours = name.starts_with(PREFIX) && !OTHERS.contains(&&*name) && !value.is_empty();
            ours.then(|| (name.into_owned(), value.as_os_str()))
        });
        Self {
            variables: ours.collect(),
            table: "",
            known: Vec::new(),
            errors,
        }
    }

    /// Reads the variables for a table: `BRUMMER_LOGS_PERSIST` is for `persist` in `[logs]`.
    pub(super) fn table(&mut self, name: &'static str, read: impl FnOnce(&mut Self)) {
        self.table = name;
        read(self);
        self.table = "";
    }

    /// A warning for each variable that nobody asked for.
    pub(super) fn finish(self) -> Vec<Warning> {
        let unknown = self.variables.keys();
        unknown
            .filter(|name| !self.known.iter().any(|key| variable(key) == **name))
            .map(|name| Warning {
                origin: Some(Origin::Env { name: name.clone() }),
                message: self.unknown(name),
            })
            .collect()
    }

    /// What to say of a variable that nobody asked for.
    fn unknown(&self, name: &str) -> String {
        let key = name.strip_prefix(PREFIX).unwrap_or(name);
        if let Some(near) = near(key, self.known.iter().map(String::as_str)).first() {
            return format!(
                "not a variable that brummer knows; did you mean `{}`?",
                variable(near)
            );
        }
        let known: Vec<_> = self.known.iter().map(|key| variable(key)).collect();
        format!(
            "not a variable that brummer knows (it knows {})",
            known.join(", ")
        )
    }
}

impl Layer for Environment<'_> {
    fn take<T: Value>(&mut self, name: &'static str) -> Option<Resolved<T>> {
        let key = match self.table {
            "" => name.to_owned(),
            table => format!("{table}_{name}"),
        };
        let name = variable(&key);
        self.known.push(key);
        let value = self.variables.get(&name)?;
        let read = match value.to_str() {
            Some(text) => T::read(&DeValue::String(text.into())),
            None => Err(Wrong::is("text that is not UTF-8")),
        };
        match read {
            Ok(value) => Some(Resolved {
                value,
                origin: Origin::Env { name },
            }),
            Err(wrong) => {
                self.errors.push(|| Diagnostic {
                    title: format!("`{name}` cannot be {}", wrong.is),
                    label: wrong
                        .near
                        .map_or_else(String::new, |near| format!("did you mean {near}?")),
                    place: Place::Variable(name),
                    notes: vec![format!("expected {}", T::expected())],
                });
                None
            }
        }
    }
}

/// The variable for a key: `BRUMMER_STOP_SIGNAL` for `stop_signal`.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_ascii_uppercase())
}
