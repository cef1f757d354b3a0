//! What the benchmark of frames needs and nobody else: the user interface on a terminal that nobody looks at, step by step.

use std::io::{self, Sink, sink};

use brummer_core::Supervisor;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use crate::error::Error;
use crate::options::Options;
use crate::runtime::{Host, Runtime};
use crate::update::Progress;

/// A terminal of a fixed size. What is drawn is encoded, and thrown away.
pub struct Paper {
    encoder: CrosstermBackend<Sink>,
    size: Size,
}

/// A user interface that does nothing by itself.
pub struct Still(Runtime<Paper, Nobody>);

impl Still {
    /// Shows the supervisor's processes on so many columns and rows.
    ///
    /// # Errors
    /// None but bugs: this terminal cannot fail.
    pub fn new(supervisor: Supervisor, size: (u16, u16)) -> Result<Self, Error> {
        let terminal = paper(size).map_err(Error::terminal("draw on"))?;
        Ok(Self(Runtime::new(
            terminal,
            Nobody,
            supervisor,
            Options::new("bench"),
        )?))
    }

    /// Presses keys, and waits after each until all that was asked for has come.
    pub async fn press(&mut self, keys: &str) {
        self.0.catch_up().await;
        for key in keys.chars() {
            let code = match key {
                '\n' => KeyCode::Enter,
                '\t' => KeyCode::Tab,
                key => KeyCode::Char(key),
            };
            self.0
                .happens(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
            self.0.catch_up().await;
        }
    }

    /// Builds a frame and draws what differs from the last one.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn draw(&mut self) -> Result<(), Error> {
        self.0.draw()
    }

    /// Forgets what is on the terminal, so that the next frame draws all of it.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn clear(&mut self) -> Result<(), Error> {
        self.0.clear().map_err(Error::terminal("draw on"))
    }
}

/// Such a terminal.
///
/// # Errors
/// As [`Still::new`].
pub fn paper((width, height): (u16, u16)) -> io::Result<Terminal<Paper>> {
    Terminal::new(Paper {
        encoder: CrosstermBackend::new(sink()),
        size: Size::new(width, height),
    })
}

impl Backend for Paper {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.encoder.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.encoder.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.encoder.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.encoder.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.encoder.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.encoder.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A terminal that does nothing besides.
struct Nobody;

impl Host for Nobody {
    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn take_mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn title(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn progress(&mut self, _: Progress) -> io::Result<()> {
        Ok(())
    }

    fn ask_background(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn bell(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn input_closed(&mut self) {}

    fn leave(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn enter(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn stop(&mut self) -> io::Result<()> {
        Ok(())
    }
}
