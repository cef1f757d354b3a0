//! The program on a terminal of 200 by 60: what it shows, and when.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{OpenptyResult, Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const COLUMNS: u16 = 200;
const ROWS: u16 = 60;

/// How long something may take to be shown.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that was started on a terminal.
pub(crate) struct Screen {
    child: Child,
    keys: File,
    output: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    began: Instant,
}

impl Screen {
    pub(crate) fn start(mut command: Command) -> io::Result<Self> {
        let size = Winsize {
            ws_row: ROWS,
            ws_col: COLUMNS,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let OpenptyResult { master, slave } = openpty(&size, None)?;
        let end = |slave: &OwnedFd| slave.try_clone().map(Stdio::from);
        command
            .stdin(end(&slave)?)
            .stdout(end(&slave)?)
            .stderr(end(&slave)?);
        drop(slave);
        let keys = File::from(master);
        let mut reader = keys.try_clone()?;
        let (sender, output) = mpsc::channel();
        let began = Instant::now();
        let child = command.spawn()?;
        drop(command);
        thread::spawn(move || {
            let mut bytes = vec![0; 64 * 1024];
            // A terminal whose other end is closed gives an error.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender
                    .send((Instant::now(), bytes[..count].to_vec()))
                    .is_err()
                {
                    return;
                }
            }
        });
        let (rows, columns) = (ROWS.try_into(), COLUMNS.try_into());
        Ok(Self {
            child,
            keys,
            output,
            parser: vt100::Parser::new(
                rows.map_err(io::Error::other)?,
                columns.map_err(io::Error::other)?,
                0,
            ),
            began,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// When, since the start, a text was shown.
    pub(crate) fn until_shown(&mut self, text: &str) -> io::Result<Duration> {
        self.until_all_shown(&[text])
    }

    /// When, since the start, all of these texts were shown.
    pub(crate) fn until_all_shown(&mut self, texts: &[&str]) -> io::Result<Duration> {
        let shown = self.wait_for(texts)?;
        Ok(shown.saturating_duration_since(self.began))
    }

    /// Presses keys; how long it takes until the text is shown.
    pub(crate) fn answer(&mut self, keys: &str, text: &str) -> io::Result<Duration> {
        let pressed = Instant::now();
        self.keys.write_all(keys.as_bytes())?;
        let shown = self.wait_for(&[text])?;
        Ok(shown.saturating_duration_since(pressed))
    }

    /// Takes what is shown for so long; how many bytes that were.
    pub(crate) fn watch(&mut self, time: Duration) -> usize {
        let end = Instant::now() + time;
        let mut count = 0;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok((_, bytes)) => {
                    count += bytes.len();
                    self.parser.process(&bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return count,
            }
        }
    }

    fn wait_for(&mut self, texts: &[&str]) -> io::Result<Instant> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // What shows the time of a process draws for ever.
            let left = deadline.saturating_duration_since(Instant::now());
            let (at, bytes) = self.output.recv_timeout(left).map_err(|_| {
                let shown = self.parser.screen().contents();
                io::Error::other(format!("no {texts:?} is shown, but:\n{shown}"))
            })?;
            self.parser.process(&bytes);
            let shown = self.parser.screen().contents();
            if texts.iter().all(|text| shown.contains(text)) {
                return Ok(at);
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Ok(pid) = self.child.id().try_into() {
            // It may have ended just now.
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        }
        // What it prints at its end has to be read, or it would wait.
        while self.output.recv_timeout(PATIENCE).is_ok() {}
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
