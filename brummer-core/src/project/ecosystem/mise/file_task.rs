//! Tasks of mise that are files: an executable each, with what is said of it in comments.

use std::fs::Metadata;
use std::path::Path;

use super::{Tasks, described};
use crate::project::found::Found;
use crate::project::recipe;
use crate::project::survey::Branch;
use crate::project::text::{Node, Text, Value};

/// How deep directories of tasks may be nested.
const MAX_DEPTH: usize = 4;

/// How many lines at the beginning of a file may say something of it.
const MAX_LINES: usize = 50;

impl Tasks<'_, '_> {
    /// The tasks of a directory, or of a file with a table.
    pub(super) fn place(&mut self, path: &Path) {
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            self.toml(path);
        } else {
            self.files(path, "", 0);
        }
    }

    /// A file in which each table is a task.
    fn toml(&mut self, path: &Path) {
        let Some(text) = self.look.read_path(path) else {
            return;
        };
        if let Some(toml) = self.look.or_warn(text.toml()) {
            self.table(&toml, &text);
        }
    }

    /// The files of a directory, and of those in it: `test/unit` is `test:unit`.
    fn files(&mut self, dir: &Path, prefix: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let (names, branches) = {
            let mut at = self.look.at(dir.to_owned());
            (at.files(), at.branches(dir))
        };
        for name in names.iter().filter(|name| !name.starts_with('.')) {
            let path = dir.join(name);
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                self.toml(&path);
            } else if path.metadata().is_ok_and(|file| is_executable(&file))
                && let Some(text) = self.look.read_path(&path)
            {
                self.file(&text, name, prefix);
            }
        }
        for branch in branches {
            let (Branch::Dir(name) | Branch::Link(name)) = branch;
            let below = dir.join(&name);
            if !name.starts_with('.') && below.is_dir() {
                self.files(&below, &format!("{prefix}{name}:"), depth + 1);
            }
        }
    }

    fn file(&mut self, text: &Text, file: &str, prefix: &str) {
        let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
        let name = match stem {
            "_default" => prefix.trim_end_matches(':').to_owned(),
            _ => format!("{prefix}{stem}"),
        };
        if name.is_empty() {
            return;
        }
        let said = said(text);
        self.add(Found {
            // What is in it is a program, not a line.
            body: recipe::shown([shown_path(text.path(), self.look.dir()).as_str()]),
            ..described(&name, &said, text, 0)
        });
    }
}

/// The path from a directory on.
fn shown_path(path: &Path, dir: &Path) -> String {
    let below = path.strip_prefix(dir).unwrap_or(path);
    below.to_string_lossy().into_owned()
}

/// What comments at the beginning say, each a line of TOML: `#MISE description="…"`, `# [MISE] hide=true`.
fn said(text: &Text) -> Node {
    let mut entries = Vec::new();
    for (at, line) in text.lines().take(MAX_LINES) {
        let comment = line.trim_start_matches(['/', '#', '-', ';']);
        if comment.len() == line.len() {
            continue;
        }
        let comment = comment.trim_start();
        let rest = ["MISE ", "[MISE] ", "mise "].iter();
        let Some(rest) = rest.copied().find_map(|sign| comment.strip_prefix(sign)) else {
            continue;
        };
        // What is no TOML is nothing that mise would heed.
        let Ok(table) = Text::new(text.path(), rest.to_owned()).toml() else {
            continue;
        };
        if let Value::Map(of_line) = table.value {
            entries.extend(of_line.into_iter().map(|(mut key, value)| {
                key.at = at;
                (key, value)
            }));
        }
    }
    Node {
        at: 0,
        value: Value::Map(entries),
    }
}

#[cfg(unix)]
fn is_executable(file: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;

    file.is_file() && file.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(file: &Metadata) -> bool {
    file.is_file()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said_of(text: &str) -> Node {
        said(&Text::new(Path::new("f"), text.to_owned()))
    }

    #[test]
    fn comments_at_the_beginning_describe_a_task() {
        let said = said_of(
            "#!/bin/sh\n#MISE description=\"x\"\n# [MISE] alias=[\"l\"]\n//MISE hide=true\n",
        );
        assert_eq!(said.get("description").unwrap().as_str(), Some("x"));
        assert_eq!(said.get("alias").unwrap().items().len(), 1);
        assert_eq!(said.get("hide").unwrap().as_bool(), Some(true));
    }

    #[test]
    fn other_comments_say_nothing() {
        let said = said_of("# MISERY description=\"x\"\nMISE hide=true\n#MISE hide=\n");
        assert!(said.entries().is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "((#|//)MISE |[a-z=\"'\\[\\]é\n]){0,30}") {
            said_of(&text);
        }
    }
}
