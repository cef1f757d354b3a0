//! What a program leaves of its terminal.

use rustix::termios::{LocalModes, tcgetattr};

use super::Terminal;
use crate::support::program::Ended;

impl Terminal {
    /// Waits until a text is on the screen.
    #[track_caller]
    pub(crate) fn wait_for_text(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Whether the terminal hands out whole lines, as it does unless a program reads keys.
    pub(crate) fn is_cooked(&self) -> bool {
        let modes = tcgetattr(&self.keys).unwrap().local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO)
    }

    /// Waits until the program has ended by itself.
    #[track_caller]
    pub(crate) fn end(self) -> Ended {
        let ended = self.program.end();
        drop((self.hold, self.keys));
        self.thread.join().unwrap();
        ended
    }
}
