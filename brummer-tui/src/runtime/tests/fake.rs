//! A terminal of our own: keys go in, and one waits for what is on the screen.

use std::fmt::Write;
use std::io;
use std::time::Duration;

use brummer_core::{Command, Spec, Supervisor};
use crossterm::event::Event;
use futures_util::stream::unfold;
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::error::Error;
use crate::options::{Options, Outcome};
use crate::runtime::Runtime;
use crate::samples::key;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A user interface that runs.
pub(super) struct Tui {
    supervisor: Supervisor,
    keys: Option<mpsc::UnboundedSender<io::Result<Event>>>,
    /// Where news come from.
    pub(super) news: mpsc::Sender<String>,
    shutdown: Option<oneshot::Sender<()>>,
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
    pub(super) fn start(scripts: &[(&str, &str)]) -> Self {
        let supervisor = Supervisor::builder().build().unwrap();
        for (name, line) in scripts {
            let spec = Spec::new(name, Command::shell(*line), "/").unwrap();
            // What a script prints is not to be found on the screen before it does.
            let script = Some("script".into());
            supervisor.add(Spec { script, ..spec }).unwrap();
        }
        let (keys, typed) = mpsc::unbounded_channel();
        let typed = unfold(typed, async |mut typed| Some((typed.recv().await?, typed)));
        let (news, told) = mpsc::channel(1);
        let (shutdown, asked_to_end) = oneshot::channel();
        let (shown, screen) = watch::channel(Shown::default());
        let options = Options {
            title: "test".to_owned(),
            color: true,
            mcp: None,
            messages: Vec::new(),
        };
        let terminal = Terminal::new(Fake {
            screen: TestBackend::new(80, 24),
            shown,
        });
        let runtime = Runtime::new(terminal.unwrap(), supervisor.clone(), options).unwrap();
        let task = tokio::spawn(runtime.run(typed, told, async {
            if asked_to_end.await.is_err() {
                std::future::pending::<()>().await;
            }
        }));
        Self {
            supervisor,
            keys: Some(keys),
            news,
            shutdown: Some(shutdown),
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
        self.press("q");
        self.end().await
    }

    /// Waits for the end.
    pub(super) async fn end(self) -> Outcome {
        let ended = tokio::time::timeout(PATIENCE, self.task).await;
        ended.expect("it ends").unwrap().unwrap()
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
