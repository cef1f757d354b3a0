//! Decides whether what one waits for has come to pass. It knows no clock and looks at nothing but what it is given.

mod cycle;

use std::sync::Arc;
use std::time::Duration;

use brummer_core::{Event, EventKind, ProcessSnapshot, Readiness};
use jiff::Timestamp;

use crate::tools::edit::Newest;
use crate::tools::shown;

/// The shortest and the longest time between two looks at a port.
const SOONEST_LOOK: Duration = Duration::from_millis(50);
const LATEST_LOOK: Duration = Duration::from_secs(2);

/// One of the things that end a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Ready,
    Exit,
    Problem,
    /// A watcher finished a cycle that began after the newest change.
    Cycle,
    /// A line matches.
    Line,
    /// Somebody listens there.
    Port(u16),
    /// Nothing is printed for so long.
    Quiet(Duration),
}

/// What is known at one moment.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) now: Timestamp,
    /// When the wait began.
    pub(super) began: Timestamp,
    /// Whether one process was named, so that what was before counts as well.
    pub(super) is_named: bool,
    /// Those that are waited for.
    pub(super) processes: Vec<Arc<ProcessSnapshot>>,
    /// What happened to them since the cursor.
    pub(super) events: Vec<Event>,
    /// How many problems of them appeared since the cursor, and are there.
    pub(super) new_problems: usize,
    /// The first line that matches, with its process.
    pub(super) line: Option<String>,
    /// Who listens on the port that is waited for.
    pub(super) listener: Option<String>,
    /// When the last of them printed something.
    pub(super) printed: Option<Timestamp>,
    /// The newest change, where a cycle is waited for.
    pub(super) edit: Option<Newest>,
}

/// What the state means for the conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// One of them came to pass; how, in words.
    Met(String),
    /// Nothing more can be known; what is known, in words.
    Unknown(String),
    /// None of them can come to pass any more; why, in words.
    Never(String),
    /// None of them has.
    NotYet {
        /// Where they stand, in words.
        stands: String,
        /// After how long time alone may change that.
        look_again: Option<Duration>,
    },
}

/// What the state means: the first condition that is met; else the first of which nothing more can be known; else that none can be met
/// any more; else where they stand.
pub(super) fn decide(conditions: &[Condition], state: &State) -> Verdict {
    let verdicts: Vec<Verdict> = conditions
        .iter()
        .map(|condition| state.verdict(*condition))
        .collect();
    let is_over = |verdict: &&Verdict| matches!(verdict, Verdict::Met(_));
    let is_unknown = |verdict: &&Verdict| matches!(verdict, Verdict::Unknown(_));
    let over = verdicts.iter().find(is_over);
    if let Some(verdict) = over.or_else(|| verdicts.iter().find(is_unknown)) {
        return verdict.clone();
    }
    let mut stands = Vec::new();
    let mut look_again: Option<Duration> = None;
    let mut can_come = false;
    for verdict in verdicts {
        match verdict {
            Verdict::NotYet {
                stands: text,
                look_again: again,
            } => {
                can_come = true;
                stands.push(text);
                look_again = [look_again, again].into_iter().flatten().min();
            }
            Verdict::Met(text) | Verdict::Unknown(text) | Verdict::Never(text) => stands.push(text),
        }
    }
    stands.dedup();
    let stands = stands.join("; ");
    if can_come {
        Verdict::NotYet { stands, look_again }
    } else {
        Verdict::Never(stands)
    }
}

fn not_yet(stands: impl Into<String>) -> Verdict {
    Verdict::NotYet {
        stands: stands.into(),
        look_again: None,
    }
}

impl State {
    fn verdict(&self, condition: Condition) -> Verdict {
        match condition {
            Condition::Ready => self.ready(),
            Condition::Exit => self.exit(),
            Condition::Problem => match self.new_problems {
                0 => not_yet("no new problem"),
                number => Verdict::Met(shown::count(number, "new problem")),
            },
            Condition::Cycle => self.cycle(),
            Condition::Line => match &self.line {
                None => not_yet("no line matches"),
                Some(line) => Verdict::Met(format!("printed: {line}")),
            },
            Condition::Port(port) => match &self.listener {
                None => self.closed(port),
                Some(who) => Verdict::Met(format!("port {port} is open: {who}")),
            },
            Condition::Quiet(wanted) => self.quiet(wanted),
        }
    }

    /// Nothing tells when a port begins to be listened on, so that one has to look: seldom, and more seldom the longer one waits.
    fn closed(&self, port: u16) -> Verdict {
        let waited = between(self.began, self.now);
        Verdict::NotYet {
            stands: format!("nobody listens on port {port}"),
            look_again: Some((waited / 4).clamp(SOONEST_LOOK, LATEST_LOOK)),
        }
    }

    fn ready(&self) -> Verdict {
        let is_ready = |process: &&Arc<ProcessSnapshot>| {
            matches!(process.readiness(), Readiness::Ready { .. })
        };
        if self.is_named {
            let Some(process) = self.processes.first() else {
                return Verdict::Never("it was removed".to_owned());
            };
            if is_ready(&process) {
                return Verdict::Met(crate::tools::changes::line(process));
            }
            if process.is_finished() {
                return Verdict::Never(crate::tools::changes::line(process));
            }
            return not_yet(format!("{process}, not ready"));
        }
        let is_event = |event: &&Event| matches!(event.kind, EventKind::Ready { .. });
        match self.events.iter().find(is_event) {
            Some(event) => Verdict::Met(format!("{} is ready", event.process)),
            None => not_yet("nothing became ready"),
        }
    }

    fn exit(&self) -> Verdict {
        if self.is_named {
            let Some(process) = self.processes.first() else {
                return Verdict::Met("it was removed".to_owned());
            };
            if process.is_finished() {
                return Verdict::Met(crate::tools::changes::line(process));
            }
            return not_yet(process.to_string());
        }
        let ended = self.events.iter().find_map(|event| match &event.kind {
            EventKind::Ended { outcome, .. } => Some((&event.process, outcome)),
            _ => None,
        });
        match ended {
            Some((process, outcome)) => Verdict::Met(format!("{process} ended: {outcome}")),
            None => not_yet("nothing ended"),
        }
    }

    fn quiet(&self, wanted: Duration) -> Verdict {
        let since = self.printed.max(Some(self.began)).unwrap_or(self.began);
        let quiet = between(since, self.now);
        match wanted.checked_sub(quiet) {
            None | Some(Duration::ZERO) => {
                Verdict::Met(format!("quiet for {}", shown::duration(quiet)))
            }
            Some(rest) => Verdict::NotYet {
                stands: format!("quiet for {}", shown::duration(quiet)),
                look_again: Some(rest),
            },
        }
    }
}

/// How long from one moment to a later one; nothing if the clock was set back.
fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
