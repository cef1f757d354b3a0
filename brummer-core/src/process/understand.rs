//! What the output of a run says: gathered where it is captured, and shown by the task of the process.
//!
//! The [annotator](Understanding) looks at each line where it is stored. What it finds goes onto the [`Notes`] of the process, and
//! problems into the book; the task is woken, and publishes a summary when the last one is [`PAUSE`] ago.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::detect::{Cycle, CycleStep, Fact, Matcher, Reader, ServerUrl, at_start};
use crate::event::EventKind;
use crate::id::{ProcessId, Run};
use crate::log::{Annotate, Level, LineRef, Stream};
use crate::machine;
use crate::problem::{ProblemBook, Sighting};
use crate::snapshot::{OutputSummary, WatcherState, WatcherSummary};

/// The least time between two publications that only output has led to: at most twenty a second.
pub(crate) const PAUSE: Duration = Duration::from_millis(50);

/// The most URLs of a run.
const URLS: usize = 32;

/// The most watchers of a run.
const WATCHERS: usize = 64;

/// The most news that wait to be published as events; the summary shows what they would say.
const NEWS: usize = 64;

/// What is known of the present run, for the task of the process.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    sheet: Mutex<Sheet>,
    changed: Notify,
}

/// What the task of a process takes from its notes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// None before the first run.
    run: Option<Run>,
    pub(crate) summary: OutputSummary,
    /// When the program said that it is ready.
    pub(crate) said_ready: Option<Timestamp>,
    /// What happened since the task looked last.
    pub(crate) news: Vec<EventKind>,
}

impl Notes {
    /// Begins a new sheet. What earlier runs still print is not noted.
    pub(crate) fn begin(&self, run: Run) {
        *self.sheet() = Sheet {
            run: Some(run),
            ..Sheet::default()
        };
    }

    /// What is known now; the news are taken out.
    pub(crate) fn take(&self) -> Sheet {
        let mut sheet = self.sheet();
        let news = std::mem::take(&mut sheet.news);
        Sheet {
            news,
            ..sheet.clone()
        }
    }

    /// What the output says in short.
    pub(crate) fn summary(&self) -> OutputSummary {
        self.sheet().summary.clone()
    }

    /// Returns when there is something new.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn sheet(&self) -> MutexGuard<'_, Sheet> {
        // One that panicked has at worst not noted something.
        self.sheet.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Understands the lines of a run.
pub(crate) struct Understanding {
    process: ProcessId,
    run: Run,
    readers: [Reader; 2],
    /// Whether the latest line of each stream goes on in its next one.
    continued: [bool; 2],
    /// Used again for each line.
    facts: Vec<Fact>,
    notes: Arc<Notes>,
    book: Arc<ProblemBook>,
}

impl Understanding {
    pub(crate) fn new(
        process: &ProcessId,
        run: Run,
        notes: &Arc<Notes>,
        book: &Arc<ProblemBook>,
    ) -> Self {
        Self {
            process: process.clone(),
            run,
            readers: Default::default(),
            continued: [false; 2],
            facts: Vec::new(),
            notes: Arc::clone(notes),
            book: Arc::clone(book),
        }
    }

    /// Shows the lines to these matchers as well; what is so before the first line holds from now on.
    pub(crate) fn with_matchers(self, matchers: &[Matcher], time: Timestamp, next: u64) -> Self {
        let mut understanding = Self {
            readers: [(); 2].map(|()| Reader::with_matchers(matchers).on_machine(machine::names())),
            facts: at_start(matchers).collect(),
            ..self
        };
        if !understanding.facts.is_empty() {
            understanding.note(time, next);
        }
        understanding
    }

    /// What the other stream had begun to say when a cycle begins is said of the one before.
    fn end_of_other_stream(&mut self, other: usize) {
        let begins =
            |fact: &Fact| matches!(fact, Fact::Cycle(cycle) if cycle.step == CycleStep::Began);
        if self.readers[other].is_open() && self.facts.iter().any(begins) {
            let mut earlier = Vec::new();
            self.readers[other].settle(&mut earlier);
            self.facts.splice(0..0, earlier);
        }
    }

    /// Notes what was found. Most lines say nothing, and do not come here.
    #[cold]
    fn note(&mut self, time: Timestamp, sequence: u64) {
        let at = Sighting {
            run: self.run,
            time,
            sequence,
        };
        let mut sheet = self.notes.sheet();
        if sheet.run != Some(self.run) {
            self.facts.clear();
            return;
        }
        let mut is_news = false;
        for fact in self.facts.drain(..) {
            is_news |= match fact {
                Fact::Problem(finding) => {
                    let problem = finding.to_string();
                    let fingerprint = finding.fingerprint();
                    let run = at.run;
                    let is_new = self.book.saw(&self.process, at, *finding);
                    if is_new {
                        sheet.agree(|watcher| self.book.errors(&self.process, watcher));
                        sheet.push(EventKind::Problem {
                            run,
                            fingerprint,
                            problem,
                        });
                    }
                    is_new
                }
                Fact::Cycle(cycle) => {
                    let errors = self.book.cycle(&self.process, at, &cycle);
                    sheet.cycle(time, cycle, errors);
                    true
                }
                Fact::Url(url) => sheet.url(url),
                Fact::Ready => {
                    sheet.said_ready.get_or_insert(time);
                    true
                }
                Fact::Tests(counts) => {
                    sheet.summary.tests = Some(counts);
                    true
                }
                Fact::TestsBegan => sheet.summary.tests.take().is_some(),
                Fact::MoreTests(counts) => {
                    let earlier = sheet.summary.tests.unwrap_or_default();
                    sheet.summary.tests = Some(earlier + counts);
                    true
                }
            };
        }
        sheet.summary.problems = self.book.counts(&self.process);
        drop(sheet);
        if is_news {
            self.notes.changed.notify_one();
        }
    }
}

impl Annotate for Understanding {
    fn line(&mut self, line: LineRef<'_>) -> Option<Level> {
        let slot = slot(line.stream);
        let is_continued = std::mem::replace(&mut self.continued[slot], line.split);
        // The rest of a long line is no line, and the last one of an earlier run says nothing of this one.
        if is_continued || line.run != self.run {
            return None;
        }
        let reader = &mut self.readers[slot];
        let level = reader.line(line.sequence, line.bytes, &mut self.facts);
        if !self.facts.is_empty() {
            self.end_of_other_stream(1 - slot);
            self.note(line.time, line.sequence);
        }
        level
    }

    fn is_open(&self, stream: Stream) -> bool {
        self.readers[slot(stream)].is_open()
    }

    fn settle(&mut self, stream: Stream, time: Timestamp, sequence: u64) {
        self.readers[slot(stream)].settle(&mut self.facts);
        if !self.facts.is_empty() {
            self.note(time, sequence);
        }
    }
}

impl Sheet {
    fn push(&mut self, news: EventKind) {
        if self.news.len() < NEWS {
            self.news.push(news);
        }
    }

    /// Answers whether the URL was not known.
    fn url(&mut self, url: ServerUrl) -> bool {
        let urls = &mut self.summary.urls;
        // Many servers tell both names of this machine.
        let name = |url: &ServerUrl| url.url.replacen("://127.0.0.1:", "://localhost:", 1);
        let is_new = urls.len() < URLS && urls.iter().all(|known| name(known) != name(&url));
        if is_new {
            urls.push(url);
        }
        is_new
    }

    /// No watcher is shown as clean beside an error that it speaks for: some say that they are done before all has been printed.
    fn agree(&mut self, errors: impl Fn(&WatcherSummary) -> u32) {
        for watcher in &mut self.summary.watchers {
            let said = match watcher.state {
                WatcherState::Busy | WatcherState::Failed { errors: None } => continue,
                WatcherState::Clean | WatcherState::Updated => 0,
                WatcherState::Failed { errors: Some(said) } => said,
            };
            let errors = errors(watcher);
            if errors > said {
                let errors = Some(errors);
                watcher.state = WatcherState::Failed { errors };
            }
        }
    }

    /// `current` is how many errors the watcher left.
    fn cycle(&mut self, time: Timestamp, cycle: Cycle, current: u32) {
        let Cycle { tool, lane, step } = cycle;
        let watchers = &mut self.summary.watchers;
        let known = watchers
            .iter()
            .position(|watcher| watcher.tool == tool && watcher.lane == lane);
        let position = match known {
            Some(position) => position,
            None if watchers.len() >= WATCHERS => return,
            None => {
                watchers.push(WatcherSummary {
                    tool,
                    lane,
                    state: WatcherState::Busy,
                    on_request: false,
                    cycles: 0,
                    began: None,
                    ended: None,
                });
                watchers.len() - 1
            }
        };
        let watcher = &mut watchers[position];
        match step {
            CycleStep::Began => {
                // Of several changes in one cycle the first one begins it.
                if watcher.state != WatcherState::Busy || watcher.began.is_none() {
                    watcher.began = Some(time);
                }
                watcher.state = WatcherState::Busy;
            }
            CycleStep::Ended { .. } | CycleStep::Finished | CycleStep::Updated { .. } => {
                if watcher.state != WatcherState::Busy {
                    // It did not say that it began.
                    watcher.began = None;
                }
                watcher.on_request = matches!(step, CycleStep::Updated { .. });
                watcher.cycles += 1;
                watcher.ended = Some(time);
                watcher.state = state(step, current);
                if let Some(run) = self.run {
                    let watcher = watcher.clone();
                    self.push(EventKind::Cycle { run, watcher });
                }
            }
        }
    }
}

/// What a watcher is after a step, with so many errors that are current.
fn state(step: CycleStep, current: u32) -> WatcherState {
    match (step, current) {
        (CycleStep::Began, _) => WatcherState::Busy,
        (CycleStep::Ended { errors: Some(0) } | CycleStep::Finished, 0) => WatcherState::Clean,
        (CycleStep::Updated { failed: false }, 0) => WatcherState::Updated,
        (CycleStep::Updated { failed: true }, _) => WatcherState::Failed { errors: None },
        (
            CycleStep::Ended { errors: Some(0) }
            | CycleStep::Finished
            | CycleStep::Updated { failed: false },
            current,
        ) => WatcherState::Failed {
            errors: Some(current),
        },
        (CycleStep::Ended { errors }, _) => WatcherState::Failed { errors },
    }
}

fn slot(stream: Stream) -> usize {
    match stream {
        Stream::Stdout => 0,
        Stream::Stderr => 1,
    }
}

#[cfg(test)]
mod tests;
