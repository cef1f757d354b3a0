//! What becomes of a terminal while a full-screen program has it, and what the program leaves of it.

use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};
use vt100::MouseProtocolMode;

use super::Terminal;
use crate::support::program::Ended;

impl Terminal {
    /// Waits until a text is on the screen.
    #[track_caller]
    pub(crate) fn wait_for_text(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Waits until a text is at the left of the last row.
    #[track_caller]
    pub(crate) fn wait_for_footer(&self, text: &str) {
        self.wait_for(text, |screen| {
            let (rows, columns) = screen.size();
            let last = screen
                .rows(0, columns.get())
                .nth(usize::from(rows.get() - 1));
            last.is_some_and(|row| row.starts_with(text))
        });
    }

    /// Changes its size, of which the program is told by the system.
    pub(crate) fn resize(&self, rows: u16, columns: u16) {
        let window = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let so_far = self.shown.wait("bytes", |bytes, _| Some(bytes.len()));
        self.sizes.lock().unwrap().push((so_far, window));
        tcsetwinsize(&self.keys, window).unwrap();
    }

    /// Waits until a full-screen program has the terminal.
    #[track_caller]
    pub(crate) fn wait_until_taken(&self) {
        self.wait_for("a full-screen program", |screen| {
            screen.alternate_screen() && screen.mouse_protocol_mode() != MouseProtocolMode::None
        });
    }

    /// Waits until the program has given all of it back: the screen, the cursor, the mouse, pasting as typing.
    #[track_caller]
    pub(crate) fn wait_until_restored(&self) {
        self.wait_for("the ordinary screen with all as it was", |screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == MouseProtocolMode::None
        });
    }

    /// Whether the terminal hands out whole lines, as it does unless a program reads keys.
    pub(crate) fn is_cooked(&self) -> bool {
        let modes = tcgetattr(&self.keys).unwrap().local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
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
