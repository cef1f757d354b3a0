//! Command lines that are no scripts: `node server.js`.

use std::path::Path;

use super::search_path::SearchPath;
use crate::error::Error;
use crate::id::ProcessId;

/// The name of a command line whose program cannot be told.
const UNNAMED: &str = "command";

/// Whether `text` is meant to be executed: it has arguments, or is a program in `PATH`, or the path of a file.
pub(super) fn is_command_line(text: &str, dir: &Path, search_path: &SearchPath) -> bool {
    let is_path = text.contains(std::path::is_separator);
    text.contains(char::is_whitespace)
        || search_path.has(text)
        || is_path && dir.join(text).is_file()
}

/// The name of a process with this command line: that of its program, without directory.
pub(super) fn name(line: &str) -> Result<ProcessId, Error> {
    let program = line.split_whitespace().find(|word| !is_assignment(word));
    let program = program.unwrap_or_default();
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let name = name.strip_suffix(".exe").unwrap_or(name);
    ProcessId::new(name).or_else(|_| ProcessId::new(UNNAMED))
}

/// Whether a word sets a variable, as in `PORT=3000 node server.js`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(name(line).unwrap().as_str(), expected);
    }

    #[test]
    fn a_command_line_is_named_after_its_program() {
        check("node server.js", "node");
        check("/usr/bin/python3 -m http.server", "python3");
        check("./scripts/serve.sh", "serve.sh");
        check("PORT=3000 DEBUG=* node server.js", "node");
        check("'/opt/my/tool' x", "tool");
        check("(cd web && npm start)", "cd");
    }

    #[test]
    fn a_command_line_without_a_nameable_program_has_a_name_too() {
        check("A=1", "command");
        check("&& x", "command");
        check(&format!("{} x", "y".repeat(200)), "command");
    }
}
