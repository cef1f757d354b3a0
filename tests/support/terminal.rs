//! A terminal with a program on it: typed keys, what is shown, and closing it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::thread::JoinHandle;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::output::Output;
use super::program::Program;
use super::project::{BRUMMER, Project};
use super::tool::has;

/// A terminal of 80 by 24.
pub(crate) struct Terminal {
    /// Its stdout and stderr are empty: all that it prints is in `shown`.
    pub(crate) program: Program,
    pub(crate) shown: Output,
    keys: File,
    /// Dropping it lets go of the terminal.
    hold: UnixStream,
    thread: JoinHandle<()>,
}

impl Terminal {
    /// Starts `brummer` on a terminal, as the leader of its session; none if the tool for it is missing.
    pub(crate) fn start(project: &Project, args: &[&str]) -> Option<Self> {
        // It gives its child the terminal, which only a process without one can take (tty_ioctl(4)).
        if !has("setsid") {
            return None;
        }
        let mut command = project.command("setsid");
        command.args(["--ctty", BRUMMER]).args(args);
        Some(Self::open(command))
    }

    fn open(command: Command) -> Self {
        let keys: File = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)
            .unwrap()
            .into();
        grantpt(&keys).unwrap();
        unlockpt(&keys).unwrap();
        let name = ptsname(&keys, Vec::new()).unwrap();
        let side = OpenOptions::new()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&side, size).unwrap();
        let program = Program::start_on(command, &side);
        let (hold, released) = UnixStream::pair().unwrap();
        let screen = Screen {
            master: keys.try_clone().unwrap(),
            released,
        };
        let (shown, thread) = Output::gather(screen);
        Self {
            program,
            shown,
            keys,
            hold,
            thread,
        }
    }

    /// Types keys, as the bytes that a terminal sends.
    pub(crate) fn type_keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Closes the terminal, which hangs up on the program.
    pub(crate) fn close(self) -> Program {
        drop((self.hold, self.keys));
        self.thread.join().unwrap();
        self.program
    }
}

/// Our side of the terminal, until it is released: a read that waits would keep it open.
struct Screen {
    master: File,
    released: UnixStream,
}

impl Read for Screen {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut both = [
            PollFd::new(&self.master, PollFlags::IN),
            PollFd::new(&self.released, PollFlags::IN),
        ];
        poll(&mut both, None)?;
        if both[1].revents().is_empty() {
            self.master.read(bytes)
        } else {
            Ok(0)
        }
    }
}
