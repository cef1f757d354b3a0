//! The program as a server, with a project of one running process.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// A project, a home without a configuration, and a place for what tells of its host: a project is hosted once, so each server has
/// one of its own.
pub(crate) struct Project(tempfile::TempDir);

impl Project {
    pub(crate) fn new() -> io::Result<Self> {
        let dir = tempfile::tempdir()?;
        fs::write(
            dir.path().join(".brum.toml"),
            "[processes.dev]\ncommand = \"sleep 1000\"\n",
        )?;
        Ok(Self(dir))
    }

    fn command(&self, program: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(&self.0)
            .env("HOME", self.0.path())
            .env("BRUMMER_RUNTIME_DIR", self.0.path().join("run"));
        command
    }
}

/// A server on pipes.
pub(crate) fn stdio(program: &Path, project: &Project) -> io::Result<Child> {
    project
        .command(program, &["mcp", "--dir", "."])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
}

/// A server on a port.
pub(crate) struct Http {
    child: Child,
    /// As in `127.0.0.1:7777`.
    pub(crate) address: String,
    /// Open, so that it can be written to.
    _stderr: BufReader<ChildStderr>,
}

pub(crate) fn http(program: &Path, project: &Project) -> io::Result<Http> {
    let mut child = project
        .command(program, &["serve", "--port", "0", "dev"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stderr = BufReader::new(child.stderr.take().expect("it is piped"));
    let mut line = String::new();
    stderr.read_line(&mut line)?;
    let address = line
        .split_once("http://")
        .and_then(|(_, rest)| rest.split_once("/mcp"))
        .map(|(address, _)| address.to_owned());
    let address = address.ok_or_else(|| io::Error::other(line))?;
    Ok(Http {
        child,
        address,
        _stderr: stderr,
    })
}

impl Http {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Stops it with all that it runs.
    pub(crate) fn end(&mut self) {
        if let Ok(pid) = self.child.id().try_into() {
            // It may have ended by itself.
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        }
        let _ = self.child.wait();
    }
}

/// The resident memory of a process, as /proc has it (proc(5)).
pub(crate) fn resident(pid: u32) -> String {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or_else(|| "–".to_owned(), |line| line.trim().to_owned())
}
