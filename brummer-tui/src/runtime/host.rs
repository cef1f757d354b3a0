//! What the terminal does besides showing a screen.

use std::io;

use brummer_core::config::Notify;
use ratatui::text::Line;

use crate::update::Progress;

/// A terminal, or what stands for one in tests.
pub(crate) trait Host {
    /// Puts a text into the clipboard (OSC 52), also over ssh.
    fn copy(&mut self, text: &str) -> io::Result<()>;

    /// Takes the mouse, or leaves it to the terminal.
    fn take_mouse(&mut self, takes: bool) -> io::Result<()>;

    /// Gives the window a title.
    fn title(&mut self, title: &str) -> io::Result<()>;

    /// Tells of progress.
    fn progress(&mut self, progress: Progress) -> io::Result<()>;

    /// Asks what is behind the text of the terminal. The answer comes with what is typed.
    fn ask_background(&mut self) -> io::Result<()>;

    /// Rings the bell.
    fn bell(&mut self) -> io::Result<()>;

    /// Tells something outside of the window.
    fn notify(&mut self, way: Notify, text: &str) -> io::Result<()>;

    /// Leaves the full screen for the ordinary one; keys are still read one by one.
    fn stream(&mut self) -> io::Result<()>;

    /// Comes back from there.
    fn screen(&mut self, takes_mouse: bool) -> io::Result<()>;

    /// Prints lines on the ordinary screen.
    fn print(&mut self, lines: &[Line<'_>]) -> io::Result<()>;

    /// What is typed is not wanted any more, and its stream was dropped. Returns once nothing reads it, or that takes too long.
    fn input_closed(&mut self);

    /// Gives the terminal back, so that something else can be done with it.
    fn leave(&mut self) -> io::Result<()>;

    /// Takes it again.
    fn enter(&mut self, takes_mouse: bool) -> io::Result<()>;

    /// Stops this program until it is continued.
    fn stop(&mut self) -> io::Result<()>;
}
