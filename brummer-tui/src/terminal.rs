//! Takes the terminal over, and gives it back whatever happens.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::error::Error;

/// How much of a frame is collected before it is written, in bytes: more than a large screen in colour takes.
const FRAME_BYTES: usize = 256 * 1024;

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// A real terminal, as ratatui draws on it.
pub(crate) type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Gives the terminal back when dropped.
pub(crate) struct Guard(());

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Switches to the alternate screen, in raw mode, with the mouse wheel.
pub(crate) fn enter() -> Result<(Guard, Screen), Error> {
    give_back_before_a_panic_is_reported();
    let guard = Guard(());
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode().map_err(Error::terminal("read keys from"))?;
    execute!(stdout(), EnterAlternateScreen, EnableMouseCapture)
        .map_err(Error::terminal("draw on"))?;
    let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, stdout()));
    let terminal = Terminal::new(backend).map_err(Error::terminal("draw on"))?;
    Ok((guard, terminal))
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // A terminal that is gone needs no restoring, and nothing else can be done about a failure here.
        let _ = leave();
    }
}

fn leave() -> io::Result<()> {
    let mut stdout = stdout();
    let left = execute!(stdout, DisableMouseCapture, LeaveAlternateScreen, Show);
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
