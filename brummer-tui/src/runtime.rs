//! Waits for what happens, lets [`update`] decide, and does what it says.
//!
//! Nothing is polled. The loop sleeps until a key, a change, an answer or the caller wakes it; while a run time is on
//! screen, a second does too. Whatever happens between two frames is drawn as one.

mod answers;
mod away;
mod deed;
mod edit;
mod editor;
mod file;
mod host;
mod input;
mod layout;
mod pace;
mod paced;
mod perform;
mod reads;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::{Changes, SnapshotReader, Supervisor};
use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout_at};

use self::answers::{Answers, Heard, Question};
use self::away::Away;
use self::editor::Editor;
pub(crate) use self::host::Host;
use self::layout::Layout;
use self::pace::{FRAME, Pace};
use self::paced::Paced;
use self::perform::{Asked, Performer};
use crate::error::Error;
use crate::model::Model;
use crate::options::{News, Options, Outcome};
use crate::terminal::JobSignal;
use crate::update::{Effect, Msg, Reply, TerminalEffect, update};
use crate::view::view;

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
    connection_changes: Changes,
    performer: Performer,
    pace: Pace,
    /// When run times on screen are to be renewed.
    tick_at: Option<Instant>,
    /// What is to be done with the terminal in other hands.
    away: Option<Away>,
    outcome: Option<Outcome>,
    answers: Answers,
    /// When what only looks like an answer of the terminal is taken for typed.
    typed_at: Option<Instant>,
    background: Question,
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
        let editor = options.settings.editor.as_ref();
        let editor = Editor::of(editor.map(|editor| &*editor.value), |name| {
            std::env::var(name).ok()
        });
        let layout = Layout::new(options.layout_file.take());
        let editing = options.editing.clone();
        let mut model = Model::new(options);
        model.remember(&layout.read());
        model.zone = TimeZone::system();
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
            connection_changes: supervisor.connection_changes(),
            performer: Performer::new(supervisor.clone(), editing),
            supervisor,
            pace: Pace::new(Instant::now()),
            tick_at: None,
            away: None,
            outcome: None,
            answers: Answers::default(),
            typed_at: None,
            background: Question::Open,
        };
        runtime.model.problems_shown.seen = Timestamp::now();
        runtime.happened(Msg::Resize(size));
        runtime.happened(Msg::LogsChanged(runtime.log_end()));
        runtime.read_project();
        runtime.read_activity();
        runtime.read_link();
        Ok(runtime)
    }

    /// Runs until the user or the caller wants it to end, and everything is stopped. `open_input` reads what is typed; it is called
    /// again after the terminal was in other hands. `jobs` tells what the shell wants.
    pub(crate) async fn run<I: Stream<Item = io::Result<Event>>>(
        mut self,
        open_input: impl Fn() -> I,
        jobs: impl Stream<Item = JobSignal>,
        mut news: mpsc::Receiver<News>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<Outcome, Error> {
        tokio::pin!(shutdown, jobs);
        let mut input = Box::pin(open_input());
        let (mut is_input_open, mut is_asked_to_end) = (true, false);
        loop {
            if let Some(outcome) = self.outcome.take() {
                self.layout.write(&self.model.remembered());
                if is_input_open {
                    self.hear_the_last(&mut input).await;
                }
                drop(input);
                self.host.input_closed();
                return Ok(outcome);
            }
            if let Some(away) = self.away.take() {
                if self.lends_input(&away) {
                    drop(input);
                    self.host.input_closed();
                    self.go_away(away, &mut jobs).await?;
                    input = Box::pin(open_input());
                } else {
                    self.go_away(away, &mut jobs).await?;
                }
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
                Some(signal) = jobs.next() => self.signalled(signal),
                Some(told) = news.recv() => {
                    if let Some(project) = told.project() {
                        self.performer.use_project(Arc::clone(project));
                    }
                    self.happened(Msg::News(told));
                }
                () = self.activity_changes.next() => self.read_activity(),
                () = self.project_changes.next() => self.read_project(),
                true = self.connection_changes.wait() => self.read_link(),
                () = self.log_changes.next() => self.happened(Msg::LogsChanged(self.log_end())),
                Some(msg) = self.performer.next() => self.happened(msg),
                () = at(self.pace.due()) => {}
                () = at(self.typed_at) => {
                    let typed = self.answers.give_up();
                    self.heard(typed);
                }
                () = at(self.tick_at) => {
                    self.tick_at = None;
                    self.happened(Msg::Tick);
                }
            }
        }
    }

    fn typed(&mut self, event: Option<io::Result<Event>>) -> Result<(), Error> {
        match event {
            Some(event) => {
                let heard = self
                    .answers
                    .take(event.map_err(Error::terminal("read keys from"))?);
                self.heard(heard);
            }
            // The terminal is gone, so nobody can be asked any more.
            None => self.happened(Msg::Shutdown),
        }
        Ok(())
    }

    fn signalled(&mut self, signal: JobSignal) {
        self.away = Some(match signal {
            JobSignal::Stop => Away::Suspended,
            JobSignal::Continue => Away::Back,
        });
    }

    fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Typed(events) => {
                for msg in events.iter().filter_map(input::msg) {
                    // What is typed is about the project as it is, not as it was drawn.
                    if self.reader.load().revision() != self.model.project.revision() {
                        self.read_project();
                    }
                    self.happened(msg);
                }
            }
            Heard::Background(background) => {
                self.background = Question::Answered;
                self.happened(Msg::Background(background));
            }
            Heard::Nothing => {}
        }
        self.typed_at = self
            .answers
            .is_holding()
            .then(|| Instant::now() + answers::REST);
    }

    /// Asks for the background, once that matters. Not before the project is open: whatever is wrong with it ends this program,
    /// and the answer would be typed into the shell.
    fn ask_background(&mut self) {
        let is_of_use = self.model.theme.asks_for_background() && !self.model.is_opening;
        if is_of_use && matches!(self.background, Question::Open) {
            self.background = Question::Asked(Instant::now() + answers::LIKELY);
            // A terminal that cannot be written to shows nothing either.
            let _ = self.host.ask_background();
        }
    }

    /// Waits a moment for an answer that is under way, which would be typed into the shell otherwise.
    async fn hear_the_last<I: Stream<Item = io::Result<Event>>>(
        &mut self,
        input: &mut Pin<Box<I>>,
    ) {
        while let Question::Asked(likely) = self.background {
            let Ok(Some(Ok(event))) = timeout_at(likely, input.next()).await else {
                return;
            };
            if let Heard::Background(_) = self.answers.take(event) {
                self.background = Question::Answered;
            }
        }
    }

    /// What a terminal reports, without the loop.
    #[cfg(feature = "bench")]
    pub(crate) fn happens(&mut self, event: Event) {
        let heard = self.answers.take(event);
        self.heard(heard);
    }

    /// Reads what has changed, and waits for all answers.
    #[cfg(feature = "bench")]
    pub(crate) async fn catch_up(&mut self) {
        self.read_project();
        self.happened(Msg::LogsChanged(self.log_end()));
        while let Some(msg) = self.performer.next().await {
            self.happened(msg);
        }
    }

    /// Lets the model change, and does what follows.
    fn happened(&mut self, msg: Msg) {
        update(&mut self.model, Msg::Clock(Timestamp::now()));
        let cause = self.pace.cause(&msg);
        for effect in update(&mut self.model, msg) {
            match effect {
                Effect::Draw => self.pace.ask(cause),
                Effect::Read { ticket, query } => {
                    self.pace.reads(ticket, cause);
                    self.performer.read(ticket, *query);
                }
                Effect::Seek { seek, query } => self.performer.seek(seek, *query),
                Effect::Count { ticket, query } => self.performer.count(ticket, *query),
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
                .and_then(|()| self.clear().map_err(io::Error::other)),
            TerminalEffect::Print(lines) => self.host.print(&lines),
            TerminalEffect::Redraw => self.clear().map_err(io::Error::other),
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

    /// Clears the screen, so that the next frame draws all of it. `Terminal::clear` would ask the terminal for its cursor, and wait for
    /// an answer that need not come.
    pub(crate) fn clear(&mut self) -> Result<(), B::Error> {
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::from((Position::ORIGIN, size)))
    }

    fn draw_if_due(&mut self) -> Result<(), Error> {
        if self.model.stream.is_some() {
            // What is on the ordinary screen belongs to the stream.
            self.pace.forget();
        }
        if self.pace.take(Instant::now()) {
            self.draw()?;
            self.ask_background();
        }
        Ok(())
    }

    /// Draws the model.
    pub(crate) fn draw(&mut self) -> Result<(), Error> {
        let model = &self.model;
        let drawn = self.terminal.draw(|frame| view(model, frame));
        drawn.map(|_| ()).map_err(Error::terminal("draw on"))
    }
}

/// Waits until then, or forever.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
