//! The editor of the user, and how it is told which line to show.

use std::path::Path;

/// The command that opens files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Editor {
    /// The program, then arguments of its own.
    words: Vec<String>,
}

/// Editors with windows of their own, and how they take a line.
const WINDOWED: [(&str, Place); 9] = [
    ("code", Place::Goto),
    ("code-insiders", Place::Goto),
    ("codium", Place::Goto),
    ("cursor", Place::Goto),
    ("windsurf", Place::Goto),
    ("zed", Place::Colon),
    ("subl", Place::Colon),
    ("idea", Place::Line),
    ("gvim", Place::Plus),
];

/// How an editor takes a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// `--goto FILE:LINE`
    Goto,
    /// `FILE:LINE`
    Colon,
    /// `--line LINE FILE`
    Line,
    /// `+LINE FILE`
    Plus,
}

impl Editor {
    /// The editor of the settings, or that of the environment, or `vi`.
    pub(crate) fn of(setting: Option<&str>, variable: impl Fn(&str) -> Option<String>) -> Self {
        let candidates = [
            setting.map(str::to_owned),
            variable("VISUAL"),
            variable("EDITOR"),
        ];
        let words = candidates.into_iter().flatten().map(|text| {
            let words = text.split_whitespace().map(str::to_owned);
            words.collect::<Vec<_>>()
        });
        Self {
            words: words
                .into_iter()
                .find(|words| !words.is_empty())
                .unwrap_or_else(|| vec!["vi".to_owned()]),
        }
    }

    /// The program and all its arguments for a file and a line.
    pub(crate) fn command(&self, file: &Path, line: u32) -> Vec<String> {
        let file = file.to_string_lossy().into_owned();
        let mut words = self.words.clone();
        match self.place() {
            Place::Goto => words.extend(["--goto".to_owned(), format!("{file}:{line}")]),
            Place::Colon => words.push(format!("{file}:{line}")),
            Place::Line => words.extend(["--line".to_owned(), line.to_string(), file]),
            Place::Plus => words.extend([format!("+{line}"), file]),
        }
        words
    }

    /// Whether it draws on the terminal.
    pub(crate) fn needs_terminal(&self) -> bool {
        let waits = self
            .words
            .iter()
            .any(|word| word == "--wait" || word == "-w");
        waits || !WINDOWED.iter().any(|(name, _)| *name == self.name())
    }

    fn place(&self) -> Place {
        let known = WINDOWED.iter().find(|(name, _)| *name == self.name());
        match (known, self.name()) {
            (Some((_, place)), _) => *place,
            (None, "hx" | "helix") => Place::Colon,
            (None, _) => Place::Plus,
        }
    }

    fn name(&self) -> &str {
        let program = &self.words[0];
        program.rsplit('/').next().unwrap_or(program)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(setting: Option<&str>, visual: &str, expected: &str, needs_terminal: bool) {
        let editor = Editor::of(setting, |name| {
            (name == "VISUAL").then(|| visual.to_owned())
        });
        assert_eq!(editor.command(Path::new("/a b.ts"), 7).join("|"), expected);
        assert_eq!(editor.needs_terminal(), needs_terminal);
    }

    #[test]
    fn each_editor_is_told_the_line_in_its_way() {
        check(None, "", "vi|+7|/a b.ts", true);
        check(None, "nano -l", "nano|-l|+7|/a b.ts", true);
        check(None, "/usr/bin/hx", "/usr/bin/hx|/a b.ts:7", true);
        check(Some("code"), "vi", "code|--goto|/a b.ts:7", false);
        check(
            Some("code --wait"),
            "",
            "code|--wait|--goto|/a b.ts:7",
            true,
        );
        check(Some("idea"), "", "idea|--line|7|/a b.ts", false);
    }
}
