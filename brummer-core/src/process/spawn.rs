//! Starts a command: its own session, our mark in its environment, pipes for its output.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::Arc;

use nix::sys::signal::{SigHandler, Signal};
use tokio::net::unix::pipe;
use tokio::process::{Child, ChildStdin, Command as TokioCommand};

use super::mark::{self, Mark};
use super::spec::{Color, Command, Spec, Stdin};
use super::tree::Moment;
use crate::config::Token;
use crate::error::Error;
use crate::guardian::{Kind, Message};
use crate::id::ProcessId;

/// A command that was started.
pub(crate) struct Spawned {
    pub(crate) child: Child,
    pub(crate) pid: u32,
    /// A moment after the child began.
    pub(crate) seen: Moment,
    pub(crate) stdin: Option<ChildStdin>,
    pub(crate) stdout: pipe::Receiver,
    pub(crate) stderr: pipe::Receiver,
}

/// Starts the command of a spec. The child reports itself on the guardian's socket before it executes anything.
pub(crate) fn spawn(
    id: &ProcessId,
    spec: &Spec,
    mark: Mark,
    guardian: Option<Arc<OwnedFd>>,
) -> Result<Spawned, Error> {
    if spec.command.is_empty() {
        return Err(Error::EmptyCommand { id: id.clone() });
    }
    check_directory(id, spec)?;
    let mut command = command(&spec.command);
    let failed = |source| refusal(id, spec, source);

    let (stdout, stdout_end) = output_pipe().map_err(failed)?;
    let (stderr, stderr_end) = output_pipe().map_err(failed)?;
    command
        .current_dir(spec.dir())
        // It is between us and our clients. What the project itself sets stays.
        .env_remove(Token::VARIABLE)
        .envs(color_variables(spec.color, std::env::vars_os()))
        .envs(&spec.env)
        .env(mark::VARIABLE, mark.to_string())
        .stdout(stdout_end)
        .stderr(stderr_end)
        .stdin(match spec.stdin {
            Stdin::Pipe => Stdio::piped(),
            Stdin::Null => Stdio::null(),
        })
        .kill_on_drop(true);
    lead_session(&mut command, guardian);

    let mut child = command.spawn().map_err(failed)?;
    let seen = Moment::now();
    let pid = child
        .id()
        .expect("a child that was not waited for has its pid");
    let stdin = child.stdin.take();
    Ok(Spawned {
        child,
        pid,
        seen,
        stdin,
        stdout,
        stderr,
    })
}

/// The signals that a program may have been told to ignore by whoever started *us*: a shell does that to what it runs in
/// the background, `nohup` too. A child that inherited it could not be stopped by them, and a shell not even trap them.
const DEFAULT_SIGNALS: [Signal; 6] = [
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGQUIT,
    Signal::SIGTERM,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
];

#[expect(
    unsafe_code,
    reason = "only between fork and exec can a child begin a session, heed signals, and report itself"
)]
fn lead_session(command: &mut TokioCommand, guardian: Option<Arc<OwnedFd>>) {
    // Asked here first: the library looks up the length of a tick once, which a child had better not do.
    let _ = Moment::now();
    let begin = move || {
        rustix::process::setsid()?;
        heed_signals()?;
        if let Some(socket) = &guardian {
            let pid = rustix::process::getpid()
                .as_raw_nonzero()
                .get()
                .unsigned_abs();
            // A child that could not report itself still carries the mark, by which the guardian finds it too.
            let _ = Message::now(Kind::Began, pid).send(socket);
        }
        Ok(())
    };
    // SAFETY: after fork in a program with threads only async-signal-safe functions may be called. `begin` makes
    // system calls (setsid, sigaction, getpid, clock_gettime, sendto), allocates nothing and takes no lock.
    unsafe {
        command.pre_exec(begin);
    }
}

/// Lets a child heed the signals again that we were told to ignore.
#[expect(
    unsafe_code,
    reason = "the library cannot know that no handler of ours is lost; here there is none"
)]
fn heed_signals() -> io::Result<()> {
    for signal in DEFAULT_SIGNALS {
        // SAFETY: the default is set, so no handler can run that does what a handler must not do.
        unsafe { nix::sys::signal::signal(signal, SigHandler::SigDfl) }?;
    }
    Ok(())
}

fn command(command: &Command) -> TokioCommand {
    match command {
        Command::Shell(line) => {
            let mut shell = TokioCommand::new("/bin/sh");
            shell.arg("-c").arg(line);
            shell
        }
        Command::Program { program, args } => {
            let mut direct = TokioCommand::new(program);
            direct.args(args);
            direct
        }
    }
}

/// The end to read from, and the end for the child.
fn output_pipe() -> io::Result<(pipe::Receiver, OwnedFd)> {
    let (read, write) = io::pipe()?;
    Ok((pipe::Receiver::from_owned_fd(read.into())?, write.into()))
}

fn check_directory(id: &ProcessId, spec: &Spec) -> Result<(), Error> {
    let problem = match std::fs::metadata(spec.dir()) {
        Ok(dir) if dir.is_dir() => return Ok(()),
        Ok(_) => "is not a directory",
        Err(error) if error.kind() == io::ErrorKind::NotFound => "does not exist",
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => "may not be entered",
        Err(_) => "cannot be read",
    };
    Err(Error::Directory {
        id: id.clone(),
        dir: spec.dir().to_owned(),
        problem,
    })
}

/// What the operating system's refusal means.
fn refusal(id: &ProcessId, spec: &Spec, source: io::Error) -> Error {
    let program = match &spec.command {
        Command::Shell(_) => "/bin/sh".to_owned(),
        Command::Program { program, .. } => program.clone(),
    };
    let id = id.clone();
    match source.kind() {
        io::ErrorKind::NotFound => Error::ProgramNotFound { id, program },
        io::ErrorKind::PermissionDenied => Error::NotExecutable { id, program },
        _ => Error::Spawn {
            id,
            program,
            source,
        },
    }
}

/// The variables by which programs are asked to keep their colours although they write into a pipe.
///
/// `NO_COLOR` (no-color.org) wins over all of them, and what the user has set stays as it is.
fn color_variables(
    color: Color,
    inherited: impl IntoIterator<Item = (OsString, OsString)>,
) -> BTreeMap<&'static str, &'static str> {
    let mut wanted = BTreeMap::from([
        ("FORCE_COLOR", "1"),
        ("CLICOLOR_FORCE", "1"),
        ("COLORTERM", "truecolor"),
        ("TERM", "xterm-256color"),
    ]);
    if color == Color::Inherit {
        wanted.clear();
    }
    for (name, value) in inherited {
        if name == "NO_COLOR" && !value.is_empty() {
            wanted.clear();
        }
        // A terminal that can do nothing is what a service manager or an editor hands down, not a wish.
        if value != OsStr::new("dumb")
            && let Some(name) = name.to_str()
        {
            wanted.remove(name);
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(color: Color, inherited: &[(&str, &str)], expected: &[&str]) {
        let inherited = inherited
            .iter()
            .map(|(name, value)| (name.into(), value.into()));
        let names: Vec<_> = color_variables(color, inherited).into_keys().collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn programs_are_asked_to_keep_their_colours() {
        check(
            Color::Keep,
            &[],
            &["CLICOLOR_FORCE", "COLORTERM", "FORCE_COLOR", "TERM"],
        );
        check(Color::Inherit, &[], &[]);
    }

    #[test]
    fn no_color_wins() {
        check(Color::Keep, &[("NO_COLOR", "1")], &[]);
        check(
            Color::Keep,
            &[("NO_COLOR", "")],
            &["CLICOLOR_FORCE", "COLORTERM", "FORCE_COLOR", "TERM"],
        );
    }

    #[test]
    fn what_the_user_has_set_stays() {
        let set = [
            ("FORCE_COLOR", "3"),
            ("TERM", "tmux-256color"),
            ("COLORTERM", "24bit"),
        ];
        check(Color::Keep, &set, &["CLICOLOR_FORCE"]);
        check(
            Color::Keep,
            &[("TERM", "dumb")],
            &["CLICOLOR_FORCE", "COLORTERM", "FORCE_COLOR", "TERM"],
        );
    }
}
