//! The terminal user interface of brummer: the processes of a project beside the log of one of them.
//!
//! It is built like an Elm program. The model is everything that is shown; a message is everything that can happen;
//! `update` changes the model and answers with effects; `view` draws the model. None of these does any I/O or knows the
//! time. The runtime around them waits for keys, for changes of the project and for answers, and performs the
//! effects.

#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
mod editing;
mod error;
mod keymap;
mod model;
mod options;
mod runtime;
#[cfg(test)]
mod samples;
mod terminal;
mod text;
mod theme;
mod update;
mod view;

use std::future::Future;

use brummer_core::Supervisor;
use brummer_core::config::{ConfigErrors, TuiSettings};
use crossterm::event::EventStream;
use tokio::sync::mpsc;

pub use self::editing::{Editing, EditorState, FileEdit, Written};
pub use self::error::Error;
pub use self::keymap::{Keymap, keys_of};
pub use self::options::{ColorDepth, End, Left, News, Options, Outcome, Scripts};
use self::runtime::Runtime;
pub use self::theme::Background;

/// What is wrong with the settings of the terminal UI, as far as only it knows: names of actions and of roles, keys, colours.
///
/// # Errors
/// Everything that is wrong, each with its place in the file.
pub fn check_settings(settings: &TuiSettings) -> Result<(), ConfigErrors> {
    let mut errors = keymap::wrong_keys(settings);
    errors.extend(theme::wrong_colors(settings));
    ConfigErrors::check_all(errors)
}

/// Shows the processes of `supervisor` in the terminal of this program until the user leaves or `shutdown` is ready.
/// What comes out of `news` is told to the user as it comes.
///
/// Whichever it is, all processes are stopped first, in view of the user; but those of another program, to whose supervisor the handle is
/// connected, go on if others need them too, or their host stays ([`Supervisor::company`]). The terminal is then as it was, also after
/// an error or a panic.
///
/// # Errors
/// [`Error::Terminal`] if the terminal cannot be set up, read from or drawn on; all processes are stopped then as well.
pub async fn run(
    supervisor: Supervisor,
    options: Options,
    news: mpsc::Receiver<News>,
    shutdown: impl Future<Output = ()>,
) -> Result<Outcome, Error> {
    let outcome = show(supervisor.clone(), options, news, shutdown).await;
    if outcome.is_err() && !supervisor.company().goes_on() {
        // Nobody is left who could look after the processes; what the stops found is the smaller news.
        let _ = supervisor.shutdown().await;
    }
    outcome
}

async fn show(
    supervisor: Supervisor,
    options: Options,
    news: mpsc::Receiver<News>,
    shutdown: impl Future<Output = ()>,
) -> Result<Outcome, Error> {
    let (_guard, terminal) = terminal::enter(options.settings.mouse.value)?;
    Runtime::new(terminal, terminal::OwnTerminal, supervisor, options)?
        .run(EventStream::new, terminal::signals(), news, shutdown)
        .await
}
