//! Waits for what happens, lets [`update`] decide, and does what it says.
//!
//! Nothing is polled. The loop sleeps until a key, a change, an answer or the caller wakes it; while a run time is on
//! screen, a second does too. Whatever happens between two frames is drawn as one.

mod away;
mod deed;
mod editor;
mod file;
mod host;
mod input;
mod layout;
mod paced;
mod perform;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::{Connection, LogCursor, SnapshotReader, Supervisor};
use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use self::away::Away;
use self::editor::Editor;
pub(crate) use self::host::Host;
use self::layout::Layout;
use self::paced::Paced;
use self::perform::{Asked, Performer};
use crate::error::Error;
use crate::model::Model;
use crate::options::{News, Options, Outcome};
use crate::update::{Effect, Msg, Reply, TerminalEffect, update};
use crate::view::view;

/// The least time between two frames, and between two looks at the same kind of change.
const FRAME: Duration = Duration::from_millis(16);

/// The user interface, on any terminal.
pub(crate) struct Runtime<B: Backend, H> {
    /// Never dropped: on a terminal that is gone, its drop would write to a stderr that is gone as well, and panic. The
    /// guard shows the cursor again.
    terminal: ManuallyDrop<Terminal<B>>,
    host: H,
    model: Model,
    editor: Editor,
    layout: Layout,
    supervisor: Supervisor,
    reader: SnapshotReader,
    project_changes: Paced,
    log_changes: Paced,
    activity_changes: Paced,
    performer: Performer,
    /// When something changed that is not drawn yet, the earliest time to draw it.
    draw_at: Option<Instant>,
    drawn: Instant,
    /// When run times on screen are to be renewed.
    tick_at: Option<Instant>,
    /// What is to be done with the terminal in other hands.
    away: Option<Away>,
    outcome: Option<Outcome>,
}

impl<B: Backend, H: Host> Runtime<B, H>
where
    B::Error: Send + Sync + 'static,
{
    /// The state before the first frame.
    pub(crate) fn new(
        terminal: Terminal<B>,
        host: H,
        supervisor: Supervisor,
        mut options: Options,
    ) -> Result<Self, Error> {
        let size = terminal.size().map_err(Error::terminal("measure"))?;
        let now = Instant::now();
        let editor = options.settings.editor.as_ref();
        let editor = Editor::of(editor.map(|editor| &*editor.value), |name| {
            std::env::var(name).ok()
        });
        let project = options.project.as_ref().map(|(project, _)| project.clone());
        let layout = Layout::new(options.layout_file.take());
        let mut model = Model::new(options);
        model.remember(&layout.read());
        model.zone = TimeZone::system();
        model.is_guest = supervisor.connection() != Connection::Here;
        let mut runtime = Self {
            terminal: ManuallyDrop::new(terminal),
            host,
            model,
            editor,
            layout,
            reader: supervisor.reader(),
            project_changes: Paced::new(supervisor.changes(), FRAME),
            log_changes: Paced::new(supervisor.log_changes(), FRAME),
            activity_changes: Paced::new(supervisor.activities().changes(), FRAME),
            performer: Performer::new(supervisor.clone(), project),
            supervisor,
            draw_at: Some(now),
            drawn: now,
            tick_at: None,
            away: None,
            outcome: None,
        };
        runtime.model.problems_shown.seen = Timestamp::now();
        runtime.happened(Msg::Resize(size));
        runtime.happened(Msg::LogsChanged(runtime.log_end()));
        runtime.read_project();
        runtime.read_activity();
        Ok(runtime)
    }

    /// Runs until the user or the caller wants it to end, and everything is stopped. `open_input` reads what is typed; it is called
    /// again after the terminal was in other hands.
    pub(crate) async fn run<I: Stream<Item = io::Result<Event>>>(
        mut self,
        open_input: impl Fn() -> I,
        mut news: mpsc::Receiver<News>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<Outcome, Error> {
        tokio::pin!(shutdown);
        let mut input = Box::pin(open_input());
        let (mut is_input_open, mut is_asked_to_end) = (true, false);
        loop {
            if let Some(outcome) = self.outcome.take() {
                self.layout.write(&self.model.remembered());
                return Ok(outcome);
            }
            if let Some(away) = self.away.take() {
                // Nobody else could read the terminal while this one does.
                drop(input);
                self.go_away(away).await?;
                input = Box::pin(open_input());
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
                Some(told) = news.recv() => {
                    if let Some(project) = &told.project {
                        self.performer.use_project(Arc::clone(project));
                    }
                    self.happened(Msg::News(told));
                }
                () = self.activity_changes.next() => self.read_activity(),
                () = self.project_changes.next() => self.read_project(),
                () = self.log_changes.next() => self.happened(Msg::LogsChanged(self.log_end())),
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
            // What is typed is about the project as it is, not as it was drawn.
            if self.reader.load().revision() != self.model.project.revision() {
                self.read_project();
            }
            self.happened(msg);
        }
        Ok(())
    }

    fn read_project(&mut self) {
        let project = self.reader.load().clone();
        self.happened(Msg::Project(project));
    }

    fn read_activity(&mut self) {
        let latest = self.supervisor.activities().latest();
        self.happened(Msg::Activity(latest));
    }

    fn log_end(&self) -> LogCursor {
        self.supervisor.log_end()
    }

    /// Lets the model change, and does what follows.
    fn happened(&mut self, msg: Msg) {
        update(&mut self.model, Msg::Clock(Timestamp::now()));
        for effect in update(&mut self.model, msg) {
            match effect {
                Effect::Draw => self.draw_at = self.draw_at.or(Some(self.drawn + FRAME)),
                Effect::Read { ticket, query } => self.performer.read(ticket, *query),
                Effect::Seek { seek, query } => self.performer.seek(seek, *query),
                Effect::Count { text, query } => self.performer.count(text, *query),
                Effect::Problems(query) => self.performer.problems(*query),
                Effect::Frame(path, line) => self.performer.frame(path, line),
                Effect::Bars(asked) => self.performer.bars(asked),
                Effect::Stream(query) => self.performer.stream(*query),
                Effect::Usage => self.performer.usage(),
                Effect::Ask(request) => {
                    if self.performer.ask(request) == Asked::Refused {
                        self.happened(Msg::Refused);
                    }
                }
                Effect::Terminal(effect) => self.do_with_terminal(effect),
                Effect::End(outcome) => self.outcome = Some(outcome),
            }
        }
        self.tick_at = match (self.model.shows_time(), self.tick_at) {
            (true, None) => Some(Instant::now() + Duration::from_secs(1)),
            (true, planned) => planned,
            (false, _) => None,
        };
    }

    /// Does something with the terminal. What goes wrong is said: nothing else depends on it.
    fn do_with_terminal(&mut self, effect: TerminalEffect) {
        let done = match effect {
            TerminalEffect::Copy(text) => self.host.copy(&text),
            TerminalEffect::Mouse(takes) => self.host.take_mouse(takes),
            TerminalEffect::Title(title) => self.host.title(&title),
            TerminalEffect::Progress(progress) => self.host.progress(progress),
            TerminalEffect::Bell => self.host.bell(),
            TerminalEffect::Notify(way, text) => self.host.notify(way, &text),
            TerminalEffect::Stream(true) => self.host.stream(),
            TerminalEffect::Stream(false) => self
                .host
                .screen(self.model.wants.mouse)
                .and_then(|()| self.terminal.clear().map_err(io::Error::other)),
            TerminalEffect::Print(lines) => self.host.print(&lines),
            TerminalEffect::Redraw => self.terminal.clear().map_err(io::Error::other),
            TerminalEffect::Suspend => {
                self.away = Some(Away::Suspended);
                Ok(())
            }
            TerminalEffect::Edit(path, line) => {
                self.away = Some(Away::Editing(path, line));
                Ok(())
            }
        };
        if let Err(error) = done {
            let text = format!("the terminal did not do that: {error}");
            self.happened(Msg::Reply(Reply::Said(Err(text))));
        }
    }

    fn draw_if_due(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        if self.model.stream.is_some() {
            // What is on the ordinary screen belongs to the stream.
            self.draw_at = None;
        }
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
