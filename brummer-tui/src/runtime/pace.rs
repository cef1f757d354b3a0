//! When frames are drawn: in turn while things change by themselves, and at once for who waits for one.
//!
//! A frame in turn waits until the time of all frames before it has passed. One that is waited for may borrow the time of a few
//! to come, so that a key is answered at once also amid a flood, and there are no more than 60 frames in any second.

use std::time::Duration;

use tokio::time::Instant;

use crate::update::Msg;

/// How much time a frame takes up: with those that can be borrowed, that makes 60 in a second. Also the least time between two
/// looks at the same kind of change.
pub(super) const FRAME: Duration = Duration::from_micros(17_600);

/// How many frames may be borrowed.
const BORROWED: u32 = 3;

/// Why something has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// By itself: nobody waits to see it.
    Itself,
    /// By what the person has just done.
    Hand,
    /// By the answer to what the person has just done.
    Answer,
}

/// The times of frames.
#[derive(Debug)]
pub(super) struct Pace {
    /// When the time of all frames that were drawn has passed.
    free: Instant,
    /// When the next frame is to be drawn, if something has changed.
    due: Option<Instant>,
    /// The log that is read because of what the person has just done.
    awaited: Option<u64>,
}

impl Pace {
    /// With a first frame that is due at once.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            free: now,
            due: Some(now),
            awaited: None,
        }
    }

    /// Why that changes which follows from a message.
    pub(super) fn cause(&mut self, msg: &Msg) -> Cause {
        match msg {
            Msg::Key(_)
            | Msg::Paste(_)
            | Msg::Wheel(..)
            | Msg::Click(_)
            | Msg::Drag(_)
            | Msg::Drop
            | Msg::Resize(_)
            | Msg::Found(..)
            | Msg::Reply(_)
            | Msg::Refused => Cause::Hand,
            Msg::Log { ticket, .. } if self.awaited == Some(*ticket) => {
                self.awaited = None;
                Cause::Answer
            }
            Msg::Clock(_)
            | Msg::Tick
            | Msg::Background(_)
            | Msg::Looked(_)
            | Msg::Project(_)
            | Msg::LogsChanged(_)
            | Msg::News(_)
            | Msg::Activity(_)
            | Msg::Log { .. }
            | Msg::Bars(_)
            | Msg::Streamed(_)
            | Msg::Matches(..)
            | Msg::Problems(_)
            | Msg::Frame(_)
            | Msg::Usage(_)
            | Msg::Host(_)
            | Msg::Shutdown => Cause::Itself,
        }
    }

    /// A log is read, with this number in question and answer.
    pub(super) fn reads(&mut self, ticket: u64, cause: Cause) {
        // What follows from an answer is that the log goes on, which it does by itself.
        if cause == Cause::Hand {
            self.awaited = Some(ticket);
        }
    }

    /// Something visible has changed.
    pub(super) fn ask(&mut self, cause: Cause) {
        let due = match cause {
            Cause::Itself => self.free,
            // Before that there is no time at all only right after the machine has begun.
            Cause::Hand | Cause::Answer => {
                self.free.checked_sub(BORROWED * FRAME).unwrap_or(self.free)
            }
        };
        self.due = Some(self.due.map_or(due, |earlier| earlier.min(due)));
    }

    /// Nothing is to be drawn.
    pub(super) fn forget(&mut self) {
        self.due = None;
    }

    /// When the next frame is to be drawn; none if nothing has changed.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Whether a frame is to be drawn now; if so, it counts as drawn.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let is_due = self.due.is_some_and(|due| due <= now);
        if is_due {
            self.due = None;
            self.free = self.free.max(now) + FRAME;
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::samples::{key, page};

    /// When frames are drawn, in ms after the first one, where this is asked so many ms after it, in order.
    fn drawn(asked: &[(u32, Cause)]) -> Vec<f64> {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        assert!(pace.take(start));
        let mut frames = Vec::new();
        let mut now = start;
        let mut asked = asked.iter().peekable();
        loop {
            let next = asked
                .peek()
                .map(|(ms, _)| start + Duration::from_millis((*ms).into()));
            let due = pace.due().map(|due| due.max(now));
            now = match (next, due) {
                (Some(next), Some(due)) => next.min(due),
                (next, due) => match next.or(due) {
                    Some(time) => time,
                    None => return frames,
                },
            };
            if next == Some(now)
                && let Some((_, cause)) = asked.next()
            {
                pace.ask(*cause);
            }
            if pace.take(now) {
                frames.push((now - start).as_secs_f64() * 1e3);
            }
        }
    }

    /// Something changes each ms from the first one on, up to this.
    fn flood(ms: u32) -> Vec<(u32, Cause)> {
        (1..=ms).map(|ms| (ms, Cause::Itself)).collect()
    }

    #[test]
    fn what_changes_by_itself_is_drawn_in_turn() {
        assert_eq!(drawn(&flood(40)), [17.6, 35.2, 52.8]);
        assert_eq!(drawn(&[(500, Cause::Itself)]), [500.0]);
    }

    #[test]
    fn a_frame_that_is_waited_for_is_drawn_at_once_and_its_time_is_taken_from_those_to_come() {
        let mut asked = flood(40);
        asked[19].1 = Cause::Hand;
        assert_eq!(drawn(&asked), [17.6, 20.0, 52.8]);
    }

    #[test]
    fn no_more_than_three_frames_are_borrowed() {
        let asked = [1, 2, 3, 4, 5].map(|ms| (ms, Cause::Hand));
        assert_eq!(drawn(&asked), [1.0, 2.0, 3.0, 17.6]);
    }

    #[test]
    fn nothing_is_drawn_that_was_forgotten() {
        let mut pace = Pace::new(Instant::now());
        pace.forget();
        assert_eq!(pace.due(), None);
        assert!(!pace.take(Instant::now()));
    }

    /// Why that changes which follows from this log.
    fn log(pace: &mut Pace, ticket: u64) -> Cause {
        pace.cause(&Msg::Log {
            ticket,
            page: Ok(page(0, &[])),
            start: 0,
        })
    }

    #[test]
    fn the_log_that_a_key_shows_is_waited_for_and_not_what_comes_after_it() {
        let mut pace = Pace::new(Instant::now());
        assert_eq!(log(&mut pace, 1), Cause::Itself);
        let cause = pace.cause(&Msg::Key(key("J")));
        pace.reads(2, cause);
        assert_eq!(log(&mut pace, 1), Cause::Itself);
        let cause = log(&mut pace, 2);
        assert_eq!(cause, Cause::Answer);
        pace.reads(2, cause);
        assert_eq!(log(&mut pace, 2), Cause::Itself);
    }

    proptest! {
        #[test]
        fn there_are_no_more_than_60_frames_in_any_second(
            steps in proptest::collection::vec((0..20_u32, any::<bool>()), 0..400),
        ) {
            let mut ms = 0;
            let asked = steps.iter().map(|(after, by_hand)| {
                ms += after;
                (ms, if *by_hand { Cause::Hand } else { Cause::Itself })
            });
            let frames = drawn(&asked.collect::<Vec<_>>());
            for (index, first) in frames.iter().enumerate() {
                let second = frames[index..].iter().filter(|at| **at < first + 1e3);
                prop_assert!(second.count() <= 60);
            }
        }
    }
}
