//! The variables of VS Code's files: `${workspaceFolder}`, `${env:NAME}`, `${input:id}`.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::project::text::Node;

/// The longest text that is made of one with variables, in bytes.
const MAX_BYTES: usize = 64 << 10;

/// What is known without an editor.
pub(super) struct Variables {
    workspace: PathBuf,
    /// The values that inputs have if nobody is asked.
    inputs: FxHashMap<String, String>,
}

/// A variable that only the editor knows; with its signs, as in `${file}`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown(pub(super) String);

impl Unknown {
    /// Whether it is about what is open in the editor, so that there is nothing to run without one, and nothing wrong.
    pub(super) fn is_of_open_file(&self) -> bool {
        const OPEN: [&str; 5] = [
            "file",
            "relativeFile",
            "lineNumber",
            "columnNumber",
            "selectedText",
        ];
        let name = self.0.trim_start_matches("${").trim_end_matches('}');
        OPEN.iter().any(|open| name.starts_with(open))
    }
}

impl Variables {
    /// Those of a file in this workspace.
    pub(super) fn new(workspace: &Path, json: &Node) -> Self {
        let inputs = json.get("inputs").map(Node::items).unwrap_or_default();
        let inputs = inputs.iter().filter_map(|input| {
            let default = input.get("default")?.as_scalar()?;
            Some((input.get("id")?.as_str()?.to_owned(), default.to_owned()))
        });
        Self {
            workspace: workspace.to_owned(),
            inputs: inputs.collect(),
        }
    }

    /// The text with values for variables.
    pub(super) fn fill(&self, text: &str) -> Result<String, Unknown> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            filled.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                filled.push_str("${");
                rest = after;
                continue;
            };
            match self.value(name) {
                Some(value) if filled.len() + value.len() <= MAX_BYTES => filled.push_str(&value),
                // A variable of the shell, as in `${PORT:-3000}`.
                None if is_of_shell(name) => {
                    filled.push_str("${");
                    filled.push_str(name);
                    filled.push('}');
                }
                Some(_) | None => return Err(Unknown(format!("${{{name}}}"))),
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn value(&self, name: &str) -> Option<String> {
        let shown = |path: &Path| path.to_string_lossy().into_owned();
        let (kind, argument) = name.split_once(':').unwrap_or((name, ""));
        Some(match kind {
            "workspaceFolder" | "workspaceRoot" | "cwd" => shown(&self.workspace),
            "workspaceFolderBasename" | "workspaceRootFolderName" => {
                shown(Path::new(self.workspace.file_name()?))
            }
            "pathSeparator" | "/" => std::path::MAIN_SEPARATOR_STR.to_owned(),
            "userHome" => std::env::var("HOME").ok()?,
            "env" => std::env::var(argument).unwrap_or_default(),
            "input" => self.inputs.get(argument)?.clone(),
            _ => return None,
        })
    }
}

/// Whether a name is none of the editor's: these begin with a small letter.
fn is_of_shell(name: &str) -> bool {
    name.starts_with(|c: char| {
        c.is_ascii_uppercase() || matches!(c, '_' | '!' | '#' | '@' | '*') || c.is_ascii_digit()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::project::text::Text;

    fn variables() -> Variables {
        let text = r#"{"inputs": [{"id": "a", "default": "x"}, {"id": "b"}]}"#;
        let json = Text::new(Path::new("f"), text.to_owned()).jsonc().unwrap();
        Variables::new(Path::new("/p/app"), &json)
    }

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let expected = expected.map(str::to_owned);
        let expected = expected.map_err(|name| Unknown(name.to_owned()));
        assert_eq!(variables().fill(text), expected);
    }

    #[test]
    fn what_is_known_is_filled_in() {
        check("${workspaceFolder}/src", Ok("/p/app/src"));
        check(
            "${workspaceFolder:web} ${workspaceFolderBasename}${/}",
            Ok("/p/app app/"),
        );
        check("${input:a} $x ${", Ok("x $x ${"));
        check("${PORT:-3000} ${_x}", Ok("${PORT:-3000} ${_x}"));
        check("${env:BRUMMER_NOT_SET}.", Ok("."));
    }

    #[test]
    fn what_only_the_editor_knows_is_named() {
        check("x ${file} y", Err("${file}"));
        assert!(Unknown("${fileDirname}".to_owned()).is_of_open_file());
        assert!(!Unknown("${input:file}".to_owned()).is_of_open_file());
        check("${input:b}", Err("${input:b}"));
        check("${command:x.y}", Err("${command:x.y}"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in r"([${}:é]|file|workspaceFolder|env|.){0,40}") {
            let _ = variables().fill(&text);
        }
    }
}
