//! A project in a temporary directory, with a user of its own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::mark::Mark;
use super::program::{Ended, Program};

/// The program under test.
pub(crate) const BRUMMER: &str = env!("CARGO_BIN_EXE_brummer");

/// How long a host stays that nobody needs.
pub(crate) const LINGERED: Duration = Duration::from_millis(200);

/// A directory with a project in it, the home of its user, and the mark of all that runs there.
pub(crate) struct Project {
    /// Dropped first: what still runs must not miss its directory.
    pub(crate) mark: Mark,
    root: tempfile::TempDir,
}

impl Project {
    /// A project with these files. A path that begins with `~/` is one of the user's.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self {
            mark: Mark::new(),
            root: tempfile::tempdir().unwrap(),
        };
        for dir in ["project", "home"] {
            fs::create_dir(project.root().join(dir)).unwrap();
        }
        for (file, text) in files {
            let path = project.path(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        project
    }

    /// A project whose process `dev` is this shell command.
    pub(crate) fn with_dev(command: &str) -> Self {
        Self::new(&[(".brum.toml", &process("dev", command))])
    }

    /// The path of a file, as for [`new`](Self::new).
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        match file.strip_prefix("~/") {
            Some(file) => self.root().join("home").join(file),
            None => self.root().join("project").join(file),
        }
    }

    /// The directory of the instances of its user.
    pub(crate) fn runtime_dir(&self) -> PathBuf {
        self.root().join("run")
    }

    /// A command in the directory of the project, marked, and without what the environment of the tests would add.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let is_ours = ["BRUMMER_", "CLAUDE_", "npm_"]
                .iter()
                .any(|prefix| text.starts_with(prefix));
            if is_ours || text.contains("COLOR") || text.starts_with("XDG_") {
                command.env_remove(&name);
            }
        }
        command
            .current_dir(self.path(""))
            .env("HOME", self.path("~/"))
            .env("BRUMMER_RUNTIME_DIR", self.runtime_dir())
            .env("BRUMMER_LINGER", format!("{}ms", LINGERED.as_millis()))
            .env("TERM", "xterm-256color");
        self.mark.put_on(&mut command);
        command
    }

    /// `brummer` with these arguments.
    pub(crate) fn brummer(&self, args: &[&str]) -> Command {
        let mut command = self.command(BRUMMER);
        command.args(args);
        command
    }

    /// Starts `brummer` with these arguments.
    pub(crate) fn start(&self, args: &[&str]) -> Program {
        Program::start(&mut self.brummer(args))
    }

    /// Starts `brummer mcp`, whose host stays for so long when nobody needs it.
    #[cfg(feature = "mcp")]
    pub(crate) fn start_lingering(&self, linger: &str) -> Program {
        let mut brummer = self.brummer(&["mcp"]);
        Program::start(brummer.env("BRUMMER_LINGER", linger))
    }

    /// Runs `brummer` with these arguments to its end.
    #[track_caller]
    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        self.start(args).end()
    }

    /// Text without what differs from run to run: the directory of this project.
    pub(crate) fn filtered(&self, text: &str) -> String {
        text.replace(self.root().to_str().unwrap(), "[ROOT]")
    }

    /// The directory of everything, without symbolic links, as the program shows it.
    fn root(&self) -> PathBuf {
        self.root.path().canonicalize().unwrap()
    }
}

/// The lines of the configuration that make a process of a shell command.
pub(crate) fn process(name: &str, command: &str) -> String {
    format!("[processes.{name}]\ncommand = '''{command}'''\n")
}
