//! Waits for what happens, lets [`update`] decide, and does what it says.
//!
//! Nothing is polled. The loop sleeps until a key, a change, an answer or the caller wakes it; while a run time is on
//! screen, a second does too. Whatever happens between two frames is drawn as one.

mod input;
mod paced;
mod perform;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::mem::ManuallyDrop;
use std::time::Duration;

use brummer_core::{SnapshotReader, Supervisor};
use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use self::paced::Paced;
use self::perform::{Asked, Performer};
use crate::error::Error;
use crate::model::Model;
use crate::options::{Options, Outcome};
use crate::update::{Effect, Msg, update};
use crate::view::view;

/// The least time between two frames, and between two looks at the same kind of change.
const FRAME: Duration = Duration::from_millis(16);

/// The user interface, on any terminal.
pub(crate) struct Runtime<B: Backend> {
    /// Never dropped: on a terminal that is gone, its drop would write to a stderr that is gone as well, and panic. The
    /// guard shows the cursor again.
    terminal: ManuallyDrop<Terminal<B>>,
    model: Model,
    reader: SnapshotReader,
    project_changes: Paced,
    log_changes: Paced,
    performer: Performer,
    /// When something changed that is not drawn yet, the earliest time to draw it.
    draw_at: Option<Instant>,
    drawn: Instant,
    /// When run times on screen are to be renewed.
    tick_at: Option<Instant>,
    outcome: Option<Outcome>,
}

impl<B: Backend> Runtime<B>
where
    B::Error: Send + Sync + 'static,
{
    /// The state before the first frame.
    pub(crate) fn new(
        terminal: Terminal<B>,
        supervisor: Supervisor,
        options: Options,
    ) -> Result<Self, Error> {
        let size = terminal.size().map_err(Error::terminal("measure"))?;
        let now = Instant::now();
        let mut runtime = Self {
            terminal: ManuallyDrop::new(terminal),
            model: Model::new(options),
            reader: supervisor.reader(),
            project_changes: Paced::new(supervisor.changes(), FRAME),
            log_changes: Paced::new(supervisor.log_changes(), FRAME),
            performer: Performer::new(supervisor),
            draw_at: Some(now),
            drawn: now,
            tick_at: None,
            outcome: None,
        };
        runtime.happened(Msg::Resize(size));
        runtime.read_project();
        Ok(runtime)
    }

    /// Runs until the user or the caller wants it to end, and everything is stopped.
    pub(crate) async fn run(
        mut self,
        input: impl Stream<Item = io::Result<Event>>,
        mut news: mpsc::Receiver<String>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<Outcome, Error> {
        tokio::pin!(input, shutdown);
        let (mut is_input_open, mut is_asked_to_end) = (true, false);
        loop {
            if let Some(outcome) = self.outcome.take() {
                return Ok(outcome);
            }
            self.draw_if_due()?;
            tokio::select! {
                event = input.next(), if is_input_open => {
                    is_input_open = event.is_some();
                    self.typed(event)?;
                }
                () = &mut shutdown, if !is_asked_to_end => {
                    is_asked_to_end = true;
                    self.happened(Msg::Shutdown);
                }
                Some(text) = news.recv() => self.happened(Msg::News(text)),
                () = self.project_changes.next() => self.read_project(),
                () = self.log_changes.next() => self.happened(Msg::LogsChanged),
                Some(msg) = self.performer.next() => self.happened(msg),
                () = at(self.draw_at) => {}
                () = at(self.tick_at) => {
                    self.tick_at = None;
                    self.happened(Msg::Tick);
                }
            }
        }
    }

    fn typed(&mut self, event: Option<io::Result<Event>>) -> Result<(), Error> {
        let msg = match event {
            Some(event) => input::msg(&event.map_err(Error::terminal("read keys from"))?),
            // The terminal is gone, so nobody can be asked any more.
            None => Some(Msg::Shutdown),
        };
        if let Some(msg) = msg {
            self.happened(msg);
        }
        Ok(())
    }

    fn read_project(&mut self) {
        let project = self.reader.load().clone();
        self.happened(Msg::Project(project));
    }

    /// Lets the model change, and does what follows.
    fn happened(&mut self, msg: Msg) {
        update(&mut self.model, Msg::Clock(Timestamp::now()));
        for effect in update(&mut self.model, msg) {
            match effect {
                Effect::Draw => self.draw_at = self.draw_at.or(Some(self.drawn + FRAME)),
                Effect::Read { ticket, query } => self.performer.read(ticket, *query),
                Effect::Ask(request) => {
                    if self.performer.ask(request) == Asked::Refused {
                        self.happened(Msg::Refused);
                    }
                }
                Effect::End(outcome) => self.outcome = Some(outcome),
            }
        }
        self.tick_at = match (self.model.shows_time(), self.tick_at) {
            (true, None) => Some(Instant::now() + Duration::from_secs(1)),
            (true, planned) => planned,
            (false, _) => None,
        };
    }

    fn draw_if_due(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        if self.draw_at.is_some_and(|due| due <= now) {
            self.draw_at = None;
            self.drawn = now;
            let model = &self.model;
            self.terminal
                .draw(|frame| view(model, frame))
                .map_err(Error::terminal("draw on"))?;
        }
        Ok(())
    }
}

/// Waits until then, or forever.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
