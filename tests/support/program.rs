//! A running program: what it prints, signals to it, and how it ends.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

use rustix::process::Signal;

use super::mark;
use super::output::Output;
use super::patience::until;

/// A program that was started; it is killed if a test drops it before its end.
pub(crate) struct Program {
    child: Child,
    /// Open until the test closes it.
    pub(crate) stdin: Option<ChildStdin>,
    pub(crate) stdout: Output,
    pub(crate) stderr: Output,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Program {
    /// Starts a command with pipes for all streams.
    pub(crate) fn start(command: &mut Command) -> Self {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdout, _) = Output::gather(child.stdout.take().unwrap());
        let (stderr, _) = Output::gather(child.stderr.take().unwrap());
        Self {
            stdin: child.stdin.take(),
            stdout,
            stderr,
            child,
        }
    }

    /// Starts a command with a terminal for all streams.
    pub(crate) fn start_on(mut command: Command, terminal: &File) -> Self {
        let stream = || Stdio::from(terminal.try_clone().unwrap());
        command.stdin(stream()).stdout(stream()).stderr(stream());
        let (stdout, _) = Output::gather(io::empty());
        Self {
            child: command.spawn().unwrap(),
            stdin: None,
            stderr: stdout.clone(),
            stdout,
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Writes a line to its stdin.
    pub(crate) fn send_line(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        mark::signal(self.pid(), signal);
    }

    /// Waits until it has ended by itself. Whoever holds its output longer than it lives is waited for as well.
    #[track_caller]
    pub(crate) fn end(mut self) -> Ended {
        let (stdout, stderr) = (self.stdout.to_end(), self.stderr.to_end());
        Ended {
            status: until("the end of the program", || self.child.try_wait().unwrap()),
            stdout,
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It fails for a program that was waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// The exit code.
    #[track_caller]
    pub(crate) fn code(&self) -> i32 {
        assert_eq!(self.status.signal(), None, "{self:?}");
        self.status.code().unwrap()
    }

    /// What it printed to stdout, as text.
    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// Checks the exit code, and shows all if it is another.
    #[track_caller]
    pub(crate) fn check(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "{}\n{}", self.text(), self.stderr);
        self
    }
}
