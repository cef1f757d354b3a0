//! Whether a directory is a project, asked before one is opened.

use std::path::Path;

use super::look::Look;
use super::search_path::SearchPath;
use super::survey::Survey;
use super::{Project, ecosystem};
use crate::config::{ConfigSources, Settings};

impl Project {
    /// Whether the files of this directory itself, an absolute path, say what to run, or are meant to and are broken. It costs a listing
    /// where they do not; directories below are looked at only where a file names them.
    pub fn is_at(dir: &Path) -> bool {
        if dir.join(ConfigSources::FILE).is_file() {
            return true;
        }
        // One that may not be listed has nothing for us.
        if dir.read_dir().is_err() {
            return false;
        }
        let mut survey = Survey::new(dir, &Settings::default(), &SearchPath::from_process());
        ecosystem::ALL.iter().any(|ecosystem| {
            (ecosystem.look)(&mut Look::new(ecosystem.name, dir.to_owned(), &mut survey));
            survey.has_any()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, text: &str, expected: bool) {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        assert_eq!(Project::is_at(root.path()), expected, "{file}");
    }

    #[test]
    fn a_directory_with_something_to_run_is_a_project() {
        check(".brum.toml", "", true);
        check("package.json", r#"{"scripts": {"dev": "vite"}}"#, true);
        check("Makefile", "run:\n\techo\n", true);
        check("Cargo.toml", "[package]\nname = \"a\"\n", true);
        check("Procfile", "web: serve\n", true);
        check("justfile", "dev:\n  echo\n", true);
        check("compose.yaml", "services:\n  db:\n    image: x\n", true);
    }

    #[test]
    fn one_whose_files_are_broken_is_one_too() {
        check("package.json", "{", true);
    }

    #[test]
    fn one_that_only_holds_others_or_nothing_to_run_is_none() {
        check("README.md", "", false);
        check("web/package.json", r#"{"scripts": {"dev": "vite"}}"#, false);
    }
}
