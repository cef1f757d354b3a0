//! The processes of a `Procfile`, with the variables of `.env`, as foreman runs them.

use std::collections::BTreeMap;

use crate::process::spec::Command;
use crate::project::env_file;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;

/// The files, with what their processes are marked with. Where there is one for development, that is what people run.
const FILES: [(&str, &str); 2] = [("Procfile.dev", "procfile.dev"), ("Procfile", "procfile")];

/// The port of the first process where nothing else says one, and how far apart those of two processes are.
const PORT: u16 = 5000;
const PORT_STEP: u16 = 100;

/// Looks at a directory with a `Procfile`.
pub(super) fn look(look: &mut Look<'_>) {
    for (file, source) in FILES {
        let Some(text) = look.read(file) else {
            continue;
        };
        let env = look.read(".env");
        let env = env.map(|env| env_file::variables(env.as_str()));
        let env = env.unwrap_or_default();
        let mut is_broken = false;
        let mut number = 0;
        for (at, line) in text.lines() {
            match Line::read(line) {
                Line::Nothing => {}
                Line::Broken if is_broken => {}
                Line::Broken => {
                    is_broken = true;
                    look.warn(text.warning(at, "expected `name: command` or a comment"));
                }
                Line::Process { name, command } => {
                    look.add(Found {
                        source: Some(source),
                        // It runs once, before the others.
                        kind: Some(match name {
                            "release" => ScriptKind::Other,
                            name => ScriptKind::of_process(name, command),
                        }),
                        env: with_port(&env, command, number),
                        ..Found::new(name, Command::shell(command), text.origin(at))
                    });
                    number += 1;
                }
            }
        }
    }
}

/// A line of a `Procfile`.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Nothing,
    Process { name: &'a str, command: &'a str },
    Broken,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Self {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Self::Nothing;
        }
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        };
        match line.split_once(':') {
            Some((name, command)) if is_name(name) && !command.trim().is_empty() => Self::Process {
                name,
                command: command.trim(),
            },
            Some(_) | None => Self::Broken,
        }
    }
}

/// The variables of a process: those of the file, and a port of its own if it asks for one.
fn with_port(
    env: &BTreeMap<String, String>,
    command: &str,
    number: u16,
) -> BTreeMap<String, String> {
    let mut env = env.clone();
    if command.contains("$PORT") || command.contains("${PORT}") {
        let first = env.get("PORT").and_then(|port| port.parse().ok());
        let step = number.saturating_mul(PORT_STEP);
        let port = first.unwrap_or(PORT).saturating_add(step);
        env.insert("PORT".to_owned(), port.to_string());
    }
    env
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, &str)>) {
        let expected = expected.map_or(Line::Broken, |(name, command)| Line::Process {
            name,
            command,
        });
        assert_eq!(Line::read(line), expected);
    }

    #[test]
    fn a_process_is_a_name_and_a_command() {
        check("web: rails s -p $PORT", Some(("web", "rails s -p $PORT")));
        check("worker_1:sh -c 'a: b'", Some(("worker_1", "sh -c 'a: b'")));
        check("web:", None);
        check("web worker: x", None);
        check("web", None);
        assert_eq!(Line::read(" # web: x"), Line::Nothing);
    }

    #[test]
    fn each_process_that_asks_for_a_port_has_one_of_its_own() {
        let env = BTreeMap::from([("PORT".to_owned(), "3000".to_owned())]);
        assert_eq!(with_port(&env, "x -p $PORT", 2)["PORT"], "3200");
        assert_eq!(with_port(&BTreeMap::new(), "x ${PORT}", 0)["PORT"], "5000");
        assert!(with_port(&BTreeMap::new(), "x ${PORT:-1}", 0).is_empty());
        assert_eq!(with_port(&env, "$PORT", u16::MAX)["PORT"], "65535");
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_a_panic(line in ".{0,60}") {
            if let Line::Process { name, command } = Line::read(&line) {
                prop_assert!(!name.is_empty() && !command.is_empty());
            }
        }
    }
}
