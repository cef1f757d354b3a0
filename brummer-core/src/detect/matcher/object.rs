//! Reads an object key by key, so that what nobody asked for in the end is known to be unknown.

use serde_json::{Map, Value};

use super::fault::{MatcherFault, MatcherStep};
use super::regexp::{Unusable, compile};
use crate::near::near;

/// How much of a value a message repeats, in characters.
const MAX_SHOWN: usize = 60;

/// A value on the way into a matcher, and where what is wrong with it goes.
pub(super) struct Reading<'a> {
    faults: &'a mut Vec<MatcherFault>,
    path: Vec<MatcherStep>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(faults: &'a mut Vec<MatcherFault>) -> Self {
        let path = Vec::new();
        Self { faults, path }
    }

    /// Reads what is one step further in.
    pub(super) fn step<T>(
        &mut self,
        step: MatcherStep,
        read: impl FnOnce(&mut Reading<'_>) -> T,
    ) -> T {
        let mut path = self.path.clone();
        path.push(step);
        read(&mut Reading {
            faults: self.faults,
            path,
        })
    }

    /// Reports what is wrong with the value.
    pub(super) fn fault(&mut self, title: impl Into<String>, label: impl Into<String>) {
        self.report(title.into(), label.into(), None);
    }

    /// The same, with what else helps.
    pub(super) fn report(&mut self, title: String, label: String, note: Option<String>) {
        self.faults.push(MatcherFault {
            path: self.path.clone(),
            part: None,
            title,
            label,
            note,
        });
    }

    /// Reports what is wrong with the value; there is nothing to be read from it then.
    pub(super) fn refuse<T>(
        &mut self,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> Option<T> {
        self.fault(title, label);
        None
    }

    /// Refuses a value of another type.
    pub(super) fn unexpected<T>(&mut self, value: &Value, expected: &str) -> Option<T> {
        let title = format!("{} cannot be {}", self.name(), described(value));
        self.refuse(title, format!("expected {expected}"))
    }

    /// The value as an object whose keys are read by `read`.
    pub(super) fn object<T>(
        &mut self,
        value: &Value,
        expected: &str,
        read: impl FnOnce(&mut Object<'_, '_>) -> T,
    ) -> Option<T> {
        let Value::Object(entries) = value else {
            return self.unexpected(value, expected);
        };
        let mut object = Object {
            entries,
            known: Vec::new(),
            reading: self,
        };
        let read = read(&mut object);
        object.finish();
        Some(read)
    }

    /// The value as one of a few words.
    pub(super) fn choice<T: Copy>(&mut self, value: &Value, choices: &[(&str, T)]) -> Option<T> {
        let found = value.as_str().and_then(|text| {
            let choice = choices.iter().find(|(word, _)| *word == text);
            choice.map(|(_, choice)| *choice)
        });
        if found.is_some() {
            return found;
        }
        let words: Vec<_> = choices
            .iter()
            .map(|(word, _)| format!("{word:?}"))
            .collect();
        self.unexpected(value, &words.join(" or "))
    }

    fn name(&self) -> String {
        let key = self.path.iter().rev().find_map(|step| match step {
            MatcherStep::Value(key) | MatcherStep::Key(key) => Some(key),
            MatcherStep::Element(_) => None,
        });
        key.map_or_else(|| "a matcher".to_owned(), |key| format!("`{key}`"))
    }
}

/// An object that is being read.
pub(super) struct Object<'a, 'b> {
    entries: &'a Map<String, Value>,
    known: Vec<&'static str>,
    pub(super) reading: &'a mut Reading<'b>,
}

impl Object<'_, '_> {
    /// Reads the value of a key, if it is there.
    pub(super) fn key<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Reading<'_>, &Value) -> Option<T>,
    ) -> Option<T> {
        self.known.push(name);
        let value = self.entries.get(name)?;
        let step = MatcherStep::Value(name.to_owned());
        self.reading.step(step, |reading| read(reading, value))
    }

    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.key(name, text)
    }

    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.key(name, flag)
    }

    pub(super) fn regexp(&mut self, name: &'static str) -> Option<(String, regex::Regex)> {
        self.key(name, regexp)
    }

    pub(super) fn choice<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        self.key(name, |reading, value| reading.choice(value, choices))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    fn finish(&mut self) {
        for key in self.entries.keys() {
            if self.known.contains(&key.as_str()) {
                continue;
            }
            let label = match near(key, self.known.iter().copied()).first() {
                Some(name) => format!("did you mean `{name}`?"),
                None => "there is no such key".to_owned(),
            };
            let note = format!("known keys: {}", self.known.join(", "));
            let title = format!("unknown key `{}`", shown(key));
            self.reading.step(MatcherStep::Key(key.clone()), |reading| {
                reading.report(title, label, Some(note));
            });
        }
    }
}

/// Text that is not empty.
pub(super) fn text(reading: &mut Reading<'_>, value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        _ => reading.unexpected(value, "text"),
    }
}

/// True or false.
pub(super) fn flag(reading: &mut Reading<'_>, value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        _ => reading.unexpected(value, "true or false"),
    }
}

/// An expression that can be run.
pub(super) fn regexp(reading: &mut Reading<'_>, value: &Value) -> Option<(String, regex::Regex)> {
    let text = text(reading, value)?;
    match compile(&text) {
        Ok(regex) => Some((text, regex)),
        Err(Unusable { part, what, note }) => {
            reading.faults.push(MatcherFault {
                path: reading.path.clone(),
                part: Some(part),
                title: format!("{} cannot be run", reading.name()),
                label: what,
                note,
            });
            None
        }
    }
}

/// Text as a message repeats it: escaped, and cut where it is very long.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.escape_debug().take(MAX_SHOWN).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => shown(&number.to_string()),
        Value::String(text) => format!("\"{}\"", shown(text)),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
