//! The plain stream: the lines of all processes, each after the name of its process.

mod escape;
mod line;
mod listing;
mod writer;

use std::io::IsTerminal;

use brummer_core::{LogCursor, LogGap, LogPage, LogQuery, LogRange, Supervisor};
use tokio::task::JoinHandle;

use self::line::Lines;
pub(crate) use self::listing::{Listing, Shape};
use self::writer::Writer;
use crate::args::ColorChoice;
use crate::{report, state};

/// How many lines are taken from the logs at once.
const PAGE_LINES: usize = 4096;

/// How the stream looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without escape sequences, for files and other programs.
    Plain,
    /// With the colours of the programs, and coloured names.
    Color {
        /// Whether open lines can be shown and taken back, which needs a terminal.
        live: bool,
    },
}

impl Style {
    /// The style for the stdout of this program.
    pub(crate) fn of_stdout(choice: ColorChoice) -> Self {
        let live = std::io::stdout().is_terminal();
        let wanted = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // no-color.org: any value but an empty one.
            ColorChoice::Auto => {
                live && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        if wanted {
            Self::Color { live }
        } else {
            Self::Plain
        }
    }
}

/// Prints the lines that the query wants, from now on, to stdout. The task ends when the supervisor has shut down and everything is printed, or when
/// nobody reads stdout any more.
pub(crate) fn follow(supervisor: &Supervisor, style: Style, query: Selection) -> JoinHandle<()> {
    let follower = Follower {
        cursor: supervisor.log_end(),
        selection: query,
        storage: None,
        lines: Lines::new(style),
        writer: Writer::start(),
        supervisor: supervisor.clone(),
    };
    tokio::spawn(follower.run())
}

/// Which lines are printed.
pub(crate) enum Selection {
    /// Every one.
    All,
    /// Those that a query wants; its range and limit do not matter.
    Some(Box<LogQuery>),
}

struct Follower {
    supervisor: Supervisor,
    selection: Selection,
    /// What was last said of logs on disk.
    storage: Option<String>,
    cursor: LogCursor,
    lines: Lines,
    writer: Writer,
}

impl Follower {
    async fn run(mut self) {
        let mut logs = self.supervisor.log_changes();
        let mut changes = self.supervisor.changes();
        loop {
            // Asked before reading: what a shut down supervisor has is then everything.
            let last = self.supervisor.is_closed();
            let page = self.read().await;
            let more = page.more;
            self.render(&page, last && !more);
            self.cursor = page.next;
            self.supervisor.logs_read_to(self.cursor);
            if !self.writer.write(self.lines.take()).await {
                return;
            }
            if more {
                continue;
            }
            if last {
                break;
            }
            tokio::select! {
                _ = logs.wait() => {}
                _ = changes.wait() => {}
                // The reader of stdout has gone.
                () = self.writer.broken() => return,
            }
        }
        self.writer.finish().await;
    }

    async fn read(&self) -> LogPage {
        let wanted = match &self.selection {
            Selection::All => LogQuery::default(),
            Selection::Some(query) => (**query).clone(),
        };
        let query = LogQuery {
            range: LogRange::After(self.cursor),
            limit: PAGE_LINES,
            ..wanted
        };
        self.supervisor
            .logs(query)
            .await
            .expect("a query that names no process has nothing to miss")
    }

    fn render(&mut self, page: &LogPage, last: bool) {
        let project = self.supervisor.snapshot();
        self.lines
            .names(project.processes().iter().map(|process| process.id()));
        self.note_storage();
        if let LogGap::Evicted(lost) = page.gap {
            self.lines.note(&format!("… {lost} lines were lost"));
        }
        for line in &page.lines {
            self.lines.line(line);
        }
        // Whether an open line will be one of those that are wanted, its end decides.
        if !page.more && !last && matches!(self.selection, Selection::All) {
            self.lines.open(&page.open);
        }
    }

    /// Says once what is not on disk.
    fn note_storage(&mut self) {
        let report = self.supervisor.log_storage();
        let failing = report.filter(|report| report.failure.is_some());
        let losses = failing.as_ref().and_then(state::losses);
        if let Some(text) = losses.as_ref().filter(|_| losses != self.storage) {
            report::say(&format!("warning: {text}"));
        }
        self.storage = losses;
    }
}
