use super::super::{NewSince, Resolved};
use super::*;
use crate::id::InstanceId;
use crate::log::LogCursor;

/// A book with one process, which is told what happens line by line.
struct Story {
    book: ProblemBook,
    process: ProcessId,
    sequence: u64,
    run: Run,
}

impl Story {
    fn new() -> Self {
        Self {
            book: ProblemBook::default(),
            process: ProcessId::new("dev").unwrap(),
            sequence: 0,
            run: Run::FIRST,
        }
    }

    fn at(&mut self) -> Sighting {
        self.sequence += 1;
        Sighting {
            run: self.run,
            time: time(self.sequence),
            sequence: self.sequence,
        }
    }

    fn prints(&mut self, message: &str) -> bool {
        let at = self.at();
        let mut finding = Finding::error("tsc", message);
        finding.lines = (at.sequence, at.sequence);
        self.book.saw(&self.process, at, finding)
    }

    fn cycle(&mut self, tool: &'static str, step: CycleStep) {
        let at = self.at();
        let lane = None;
        self.book
            .cycle(&self.process, at, &Cycle { tool, lane, step });
    }

    fn begins(&mut self) {
        self.cycle("tsc", CycleStep::Began);
    }

    fn ends(&mut self) {
        self.cycle("tsc", CycleStep::Ended { errors: None });
    }

    fn restarts(&mut self) {
        let at = self.at();
        self.run = self.run.next();
        self.book.began(&self.process, at.time);
    }

    /// The messages of the current problems.
    fn current(&self) -> Vec<String> {
        self.ask(&ProblemQuery::default())
    }

    fn ask(&self, query: &ProblemQuery) -> Vec<String> {
        let page = self.book.query(query);
        let messages = page.problems.iter();
        let mut messages: Vec<_> = messages
            .map(|problem| problem.finding.message.clone())
            .collect();
        messages.sort();
        messages
    }
}

fn time(second: u64) -> Timestamp {
    Timestamp::from_second(second.cast_signed()).unwrap()
}

#[test]
fn what_a_cycle_does_not_print_again_is_resolved() {
    let mut story = Story::new();
    story.begins();
    story.prints("a");
    story.prints("b");
    story.ends();
    assert_eq!(story.current(), ["a", "b"]);
    story.begins();
    story.prints("b");
    assert_eq!(
        story.current(),
        ["a", "b"],
        "not before the end of the cycle"
    );
    story.ends();
    assert_eq!(story.current(), ["b"]);
}

#[test]
fn a_watcher_that_does_not_say_when_it_begins_has_its_cycles_from_end_to_end() {
    let mut story = Story::new();
    story.prints("a");
    story.ends();
    assert_eq!(story.current(), ["a"]);
    story.prints("b");
    story.ends();
    assert_eq!(story.current(), ["b"]);
    story.ends();
    assert_eq!(story.current(), [""; 0]);
}

#[test]
fn the_cycle_of_another_tool_resolves_nothing() {
    let mut story = Story::new();
    story.prints("a");
    story.cycle("sass", CycleStep::Ended { errors: Some(0) });
    story.cycle("sass", CycleStep::Ended { errors: Some(0) });
    assert_eq!(story.current(), ["a"]);
}

#[test]
fn a_restart_resolves_and_what_comes_back_is_the_same_problem() {
    let mut story = Story::new();
    story.prints("a");
    story.restarts();
    assert_eq!(story.current(), [""; 0]);
    assert!(story.prints("a"));
    assert!(!story.prints("a"));
    let page = story.book.query(&ProblemQuery::default());
    let problem = &page.problems[0];
    assert_eq!((problem.count, problem.first_run), (3, Run::FIRST));
    assert_eq!(problem.last_run, Run::FIRST.next());
}

#[test]
fn new_is_what_appeared_after_a_moment_a_cursor_or_a_restart() {
    let mut story = Story::new();
    story.prints("old");
    story.prints("gone and back");
    story.restarts();
    story.prints("old");
    let moment = time(story.sequence + 1);
    let cursor = LogCursor {
        epoch: InstanceId::from_number(0),
        sequence: story.book.numbers.end(),
    };
    story.prints("gone and back");
    story.prints("new");
    let since = |since| ProblemQuery {
        new_since: Some(since),
        ..ProblemQuery::default()
    };
    assert_eq!(
        story.ask(&since(NewSince::Time(moment))),
        ["gone and back", "new"]
    );
    assert_eq!(
        story.ask(&since(NewSince::Cursor(cursor))),
        ["gone and back", "new"]
    );
    assert_eq!(story.ask(&since(NewSince::Restart)), ["new"]);
}

#[test]
fn what_was_resolved_since_a_cursor_is_found_too() {
    let mut story = Story::new();
    story.prints("resolved before");
    story.restarts();
    story.prints("resolved since");
    let cursor = LogCursor {
        epoch: InstanceId::from_number(0),
        sequence: story.book.numbers.end(),
    };
    story.begins();
    story.prints("new");
    story.ends();
    let changed = ProblemQuery {
        new_since: Some(NewSince::Cursor(cursor)),
        resolved: Resolved::With,
        ..ProblemQuery::default()
    };
    assert_eq!(story.ask(&changed), ["new", "resolved since"]);
}

#[test]
fn counts_are_those_of_the_current_problems() {
    let mut story = Story::new();
    story.prints("a");
    story.prints("b");
    story.prints("b");
    assert_eq!(story.book.counts(&story.process).errors, 2);
    story.restarts();
    assert_eq!(story.book.counts(&story.process).errors, 0);
}

#[test]
fn a_flood_of_problems_is_bounded_and_counted() {
    let mut story = Story::new();
    let name = |n: usize| (0..=n).map(|_| 'x').collect::<String>();
    for n in 0..PER_PROCESS + 5 {
        story.prints(&name(n));
    }
    let all = ProblemQuery {
        limit: usize::MAX,
        ..ProblemQuery::default()
    };
    let page = story.book.query(&all);
    assert_eq!((page.problems.len(), page.forgotten), (PER_PROCESS, 5));
    story.restarts();
    story.prints("one more");
    assert_eq!(story.current(), ["one more"]);
}
