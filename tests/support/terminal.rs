//! A terminal with a program on it: typed keys, what is shown, and closing it.

#[cfg(feature = "tui")]
mod left;
#[cfg(all(feature = "tui", feature = "mcp"))]
mod rows;

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::num::NonZero;
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::Mutex;
use std::thread::JoinHandle;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::output::Output;
use super::program::Program;
use super::project::{BRUMMER, Project};
use super::tool::has;

const ROWS: NonZero<u16> = NonZero::new(24).unwrap();
const COLUMNS: NonZero<u16> = NonZero::new(80).unwrap();

/// A terminal of 80 by 24.
pub(crate) struct Terminal {
    /// Its stdout and stderr are empty: all that it prints is on the terminal.
    pub(crate) program: Program,
    shown: Output,
    /// From which byte on it has which size.
    sizes: Mutex<Vec<(usize, Winsize)>>,
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
        // Any port, so that nobody else's makes it say something.
        command.env("BRUMMER_MCP_PORT", "0");
        Some(Self::open(command))
    }

    /// Starts a command on a terminal.
    pub(crate) fn open(command: Command) -> Self {
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
        let window = Winsize {
            ws_row: ROWS.get(),
            ws_col: COLUMNS.get(),
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&side, window).unwrap();
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
            sizes: Mutex::new(vec![(0, window)]),
            keys,
            hold,
            thread,
        }
    }

    /// Waits until a row of the screen ends with a line of a process: after the name of it, or at the right of a frame.
    #[track_caller]
    pub(crate) fn wait_for_line(&self, line: &str) {
        let is_it = |row: String| {
            let text = row.rsplit(['|', '│']).next();
            text.is_some_and(|text| text.trim() == line)
        };
        self.wait_for(line, |screen| screen.rows(0, COLUMNS.get()).any(is_it));
    }

    #[track_caller]
    fn wait_for(&self, what: &str, is_shown: impl Fn(&vt100::Screen) -> bool) {
        let sizes = self.sizes.lock().unwrap().clone();
        self.shown.wait(what, |bytes, _| {
            let mut parser = vt100::Parser::new(ROWS, COLUMNS, 0);
            let ends = sizes.iter().skip(1).map(|(from, _)| *from);
            let mut from = 0;
            for ((_, size), to) in sizes.iter().zip(ends.chain([bytes.len()])) {
                let side = |cells| NonZero::new(cells).expect("a screen has cells");
                let (rows, columns) = (side(size.ws_row), side(size.ws_col));
                parser.screen_mut().set_size(rows, columns);
                parser.process(&bytes[from..to]);
                from = to;
            }
            is_shown(parser.screen()).then_some(())
        });
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
