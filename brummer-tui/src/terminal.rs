//! Takes the terminal over, and gives it back whatever happens.

mod job;
mod reader;
mod sgr;

use std::io::{self, Stdout, Write, stdout};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use brummer_core::config::Notify;
use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use crossterm::style::{Print, PrintStyledContent, StyledContent};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::{CrosstermBackend, IntoCrossterm};
use ratatui::text::Line;

pub(crate) use self::job::{JobSignal, signals};
use self::sgr::FrameWriter;
use crate::error::Error;
use crate::runtime::Host;
use crate::update::Progress;

/// How much of a frame is collected before it is written, in bytes: more than a large screen in colour takes.
const FRAME_BYTES: usize = 256 * 1024;

/// The longest text that is put into a clipboard, in bytes. Terminals have bounds of their own, most of them lower.
const MAX_COPIED: usize = 1024 * 1024;

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the ordinary screen is shown meanwhile: leaving the other one once more would take the cursor elsewhere.
static ON_ORDINARY: AtomicBool = AtomicBool::new(false);

/// Whether the terminal was told of progress, which it would show for ever.
static TOLD: AtomicBool = AtomicBool::new(false);

/// A real terminal, as ratatui draws on it.
pub(crate) type Screen = Terminal<CrosstermBackend<FrameWriter<Stdout>>>;

/// Gives the terminal back when dropped.
pub(crate) struct Guard(());

/// The terminal of this program.
pub(crate) struct OwnTerminal;

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Switches to the alternate screen, in raw mode, with the mouse if it is wanted.
pub(crate) fn enter(takes_mouse: bool) -> Result<(Guard, Screen), Error> {
    give_back_before_a_panic_is_reported();
    let guard = Guard(());
    take(takes_mouse).map_err(Error::terminal("draw on"))?;
    let backend = CrosstermBackend::new(FrameWriter::new(stdout(), FRAME_BYTES));
    let terminal = Terminal::new(backend).map_err(Error::terminal("draw on"))?;
    Ok((guard, terminal))
}

impl Host for OwnTerminal {
    fn copy(&mut self, text: &str) -> io::Result<()> {
        if text.len() > MAX_COPIED {
            let message = "the text is longer than 1 MiB; save it to a file";
            return Err(io::Error::other(message));
        }
        execute!(stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    fn take_mouse(&mut self, takes: bool) -> io::Result<()> {
        if takes {
            execute!(stdout(), EnableMouseCapture)
        } else {
            execute!(stdout(), DisableMouseCapture)
        }
    }

    fn title(&mut self, title: &str) -> io::Result<()> {
        let title = title.replace(char::is_control, " ");
        execute!(stdout(), SetTitle(title))
    }

    fn progress(&mut self, progress: Progress) -> io::Result<()> {
        TOLD.store(true, Ordering::SeqCst);
        // A state and a percentage, which only some states have.
        let state = match progress {
            Progress::None => "0;0",
            Progress::Busy => "3;0",
            Progress::Failed => "2;100",
        };
        execute!(stdout(), Print(format!("\x1b]9;4;{state}\x07")))
    }

    fn ask_background(&mut self) -> io::Result<()> {
        // The console of Linux has no answer, and older ones show the question.
        if std::env::var_os("TERM").is_some_and(|term| term == "linux") {
            return Ok(());
        }
        execute!(stdout(), Print("\x1b]11;?\x1b\\"))
    }

    fn bell(&mut self) -> io::Result<()> {
        execute!(stdout(), Print("\x07"))
    }

    fn notify(&mut self, way: Notify, text: &str) -> io::Result<()> {
        // A semicolon would begin another part of the sequence.
        let text = text.replace(|c: char| c.is_control() || c == ';', " ");
        match way {
            Notify::Off => Ok(()),
            Notify::Bell => self.bell(),
            Notify::Osc9 => execute!(stdout(), Print(format!("\x1b]9;{text}\x07"))),
            Notify::Osc777 => {
                execute!(
                    stdout(),
                    Print(format!("\x1b]777;notify;brummer;{text}\x07"))
                )
            }
        }
    }

    fn stream(&mut self) -> io::Result<()> {
        ON_ORDINARY.store(true, Ordering::SeqCst);
        execute!(stdout(), DisableMouseCapture, LeaveAlternateScreen, Show)
    }

    fn screen(&mut self, takes_mouse: bool) -> io::Result<()> {
        ON_ORDINARY.store(false, Ordering::SeqCst);
        execute!(stdout(), EnterAlternateScreen)?;
        if takes_mouse {
            execute!(stdout(), EnableMouseCapture)?;
        }
        Ok(())
    }

    fn print(&mut self, lines: &[Line<'_>]) -> io::Result<()> {
        let mut stdout = FrameWriter::new(stdout(), 0);
        for line in lines {
            for span in &line.spans {
                let style = line.style.patch(span.style).into_crossterm();
                let content = StyledContent::new(style, span.content.as_ref());
                queue!(stdout, PrintStyledContent(content))?;
            }
            // The terminal does not return the carriage by itself while keys are read one by one.
            queue!(stdout, Print("\r\n"))?;
        }
        stdout.flush()
    }

    fn input_closed(&mut self) {
        reader::wait_until_closed();
    }

    fn leave(&mut self) -> io::Result<()> {
        give_back();
        Ok(())
    }

    fn enter(&mut self, takes_mouse: bool) -> io::Result<()> {
        take(takes_mouse)
    }

    fn stop(&mut self) -> io::Result<()> {
        job::stop()
    }
}

fn take(takes_mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(
        stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableFocusChange
    )?;
    if takes_mouse {
        execute!(stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // A terminal that is gone needs no restoring, and nothing else can be done about a failure here.
        let _ = leave();
    }
}

fn leave() -> io::Result<()> {
    let mut stdout = stdout();
    if TOLD.swap(false, Ordering::SeqCst) {
        execute!(stdout, Print("\x1b]9;4;0;0\x07"))?;
    }
    if !ON_ORDINARY.swap(false, Ordering::SeqCst) {
        // The rest is tried whatever becomes of this.
        let _ = execute!(stdout, LeaveAlternateScreen);
    }
    let left = execute!(
        stdout,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        Show
    );
    // The keyboard matters more than the screen, so it is restored even if that failed.
    disable_raw_mode()?;
    left?;
    stdout.flush()
}

/// Puts a hook before the present one, once, so that the report of a panic is readable.
fn give_back_before_a_panic_is_reported() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            report(info);
        }));
    });
}
