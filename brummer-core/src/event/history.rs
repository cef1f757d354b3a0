//! The latest events, for those who were not there when they happened.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::{Event, EventKind};
use crate::log::Numbers;

/// How many events are remembered. Of problems the book knows more, so that they are not among them.
const KEPT: usize = 1024;

/// The latest events of a supervisor.
#[derive(Debug, Default)]
pub(crate) struct History {
    numbers: Numbers,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Each with its place among the lines of the logs; ascending.
    events: VecDeque<(u64, Event)>,
    /// The place behind the latest event that was forgotten; 0 if none was.
    forgotten_to: u64,
}

/// Events between two positions.
#[derive(Debug, Default)]
pub(crate) struct Happened {
    /// The first one first.
    pub(crate) events: Vec<Event>,
    /// Whether there were more, which are forgotten.
    pub(crate) is_cut: bool,
}

impl History {
    /// An empty history that takes its numbers there.
    pub(crate) fn new(numbers: &Numbers) -> Self {
        Self {
            numbers: numbers.clone(),
            kept: Mutex::default(),
        }
    }

    /// Remembers an event that happens now.
    pub(crate) fn keep(&self, event: &Event) {
        match event.kind {
            EventKind::Problem { .. } => return,
            EventKind::Added
            | EventKind::Started { .. }
            | EventKind::Ready { .. }
            | EventKind::Cycle { .. }
            | EventKind::Stopping { .. }
            | EventKind::Ended { .. }
            | EventKind::Removed => {}
        }
        let mut kept = self.kept();
        if kept.events.len() >= KEPT
            && let Some((number, _)) = kept.events.pop_front()
        {
            kept.forgotten_to = number + 1;
        }
        let number = self.numbers.next();
        kept.events.push_back((number, event.clone()));
    }

    /// What happened between two positions, as far as it is remembered.
    pub(crate) fn between(&self, positions: Range<u64>) -> Happened {
        let kept = self.kept();
        let first = kept
            .events
            .partition_point(|(number, _)| *number < positions.start);
        let events = kept.events.range(first..);
        let events = events.take_while(|(number, _)| *number < positions.end);
        Happened {
            events: events.map(|(_, event)| event.clone()).collect(),
            is_cut: positions.start < kept.forgotten_to,
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        // Each step leaves a whole list.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::id::ProcessId;

    fn event(revision: u64) -> Event {
        Event {
            revision,
            time: Timestamp::UNIX_EPOCH,
            process: ProcessId::new("dev").unwrap(),
            kind: EventKind::Added,
        }
    }

    #[track_caller]
    fn check(events: u64, from: u64, to: u64, expected: &[u64], is_cut: bool) {
        let history = History::default();
        (0..events).for_each(|revision| history.keep(&event(revision)));
        let happened = history.between(from..to);
        let revisions: Vec<_> = happened.events.iter().map(|event| event.revision).collect();
        assert_eq!((&revisions[..], happened.is_cut), (expected, is_cut));
    }

    #[test]
    fn what_happened_between_two_positions_comes_in_order() {
        check(5, 2, 4, &[2, 3], false);
        check(5, 5, 9, &[], false);
    }

    #[test]
    fn what_is_forgotten_is_told() {
        check(KEPT as u64 + 3, 1, 5, &[3, 4], true);
        check(KEPT as u64 + 3, 3, 5, &[3, 4], false);
    }
}
