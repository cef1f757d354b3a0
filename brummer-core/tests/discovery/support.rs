//! Copies of projects, and the tools that list what they have.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use brummer_core::config::{Config, ConfigSources};
use brummer_core::project;
use serde_json::Value;
use tempfile::TempDir;

/// Names of what can be run.
pub(crate) type Names = BTreeSet<String>;

/// A copy of a project of `tests/projects`.
pub(crate) struct Project(TempDir);

impl Project {
    pub(crate) fn copied(name: &str) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
        copy(&from.join(name), &project.dir());
        project
    }

    /// A project with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        for (file, text) in files {
            let path = project.dir().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        project
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    /// Has the packages that a tool is installed with in the project.
    pub(crate) fn link_node_modules(&self, tool: &Path) {
        let tool = tool.canonicalize().unwrap();
        let mut above = tool.ancestors();
        let packages = above.find(|dir| dir.ends_with("node_modules")).unwrap();
        std::os::unix::fs::symlink(packages, self.dir().join("node_modules")).unwrap();
    }

    fn discover(&self) -> project::Project {
        let dir = self.dir();
        let sources = ConfigSources {
            dir: dir.clone(),
            ..ConfigSources::default()
        };
        project::Project::discover(&dir, &Config::load(&sources).unwrap())
    }

    /// The names of what we find that is run by `source`.
    pub(crate) fn ours(&self, source: &str) -> Names {
        let found = self.discover();
        let scripts = found
            .scripts
            .iter()
            .filter(|script| script.source == source);
        scripts.map(|script| script.name.to_string()).collect()
    }

    /// The directories below the project that have something that is run by `source`.
    pub(crate) fn dirs_of(&self, source: &str) -> Names {
        let found = self.discover();
        let dirs = found
            .scripts
            .iter()
            .filter(|script| script.source == source && script.dir != self.dir());
        dirs.map(|script| self.below(script.dir.to_str().unwrap()).to_owned())
            .collect()
    }

    /// Those, and what else their files call them.
    pub(crate) fn ours_with_aliases(&self, source: &str) -> Names {
        let mut names = self.ours(source);
        for script in self.discover().scripts {
            if script.source == source {
                names.extend(script.aliases.iter().map(ToString::to_string));
            }
        }
        names
    }

    /// A tool that is run in the project.
    pub(crate) fn command(&self, tool: &Path) -> Command {
        let mut command = Command::new(tool);
        command.current_dir(self.dir()).env("NO_COLOR", "1");
        // What mise trusts is kept with the project.
        command.env("MISE_STATE_DIR", self.0.path().join(".state"));
        command
    }

    /// A directory, from the project on.
    pub(crate) fn below<'a>(&self, dir: &'a str) -> &'a str {
        let below = dir.strip_prefix(self.dir().to_str().unwrap()).unwrap();
        below.trim_start_matches('/')
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// What a command prints; it must succeed.
#[track_caller]
pub(crate) fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a command prints as JSON; it must succeed.
#[track_caller]
pub(crate) fn json(command: &mut Command) -> Value {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error} in {printed}{said}"))
}

/// The version of a program that is a package of npm.
pub(crate) fn version(tool: &Path) -> String {
    let tool = tool.canonicalize().unwrap();
    let mut manifests = tool.ancestors().map(|dir| dir.join("package.json"));
    let manifest = manifests.find_map(|file| fs::read(file).ok());
    let manifest: Value = serde_json::from_slice(&manifest.unwrap()).unwrap();
    manifest["version"].as_str().unwrap().to_owned()
}

/// A program in `PATH`, or of the packages in the repository's `tests/node` and `tests/monorepo`; says so if it is not there, or fails where
/// every tool is required (`TEST_REQUIRE_ALL`).
#[expect(
    clippy::print_stderr,
    reason = "whoever runs the tests must see what was not run"
)]
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let packages = ["node", "monorepo"].map(|dir| tests.join(dir).join("node_modules/.bin"));
    let dirs = std::env::split_paths(&path).chain(packages);
    let found = dirs.map(|dir| dir.join(name)).find(|file| file.is_file());
    if found.is_none() {
        assert!(
            std::env::var_os("TEST_REQUIRE_ALL").is_none(),
            "{name} is required here"
        );
        eprintln!("not run: needs {name}");
    }
    found
}
