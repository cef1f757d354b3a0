//! A manager that runs, from its start to its end.

use std::fs::File;
use std::io::{self, PipeReader, Read};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{OpenptyResult, Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::managers::Manner;
use crate::tree::{Member, tree};

/// How long a manager may take to stop what it runs.
const PATIENCE: Duration = Duration::from_secs(8);

/// A manager that was started.
pub(crate) struct Launched {
    pub(crate) pid: u32,
    pub(crate) began: Instant,
    /// When the text that was waited for was seen.
    seen: Receiver<Instant>,
    /// When the manager ended, and was waited for.
    ended: Receiver<Instant>,
}

/// What becomes of what a manager prints.
#[derive(Clone, Copy)]
pub(crate) enum Output {
    /// It goes to `/dev/null`, or where there must be a terminal, to one that nobody looks at.
    Discarded,
    /// It is searched for this text.
    Searched(&'static str),
}

impl Launched {
    pub(crate) fn start(mut command: Command, manner: Manner, output: Output) -> io::Result<Self> {
        let (seen_sender, seen) = mpsc::channel();
        let (ended_sender, ended) = mpsc::channel();
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let text = match output {
            Output::Discarded => None,
            Output::Searched(text) => Some(text),
        };
        let printed: Option<Box<dyn Read + Send>> = match (manner, text) {
            (Manner::Terminal, _) => Some(Box::new(terminal(&mut command)?)),
            (Manner::Plain, Some(_)) => Some(Box::new(pipe(&mut command)?)),
            (Manner::Plain, None) => {
                command.stdout(Stdio::null());
                None
            }
        };
        let began = Instant::now();
        let mut child = command.spawn()?;
        let pid = child.id();
        // It still holds the ends for the child: without it, what is printed has an end.
        drop(command);
        if let Some(printed) = printed {
            thread::spawn(move || look(printed, text, &seen_sender));
        }
        thread::spawn(move || {
            // It can only fail if somebody else had waited for the child.
            let _ = child.wait();
            // Whoever started it may not want to know.
            let _ = ended_sender.send(Instant::now());
        });
        Ok(Self {
            pid,
            began,
            seen,
            ended,
        })
    }

    /// How long it took until the text was seen.
    pub(crate) fn until_seen(&self, limit: Duration) -> Option<Duration> {
        let seen = self.seen.recv_timeout(limit).ok()?;
        Some(seen.saturating_duration_since(self.began))
    }

    /// How long it took until it ended, if it ends in time.
    pub(crate) fn until_ended(&self, limit: Duration) -> Option<Duration> {
        let ended = self.ended.recv_timeout(limit).ok()?;
        Some(ended.saturating_duration_since(self.began))
    }

    /// Asks it to end, and kills what does not: it, and what was below it when it was asked.
    pub(crate) fn stop(self) {
        let members = tree(self.pid);
        if let Ok(pid) = self.pid.try_into()
            && members.iter().any(|member| member.pid == self.pid)
        {
            // It may have ended just now.
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
            // What has not ended by then is killed all the same.
            let _ = self.until_ended(PATIENCE);
        }
        members.iter().for_each(Member::kill);
    }
}

fn pipe(command: &mut Command) -> io::Result<PipeReader> {
    let (reader, writer) = io::pipe()?;
    command.stdout(writer);
    Ok(reader)
}

fn terminal(command: &mut Command) -> io::Result<File> {
    let size = Winsize {
        ws_row: 40,
        ws_col: 120,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let OpenptyResult { master, slave } = openpty(&size, None)?;
    let end = |slave: &OwnedFd| slave.try_clone().map(Stdio::from);
    command
        .stdin(end(&slave)?)
        .stdout(end(&slave)?)
        .stderr(end(&slave)?);
    Ok(File::from(master))
}

/// Reads to the end, and reports when the text comes.
fn look(mut printed: impl Read, text: Option<&str>, seen: &mpsc::Sender<Instant>) {
    let mut finder = text.map(memchr::memmem::Finder::new);
    let mut buf = vec![0; 64 * 1024];
    let mut so_far = Vec::new();
    // A terminal whose other end is closed gives an error.
    while let Ok(read @ 1..) = printed.read(&mut buf) {
        let Some(wanted) = &finder else { continue };
        so_far.extend_from_slice(&buf[..read]);
        if wanted.find(&so_far).is_some() {
            // Whoever waited may have given up.
            let _ = seen.send(Instant::now());
            finder = None;
        }
    }
}
