//! Command lines for the shell, put together from commands.

use std::collections::BTreeMap;
use std::path::Path;

use crate::process::spec::Command;

/// The command as a line for the shell, which runs it where and with which variables it is told.
pub(super) fn of(command: &Command, dir: Option<&Path>, env: &BTreeMap<String, String>) -> String {
    let line = match command {
        Command::Shell(line) => line.clone(),
        Command::Program { program, args } => {
            shell_words::join(std::iter::once(program).chain(args))
        }
    };
    if dir.is_none() && env.is_empty() {
        return line;
    }
    let mut parts = Vec::new();
    if let Some(dir) = dir {
        parts.push(format!("cd {}", shell_words::quote(&dir.to_string_lossy())));
    }
    parts.extend(
        env.iter()
            .map(|(name, value)| format!("export {name}={}", shell_words::quote(value))),
    );
    parts.push(line);
    format!("({})", parts.join(" && "))
}

/// The same, so that it can be a part of a longer line: in brackets if it is more than one command.
pub(super) fn part(
    command: &Command,
    dir: Option<&Path>,
    env: &BTreeMap<String, String>,
) -> String {
    let line = of(command, dir, env);
    let is_written = dir.is_none() && env.is_empty() && matches!(command, Command::Shell(_));
    if is_written && line.contains(['&', '|', ';', '\n']) {
        format!("({line})")
    } else {
        line
    }
}

/// The words of a command line; as one word what cannot be split.
pub(super) fn words(line: &str) -> Vec<String> {
    shell_words::split(line).unwrap_or_else(|_| vec![line.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_runs_where_it_is_told() {
        let command = Command::program("a b", ["c'd"]);
        let env = BTreeMap::from([("X".to_owned(), "1 2".to_owned())]);
        assert_eq!(of(&command, None, &BTreeMap::new()), r"'a b' 'c'\''d'");
        assert_eq!(
            of(&Command::shell("x | y"), Some(Path::new("/p q")), &env),
            "(cd '/p q' && export X='1 2' && x | y)",
        );
    }

    #[test]
    fn several_commands_are_one_part() {
        let part = |command: Command| part(&command, None, &BTreeMap::new());
        assert_eq!(part(Command::shell("a; b")), "(a; b)");
        assert_eq!(part(Command::shell("a b")), "a b");
        assert_eq!(part(Command::program("a;", ["b"])), "'a;' b");
    }

    #[test]
    fn what_cannot_be_split_is_one_word() {
        assert_eq!(words("a 'b c'"), ["a", "b c"]);
        assert_eq!(words("a 'b"), ["a 'b"]);
    }
}
