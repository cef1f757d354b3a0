//! A matcher as it is written, in the shape that VS Code gives it.

use std::io;

use borsh::{BorshDeserialize, BorshSerialize};
use regex::Regex;
use serde_json::Value;

use super::fault::{MatcherFault, MatcherStep};
use super::object::{Reading, regexp, text};
use super::pattern::Pattern;
use crate::remote::wire;

/// A problem matcher as it is written, every key of it optional: `problemMatcher` of VS Code's `tasks.json`.
///
/// ```
/// use brummer_core::detect::{MatcherDefinition, MatcherTable};
///
/// let json = serde_json::json!({
///     "owner": "lint",
///     "pattern": { "regexp": "^(.+):(\\d+): (.+)$", "file": 1, "line": 2, "message": 3 },
/// });
/// let definition = MatcherDefinition::from_json(&json).unwrap();
/// let mut table = MatcherTable::new("/app");
/// table.insert("lint", definition);
/// assert_eq!(table.matcher("lint").unwrap().tool(), "lint");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatcherDefinition {
    pub(super) base: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) source: Option<String>,
    pub(super) severity: Option<Level>,
    pub(super) file_location: Option<FileLocation>,
    pub(super) pattern: Option<WrittenPattern>,
    pub(super) background: Option<Background>,
}

/// How serious a problem is whose line does not say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Level {
    Error,
    Warning,
    /// Nothing that is wrong: such lines are read, and no problems.
    Info,
}

/// What file names are relative to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileLocation {
    /// The directory of the process, unless they are absolute: they are kept as they are printed.
    AsPrinted,
    /// This directory.
    Relative(String),
    /// This directory, unless they are absolute.
    Detected(String),
}

/// A pattern, or the name of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WrittenPattern {
    Named(String),
    Lines(Pattern),
}

/// How a watcher says that it begins and ends to work on a change.
#[derive(Clone, Debug)]
pub(super) struct Background {
    pub(super) active_on_start: bool,
    pub(super) begins: (String, Regex),
    pub(super) ends: (String, Regex),
}

impl PartialEq for Background {
    fn eq(&self, other: &Self) -> bool {
        let of = |it: &Self| (it.active_on_start, it.begins.0.clone(), it.ends.0.clone());
        of(self) == of(other)
    }
}

impl Eq for Background {}

impl BorshSerialize for Background {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        self.active_on_start.serialize(writer)?;
        [&self.begins, &self.ends]
            .into_iter()
            .try_for_each(|(source, regex)| {
                source.serialize(writer)?;
                wire::write(regex, writer)
            })
    }
}

impl BorshDeserialize for Background {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let active_on_start = bool::deserialize_reader(reader)?;
        let mut watching =
            || Ok::<_, io::Error>((String::deserialize_reader(reader)?, wire::read(reader)?));
        Ok(Self {
            active_on_start,
            begins: watching()?,
            ends: watching()?,
        })
    }
}

impl MatcherDefinition {
    /// Reads an object of VS Code's shape.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn from_json(value: &Value) -> Result<Self, Vec<MatcherFault>> {
        let mut faults = Vec::new();
        let read = Self::read(&mut Reading::new(&mut faults), value);
        match read {
            Some(definition) if faults.is_empty() => Ok(definition),
            _ => Err(faults),
        }
    }

    /// Puts a stronger definition over this one, key by key.
    pub fn overlay(&mut self, stronger: Self) {
        fn over<T>(slot: &mut Option<T>, value: Option<T>) {
            if value.is_some() {
                *slot = value;
            }
        }
        over(&mut self.base, stronger.base);
        over(&mut self.owner, stronger.owner);
        over(&mut self.source, stronger.source);
        over(&mut self.severity, stronger.severity);
        over(&mut self.file_location, stronger.file_location);
        over(&mut self.pattern, stronger.pattern);
        over(&mut self.background, stronger.background);
    }

    fn read(reading: &mut Reading<'_>, value: &Value) -> Option<Self> {
        reading.object(value, "a problem matcher", |object| {
            let levels = [
                ("error", Level::Error),
                ("warning", Level::Warning),
                ("info", Level::Info),
            ];
            let definition = Self {
                base: object.text("base"),
                owner: object.text("owner"),
                source: object.text("source"),
                severity: object.choice("severity", &levels),
                file_location: object.key("fileLocation", file_location),
                pattern: object.key("pattern", pattern),
                background: None,
            };
            object.key("applyTo", apply_to);
            // The former name of `background`.
            let former = object.key("watching", background);
            let present = object.key("background", background);
            Self {
                background: present.or(former),
                ..definition
            }
        })
    }
}

fn pattern(reading: &mut Reading<'_>, value: &Value) -> Option<WrittenPattern> {
    match value {
        Value::String(name) => Some(WrittenPattern::Named(name.clone())),
        _ => Pattern::read(reading, value).map(WrittenPattern::Lines),
    }
}

/// Problems are those of files; nothing knows which of them are open in an editor.
fn apply_to(reading: &mut Reading<'_>, value: &Value) -> Option<()> {
    match value.as_str() {
        Some("allDocuments") => Some(()),
        Some("openDocuments" | "closedDocuments") => reading.refuse(
            "problems apply to all files here",
            "leave it out: nobody knows which documents are open in an editor",
        ),
        Some(_) | None => reading.unexpected(value, "\"allDocuments\""),
    }
}

fn file_location(reading: &mut Reading<'_>, value: &Value) -> Option<FileLocation> {
    const EXPECTED: &str = "\"absolute\", \"relative\", \"autoDetect\", or an array of one of these and a directory, as in \
                            [\"relative\", \"${workspaceFolder}/web\"]";
    let (word, dir) = match value {
        Value::String(word) => (word.as_str(), None),
        Value::Array(words) => match words.as_slice() {
            [Value::String(word)] => (word.as_str(), None),
            [Value::String(word), dir] => (word.as_str(), Some(dir)),
            _ => return reading.unexpected(value, EXPECTED),
        },
        _ => return reading.unexpected(value, EXPECTED),
    };
    let located: fn(String) -> FileLocation = match (word, dir) {
        ("search", _) => {
            let title = "files are not searched for: output is read without a look at the disk";
            return reading.refuse(title, "name the directory: [\"relative\", \"DIR\"]");
        }
        ("absolute" | "relative" | "autoDetect", None) => return Some(FileLocation::AsPrinted),
        ("relative", Some(_)) => FileLocation::Relative,
        ("autoDetect", Some(_)) => FileLocation::Detected,
        _ => return reading.unexpected(value, EXPECTED),
    };
    reading.step(MatcherStep::Element(1), |reading| {
        let dir = text(reading, dir?)?;
        match unknown_variable(&dir) {
            None => Some(located(dir)),
            Some(variable) => reading.refuse(
                format!("`{variable}` is not known here"),
                "expected ${workspaceFolder} (the directory of the project), or a path below it",
            ),
        }
    })
}

/// The variables that stand for the directory of the project.
pub(super) const VARIABLES: [&str; 3] = ["${workspaceFolder}", "${workspaceRoot}", "${cwd}"];

fn unknown_variable(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let end = rest[start..]
            .find('}')
            .map_or(rest.len(), |end| start + end + 1);
        let variable = &rest[start..end];
        if !VARIABLES.contains(&variable) {
            return Some(variable);
        }
        rest = &rest[end..];
    }
    None
}

fn background(reading: &mut Reading<'_>, value: &Value) -> Option<Background> {
    let read = reading.object(value, "an object", |object| {
        for key in ["beginsPattern", "endsPattern"] {
            if !object.has(key) {
                let title = format!("a watcher needs `{key}`");
                object
                    .reading
                    .fault(title, "both ends of a cycle must be known");
            }
        }
        let active_on_start = object.flag("activeOnStart").unwrap_or(false);
        let begins = object.key("beginsPattern", watching);
        let ends = object.key("endsPattern", watching);
        Some(Background {
            active_on_start,
            begins: begins?,
            ends: ends?,
        })
    });
    read?
}

/// A text, or an object with a text.
fn watching(reading: &mut Reading<'_>, value: &Value) -> Option<(String, Regex)> {
    if value.is_string() {
        return regexp(reading, value);
    }
    let read = reading.object(value, "an expression", |object| {
        object.key("file", |reading, _| {
            let title = "a cycle is that of the whole watcher, not of one file";
            reading.refuse::<()>(title, "leave it out")
        });
        if !object.has("regexp") {
            let title = "a watcher needs an expression";
            object.reading.fault(title, "expected the key `regexp`");
        }
        object.regexp("regexp")
    });
    read?
}
