//! What a key can hold: how it is read, what a message says is expected, and how it is written back.

use std::fmt::Write;
use std::path::PathBuf;

use toml::de::{DeArray, DeValue};

use super::amount::{ByteSize, MaxAge};
use super::grace::GracePeriod;
use super::tui::Keys;
use crate::id::GroupName;
use crate::near::near;
use crate::process::spec::{Command, Stdin, StopSignal};
use crate::project::PackageManager;

/// How much of a name or a value a message repeats, in characters.
const MAX_SHOWN: usize = 60;

/// A type of value. The environment gives each as a string, a file as what was written.
pub(super) trait Value: Sized {
    /// What a message says is expected.
    fn expected() -> String;

    /// The value, if this is one.
    fn read(value: &DeValue<'_>) -> Result<Self, Wrong>;

    /// The value as TOML that reads back as the same.
    fn write(&self) -> String;
}

/// Why something is not a value of the type.
pub(super) struct Wrong {
    /// What the key "cannot be", as in `7200` or `an array`.
    pub(super) is: String,
    /// What was probably meant, as TOML.
    pub(super) near: Option<String>,
}

impl Wrong {
    fn new(value: &DeValue<'_>) -> Self {
        Self::is(described(value))
    }

    /// It is this, with nothing near.
    pub(super) fn is(what: impl Into<String>) -> Self {
        Self {
            is: what.into(),
            near: None,
        }
    }
}

/// A value that is one of a few names.
pub(super) trait Choice: Copy + 'static {
    /// All there are.
    const ALL: &'static [Self];

    /// How it is written.
    fn name(self) -> &'static str;

    /// The value that is written so.
    fn from_name(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|choice| choice.name() == text)
    }
}

impl<T: Choice> Value for T {
    fn expected() -> String {
        let names: Vec<String> = T::ALL.iter().map(T::write).collect();
        match names.as_slice() {
            [one, other] => format!("{one} or {other}"),
            more => format!("one of {}", more.join(", ")),
        }
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or_else(|| Wrong::new(value))?;
        T::from_name(text).ok_or_else(|| Wrong {
            near: near(text, T::ALL.iter().map(|choice| choice.name()))
                .first()
                .map(|name| quoted(name)),
            ..Wrong::new(value)
        })
    }

    fn write(&self) -> String {
        quoted(self.name())
    }
}

impl Choice for PackageManager {
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Choice for Stdin {
    const ALL: &'static [Self] = &[Self::Pipe, Self::Null];

    fn name(self) -> &'static str {
        match self {
            Self::Pipe => "pipe",
            Self::Null => "null",
        }
    }
}

impl Choice for StopSignal {
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }

    fn from_name(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Value for GracePeriod {
    fn expected() -> String {
        r#"0 to 1h: seconds as a number, or text such as "500ms", "5s", "1m""#.to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let period = match value {
            DeValue::String(text) => text.parse().ok(),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .and_then(|seconds| Self::from_secs(f64::from(i32::try_from(seconds).ok()?))),
            DeValue::Float(number) => number.as_str().parse().ok().and_then(Self::from_secs),
            DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                None
            }
        };
        period.ok_or_else(|| Wrong::new(value))
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}

impl Value for GroupName {
    fn expected() -> String {
        "a name such as \"backend\": 1 to 128 bytes, no control characters, no white space at its ends"
            .to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let name = value.as_str().and_then(Self::new);
        name.ok_or_else(|| Wrong::new(value))
    }

    fn write(&self) -> String {
        quoted(self.as_str())
    }
}

/// One key, or an array of them.
impl Value for Keys {
    fn expected() -> String {
        r#"a key such as "s", "R", "ctrl-r", "f5", or an array of keys; an empty one leaves the action without keys"#.to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let DeValue::Array(keys) = value else {
            return String::read(value).map(|key| Self(vec![key]));
        };
        let keys: Result<Vec<String>, Wrong> =
            keys.iter().map(|key| String::read(key.get_ref())).collect();
        keys.map(Self)
            .map_err(|wrong| Wrong::is(format!("an array with {} in it", wrong.is)))
    }

    fn write(&self) -> String {
        let keys: Vec<String> = self.0.iter().map(|key| quoted(key)).collect();
        format!("[{}]", keys.join(", "))
    }
}

impl Value for bool {
    fn expected() -> String {
        "true or false".to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let is = match value {
            DeValue::Boolean(is) => Some(*is),
            // The environment has nothing but text.
            DeValue::String(text) => text.parse().ok(),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        is.ok_or_else(|| Wrong::new(value))
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Value for ByteSize {
    fn expected() -> String {
        r#"0 to 1 TiB: bytes as a number, or text such as "500KB", "64MiB", "1GB""#.to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let size = match value {
            DeValue::String(text) => text.parse().ok(),
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .and_then(Self::new),
            DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        size.ok_or_else(|| Wrong::new(value))
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}

impl Value for MaxAge {
    fn expected() -> String {
        r#"1 minute to 10 years, as text such as "12h", "7d", "4w""#.to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let age = value.as_str().and_then(|text| text.parse().ok());
        age.ok_or_else(|| Wrong::new(value))
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}

impl Value for String {
    fn expected() -> String {
        "a string".to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or_else(|| Wrong::new(value))?;
        if text.contains('\0') {
            // No operating system passes one on, neither in a command nor in a variable.
            return Err(Wrong::is("text with a NUL character"));
        }
        Ok(text.to_owned())
    }

    fn write(&self) -> String {
        quoted(self)
    }
}

impl Value for PathBuf {
    fn expected() -> String {
        "a path, relative to the directory of this file".to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = String::read(value)?;
        if text.is_empty() {
            return Err(Wrong::new(value));
        }
        Ok(text.into())
    }

    fn write(&self) -> String {
        quoted(&self.to_string_lossy())
    }
}

impl Value for Command {
    fn expected() -> String {
        "a command line for the shell, or an array of strings: a program and its arguments"
            .to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let command = match value {
            DeValue::Array(words) => words_of(words)?,
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => Self::Shell(String::read(value)?),
        };
        if command.is_empty() {
            return Err(Wrong::is("empty"));
        }
        Ok(command)
    }

    fn write(&self) -> String {
        match self {
            Self::Shell(line) => quoted(line),
            Self::Program { program, args } => {
                let words: Vec<String> = std::iter::once(program)
                    .chain(args)
                    .map(|word| quoted(word))
                    .collect();
                format!("[{}]", words.join(", "))
            }
        }
    }
}

/// A program and its arguments.
fn words_of(words: &DeArray<'_>) -> Result<Command, Wrong> {
    let words: Result<Vec<String>, Wrong> = words
        .iter()
        .map(|word| String::read(word.get_ref()))
        .collect();
    let words = words.map_err(|wrong| Wrong::is(format!("an array with {} in it", wrong.is)))?;
    let mut words = words.into_iter();
    let program = words.next().unwrap_or_default();
    Ok(Command::program(program, words))
}

/// A value as a message names it: short ones as they are, others by their type.
pub(super) fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.chars().count() <= MAX_SHOWN => quoted(text),
        DeValue::String(_) => "this text".to_owned(),
        DeValue::Integer(number) => shown_name(&number.to_string()),
        DeValue::Float(number) => shown_name(&number.to_string()),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(_) => "a date or time".to_owned(),
        DeValue::Array(_) => "an array".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// A name as a message repeats it: escaped, and cut where it is very long.
pub(super) fn shown_name(name: &str) -> String {
    let mut shown: String = name.escape_debug().take(MAX_SHOWN).collect();
    if name.chars().nth(MAX_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// A name as a TOML key: bare where it may be.
pub(super) fn key_as_toml(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(is_bare) {
        return name.to_owned();
    }
    quoted(name)
}

/// Text as a TOML string on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
