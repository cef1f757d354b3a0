//! The configuration as TOML, with the origin of each value behind it.

use std::fmt::{self, Display};

use super::Config;
use super::logs::LogSettings;
use super::matchers::{ConfiguredMatcher, as_toml};
use super::mcp::McpSettings;
use super::origin::Resolved;
use super::process::ConfiguredProcess;
use super::settings::Settings;
use super::tui::TuiSettings;
use super::value::{Value, key_as_toml};

/// The whole configuration as it holds: valid TOML, each key with a comment that names its origin.
impl Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)?;
        write!(f, "\n{}", self.settings.logs)?;
        write!(f, "\n{}", self.settings.mcp)?;
        write!(f, "\n{}", self.settings.tui)?;
        for matcher in &self.matchers {
            write!(f, "\n{matcher}")?;
        }
        for process in &self.processes {
            write!(f, "\n{process}")?;
        }
        Ok(())
    }
}

impl Display for ConfiguredMatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[matchers.{}]", key_as_toml(&self.name))?;
        for (key, value) in &self.keys {
            let (text, origin) = (as_toml(&value.value), &value.origin);
            writeln!(f, "{} = {text} # {origin}", key_as_toml(key))?;
        }
        Ok(())
    }
}

impl Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        optional(f, "package_manager", self.package_manager.as_ref())?;
        entry(f, "grace", &self.grace)?;
        entry(f, "stop_signal", &self.stop_signal)?;
        entry(f, "stdin", &self.stdin)?;
        entry(f, "linger", &self.linger)
    }
}

impl Display for LogSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[logs]")?;
        entry(f, "memory", &self.memory)?;
        entry(f, "persist", &self.persist)?;
        entry(f, "max_bytes", &self.max_bytes)?;
        entry(f, "max_age", &self.max_age)
    }
}

impl Display for McpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[mcp]")?;
        entry(f, "enabled", &self.enabled)?;
        entry(f, "host", &self.host)?;
        entry(f, "port", &self.port)?;
        match &self.token {
            Some(token) => writeln!(f, "# token is set, and not shown # {}", token.origin)?,
            None => writeln!(f, "# token is not set")?,
        }
        entry(f, "read", &self.access.read)?;
        entry(f, "control", &self.access.control)?;
        entry(f, "input", &self.access.input)?;
        entry(f, "redact", &self.access.redact)
    }
}

impl Display for TuiSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[tui]")?;
        entry(f, "theme", &self.theme)?;
        entry(f, "ascii", &self.ascii)?;
        entry(f, "mouse", &self.mouse)?;
        entry(f, "title", &self.title)?;
        entry(f, "progress", &self.progress)?;
        entry(f, "bell", &self.bell)?;
        entry(f, "notify", &self.notify)?;
        optional(f, "editor", self.editor.as_ref())?;
        let named = |f: &mut fmt::Formatter<'_>, table: &str, key: &str, value: &str, origin| {
            writeln!(f, "{table}.{} = {value} # {origin}", key_as_toml(key))
        };
        for (key, keys) in &self.keys {
            named(f, "keys", key, &keys.value.write(), &keys.origin)?;
        }
        for (role, color) in &self.colors {
            named(f, "colors", role, &color.value.write(), &color.origin)?;
        }
        Ok(())
    }
}

impl Display for ConfiguredProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[processes.{}]", key_as_toml(self.name.as_str()))?;
        optional(f, "command", self.command.as_ref())?;
        entry(f, "dir", &self.dir)?;
        if let Some(group) = &self.group {
            entry(f, "group", group)?;
        }
        for (name, text) in &self.env {
            entry(f, &format!("env.{}", key_as_toml(name)), text)?;
        }
        entry(f, "stdin", &self.stdin)?;
        entry(f, "stop_signal", &self.stop_signal)?;
        entry(f, "grace", &self.grace)?;
        match &self.problem_matcher {
            Some(names) => entry(f, "problem_matcher", names),
            None => Ok(()),
        }
    }
}

fn entry<T: Value>(f: &mut fmt::Formatter<'_>, key: &str, value: &Resolved<T>) -> fmt::Result {
    writeln!(f, "{key} = {} # {}", value.value.write(), value.origin)
}

fn optional<T: Value>(
    f: &mut fmt::Formatter<'_>,
    key: &str,
    value: Option<&Resolved<T>>,
) -> fmt::Result {
    match value {
        Some(value) => entry(f, key, value),
        None => writeln!(f, "# {key} is not set"),
    }
}
