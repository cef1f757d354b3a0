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
    /// How many lines it has printed, once it prints no more.
    printed: Receiver<u64>,
}

/// What becomes of what a manager prints.
#[derive(Clone, Copy)]
pub(crate) enum Output {
    /// It goes to `/dev/null`, or where there must be a terminal, to one that nobody looks at.
    Discarded,
    /// Its lines are counted.
    Counted,
    /// It is searched for this text.
    Searched(&'static str),
}

impl Launched {
    pub(crate) fn start(mut command: Command, manner: Manner, output: Output) -> io::Result<Self> {
        let (seen_sender, seen) = mpsc::channel();
        let (ended_sender, ended) = mpsc::channel();
        let (printed_sender, printed) = mpsc::channel();
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let text = match output {
            Output::Discarded | Output::Counted => None,
            Output::Searched(text) => Some(text),
        };
        let printed_to: Option<Box<dyn Read + Send>> = match (manner, output) {
            (Manner::Terminal, _) => Some(Box::new(terminal(&mut command)?)),
            (Manner::Plain, Output::Counted | Output::Searched(_)) => {
                Some(Box::new(pipe(&mut command)?))
            }
            (Manner::Plain, Output::Discarded) => {
                command.stdout(Stdio::null());
                None
            }
        };
        let began = Instant::now();
        let mut child = command.spawn()?;
        let pid = child.id();
        // It still holds the ends for the child: without it, what is printed has an end.
        drop(command);
        if let Some(printed_to) = printed_to {
            thread::spawn(move || {
                let lines = read(printed_to, text, &seen_sender);
                // Whoever started it may not want to know.
                let _ = printed_sender.send(lines);
            });
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
            printed,
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

    /// Asks it to end, and kills what does not: it, and what was below it when it was asked. Returns how many lines it
    /// has printed, where they were counted.
    pub(crate) fn stop(self) -> Option<u64> {
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
        self.printed.recv_timeout(PATIENCE).ok()
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

/// Reads to the end, reports when the text comes, and returns the number of lines.
fn read(mut output: impl Read, text: Option<&str>, seen: &mpsc::Sender<Instant>) -> u64 {
    let mut lines = 0;
    let mut finder = text.map(memchr::memmem::Finder::new);
    let mut buf = vec![0; 64 * 1024];
    let mut so_far = Vec::new();
    // A terminal whose other end is closed gives an error.
    while let Ok(read @ 1..) = output.read(&mut buf) {
        lines += memchr::memchr_iter(b'\n', &buf[..read]).count() as u64;
        let Some(wanted) = &finder else { continue };
        so_far.extend_from_slice(&buf[..read]);
        if wanted.find(&so_far).is_some() {
            // Whoever waited may have given up.
            let _ = seen.send(Instant::now());
            finder = None;
        }
    }
    lines
}
