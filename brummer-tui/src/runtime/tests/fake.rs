//! A terminal of our own: keys go in, and one waits for what is on the screen.

use std::fmt::Write;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::config::Notify;
use brummer_core::{Command, Spec, Supervisor};
use crossterm::event::Event;
use futures_util::stream::{pending, unfold};
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::text::Line;
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::connected::handle;
use crate::error::Error;
use crate::options::{News, Options, Outcome};
use crate::runtime::{Host, Runtime};
use crate::samples::key;
use crate::update::Progress;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A user interface that runs.
pub(super) struct Tui {
    supervisor: Supervisor,
    keys: Option<mpsc::UnboundedSender<io::Result<Event>>>,
    /// Where news come from.
    pub(super) news: mpsc::Sender<News>,
    shutdown: Option<oneshot::Sender<()>>,
    did: mpsc::UnboundedReceiver<Did>,
    screen: watch::Receiver<Shown>,
    task: JoinHandle<Result<Outcome, Error>>,
}

/// What was shown last.
#[derive(Clone, Debug, Default)]
struct Shown {
    text: String,
    /// How many frames there were.
    frames: u64,
}

impl Tui {
    /// Shows these shell scripts, by name, none of them started, on 80 by 24 cells.
    pub(super) async fn start(scripts: &[(&str, &str)]) -> Self {
        Self::start_with(Options::new("test"), scripts).await
    }

    /// The same with these options.
    pub(super) async fn start_with(options: Options, scripts: &[(&str, &str)]) -> Self {
        let here = Supervisor::builder().build().unwrap();
        Self::start_on(handle(here).await, options, scripts).await
    }

    /// The same where the processes are always those of this program, which leaving therefore stops.
    pub(super) async fn start_as_host(scripts: &[(&str, &str)]) -> Self {
        let here = Supervisor::builder().build().unwrap();
        Self::start_on(here, Options::new("test"), scripts).await
    }

    async fn start_on(supervisor: Supervisor, options: Options, scripts: &[(&str, &str)]) -> Self {
        for (name, line) in scripts {
            let spec = Spec::new(name, Command::shell(*line), "/").unwrap();
            // What a script prints is not to be found on the screen before it does.
            let script = Some("script".into());
            supervisor.add(Spec { script, ..spec }).await.unwrap();
        }
        let (keys, typed) = mpsc::unbounded_channel();
        let (news, told) = mpsc::channel(1);
        let typed = Arc::new(Mutex::new(typed));
        let open_input = move || {
            unfold(Arc::clone(&typed), async |typed| {
                let key = typed.lock().await.recv().await?;
                Some((key, typed))
            })
        };
        let (done, did) = mpsc::unbounded_channel();
        let (shutdown, asked_to_end) = oneshot::channel();
        let (shown, screen) = watch::channel(Shown::default());
        let terminal = Terminal::new(Fake {
            screen: TestBackend::new(80, 24),
            shown,
        });
        let host = FakeHost { done };
        let runtime = Runtime::new(terminal.unwrap(), host, supervisor.clone(), options).unwrap();
        let task = tokio::spawn(runtime.run(open_input, pending(), told, async {
            if asked_to_end.await.is_err() {
                std::future::pending::<()>().await;
            }
        }));
        Self {
            supervisor,
            keys: Some(keys),
            news,
            shutdown: Some(shutdown),
            did,
            screen,
            task,
        }
    }

    pub(super) fn supervisor(&self) -> Supervisor {
        self.supervisor.clone()
    }

    /// Types a key, by the name it has in the key table.
    pub(super) fn press(&self, name: &str) {
        let keys = self.keys.as_ref().unwrap();
        keys.send(Ok(Event::Key(key(name)))).unwrap();
    }

    /// Types keys, by their names, with blanks between them.
    pub(super) fn press_all(&self, names: &str) {
        for name in names.split(' ') {
            self.press(name);
        }
    }

    /// Pastes a text.
    pub(super) fn paste(&self, text: &str) {
        let keys = self.keys.as_ref().unwrap();
        keys.send(Ok(Event::Paste(text.to_owned()))).unwrap();
    }

    /// Waits until the terminal was told to do this.
    pub(super) async fn wait_for_deed(&mut self, what: impl Fn(&Did) -> bool) -> Did {
        let wait = async {
            loop {
                let did = self.did.recv().await.expect("it runs");
                if what(&did) {
                    return did;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .expect("it is done")
    }

    /// Waits until the screen shows this text.
    #[track_caller]
    pub(super) fn wait_for(&mut self, text: &str) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let wait = self.screen.wait_for(|shown| shown.text.contains(text));
            let came = tokio::time::timeout(PATIENCE, wait).await;
            let came = came.is_ok_and(|shown| shown.is_ok());
            let shown = self.screen.borrow();
            assert!(came, "{caller}: no `{text}` on the screen:\n{}", shown.text);
        }
    }

    /// How many frames were drawn.
    pub(super) fn frames(&self) -> u64 {
        self.screen.borrow().frames
    }

    /// Ends it from outside.
    pub(super) fn shut_down(&mut self) {
        self.shutdown.take().unwrap().send(()).unwrap();
    }

    /// Lets the terminal go away.
    pub(super) fn hang_up(&mut self) {
        self.keys = None;
    }

    /// Quits, and waits for the end.
    pub(super) async fn quit(self) -> Outcome {
        self.press("ctrl-c");
        self.end().await
    }

    /// Waits for the end.
    pub(super) async fn end(self) -> Outcome {
        let ended = tokio::time::timeout(PATIENCE, self.task).await;
        ended.expect("it ends").unwrap().unwrap()
    }
}

/// What the terminal was told to do besides showing a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Did {
    Copy(String),
    Mouse(bool),
    Title(String),
    Progress(Progress),
    AskBackground,
    Bell,
    Notify(String),
    Stream,
    Screen,
    Print(Vec<String>),
    InputClosed,
    Leave,
    Enter,
    Stop,
}

/// A terminal that only takes note.
struct FakeHost {
    done: mpsc::UnboundedSender<Did>,
}

impl FakeHost {
    fn note(&self, did: Did) -> io::Result<()> {
        self.done.send(did).map_err(io::Error::other)
    }
}

impl Host for FakeHost {
    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.note(Did::Copy(text.to_owned()))
    }

    fn take_mouse(&mut self, takes: bool) -> io::Result<()> {
        self.note(Did::Mouse(takes))
    }

    fn title(&mut self, title: &str) -> io::Result<()> {
        self.note(Did::Title(title.to_owned()))
    }

    fn progress(&mut self, progress: Progress) -> io::Result<()> {
        self.note(Did::Progress(progress))
    }

    fn ask_background(&mut self) -> io::Result<()> {
        self.note(Did::AskBackground)
    }

    fn bell(&mut self) -> io::Result<()> {
        self.note(Did::Bell)
    }

    fn notify(&mut self, _: Notify, text: &str) -> io::Result<()> {
        self.note(Did::Notify(text.to_owned()))
    }

    fn stream(&mut self) -> io::Result<()> {
        self.note(Did::Stream)
    }

    fn screen(&mut self, _: bool) -> io::Result<()> {
        self.note(Did::Screen)
    }

    fn print(&mut self, lines: &[Line<'_>]) -> io::Result<()> {
        self.note(Did::Print(lines.iter().map(ToString::to_string).collect()))
    }

    fn input_closed(&mut self) {
        // At the end, the test may not listen any more.
        let _ = self.note(Did::InputClosed);
    }

    fn leave(&mut self) -> io::Result<()> {
        self.note(Did::Leave)
    }

    fn enter(&mut self, _: bool) -> io::Result<()> {
        self.note(Did::Enter)
    }

    fn stop(&mut self) -> io::Result<()> {
        self.note(Did::Stop)
    }
}

/// A screen in memory that tells what is on it after every frame.
struct Fake {
    screen: TestBackend,
    shown: watch::Sender<Shown>,
}

impl Backend for Fake {
    type Error = <TestBackend as Backend>::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Self::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.screen.draw(content)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        let buffer = self.screen.buffer();
        let mut text = String::new();
        for row in buffer.content().chunks(usize::from(buffer.area.width)) {
            let row: String = row.iter().map(Cell::symbol).collect();
            writeln!(text, "{row}").expect("a string takes everything");
        }
        self.shown.send_modify(|shown| {
            shown.text = text;
            shown.frames += 1;
        });
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Self::Error> {
        self.screen.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Self::Error> {
        self.screen.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, Self::Error> {
        self.screen.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Self::Error> {
        self.screen.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Self::Error> {
        self.screen.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), Self::Error> {
        self.screen.clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, Self::Error> {
        self.screen.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Self::Error> {
        self.screen.window_size()
    }
}
