//! What queries find, beside what looking at every line finds.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::id::{ProcessId, Run};
use crate::log::store::Source;
use crate::log::{
    Annotate, Level, LineRef, LogContext, LogPattern, LogPoint, LogRun, Overflow, Stream,
};

/// A log of several processes, a second between chunks.
struct Logs {
    journal: Arc<Journal>,
    stores: Vec<Arc<LogStore>>,
    seconds: i64,
}

/// A level stands at the beginning of a line.
struct FirstWord;

impl Annotate for FirstWord {
    fn line(&mut self, line: LineRef<'_>) -> Option<Level> {
        let text = String::from_utf8_lossy(line.bytes);
        text.split(' ').next()?.parse().ok()
    }
}

impl Logs {
    fn new(names: &[&str]) -> Self {
        let journal = Journal::new(InstanceId::random(), 1 << 20, Overflow::Evict);
        let store = |name: &&str| LogStore::new(ProcessId::new(name).unwrap(), &journal);
        Self {
            stores: names.iter().map(store).collect(),
            journal,
            seconds: 0,
        }
    }

    /// Lines of the first process.
    fn of(text: &str) -> Self {
        let mut logs = Self::new(&["web"]);
        for line in text.split_inclusive('\n') {
            logs.feed(0, 1, line);
        }
        logs
    }

    fn feed(&mut self, process: usize, run: u32, text: &str) {
        let source = Source {
            run: Run::from_number(run),
            stream: Stream::Stdout,
            time: second(self.seconds),
        };
        self.stores[process].feed(source, text.as_bytes(), &mut FirstWord);
        self.seconds += 1;
    }

    fn read(&self, query: &LogQuery) -> LogPage {
        read(&self.journal, self.journal.end(), &self.stores, query)
    }

    #[track_caller]
    fn check(&self, query: &LogQuery, expected: &[&str]) -> LogPage {
        let page = self.read(query);
        let texts: Vec<_> = page.lines.iter().map(LogLine::text).collect();
        assert_eq!(texts, expected);
        page
    }
}

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn literal(text: &str) -> LogPattern {
    LogPattern::literal(text).unwrap()
}

#[test]
fn a_level_wants_lines_that_are_at_least_as_serious() {
    let logs = Logs::of("info a\nplain\nerror b\nwarn c\nfatal d\n");
    let query = |level| LogQuery {
        level: Some(level),
        ..LogQuery::default()
    };
    logs.check(&query(Level::Warn), &["error b", "warn c", "fatal d"]);
    logs.check(&query(Level::Fatal), &["fatal d"]);
}

#[test]
fn a_run_is_asked_for_by_number_or_counted_from_the_last_of_each_process() {
    let mut logs = Logs::new(&["web", "api"]);
    for (process, run, text) in [
        (0, 1, "w1\n"),
        (1, 1, "a1\n"),
        (0, 2, "w2\n"),
        (0, 3, "w3\n"),
    ] {
        logs.feed(process, run, text);
    }
    let query = |run: &str| LogQuery {
        run: Some(run.parse::<LogRun>().unwrap()),
        ..LogQuery::default()
    };
    logs.check(&query("1"), &["w1", "a1"]);
    logs.check(&query("-1"), &["a1", "w3"]);
    logs.check(&query("-3"), &["w1"]);
    logs.check(&query("9"), &[]);
}

#[test]
fn a_run_that_printed_nothing_is_the_last_all_the_same() {
    let logs = Logs::of("old\n");
    logs.stores[0].begin(Run::from_number(2));
    let last = LogQuery {
        run: Some(LogRun::FromLast(1)),
        ..LogQuery::default()
    };
    logs.check(&last, &[]);
}

#[test]
fn a_time_range_has_its_first_moment_and_not_its_last() {
    let logs = Logs::of("0\n1\n2\n3\n");
    let query = LogQuery {
        since: Some(second(1)),
        until: Some(second(3)),
        ..LogQuery::default()
    };
    logs.check(&query, &["1", "2"]);
}

#[test]
fn around_a_moment_are_the_lines_of_all_processes_on_both_sides() {
    let mut logs = Logs::new(&["web", "api"]);
    for n in 0..10 {
        logs.feed(n % 2, 1, &format!("{n}\n"));
    }
    let query = |point, limit| LogQuery {
        range: LogRange::Around(point, Duration::from_secs(2)),
        limit,
        ..LogQuery::default()
    };
    let all = ["3", "4", "5", "6", "7"];
    logs.check(&query(LogPoint::Time(second(5)), 100), &all);
    logs.check(&query(LogPoint::Line(5), 100), &all);
    // What is nearest, as much before as behind.
    let page = logs.check(&query(LogPoint::Line(5), 2), &["4", "5"]);
    assert_eq!((page.more, page.left_out), (true, 3));
    // One side leaves room for the other.
    logs.check(&query(LogPoint::Line(9), 3), &["7", "8", "9"]);
    logs.check(&query(LogPoint::Line(0), 9), &["0", "1", "2"]);
    logs.check(&query(LogPoint::Line(99), 9), &[]);
}

#[test]
fn context_is_of_the_same_process_and_marked() {
    let mut logs = Logs::new(&["web", "api"]);
    for (process, text) in [
        (0, "a\nb\n"),
        (1, "x\n"),
        (0, "hit\nc\n"),
        (1, "y\n"),
        (0, "d\n"),
    ] {
        logs.feed(process, 1, text);
    }
    let query = LogQuery {
        pattern: Some(literal("hit")),
        context: LogContext {
            before: 1,
            after: 2,
        },
        ..LogQuery::default()
    };
    let page = logs.check(&query, &["b", "hit", "c", "d"]);
    let marked: Vec<_> = page
        .lines
        .iter()
        .map(|line| page.is_context(line))
        .collect();
    assert_eq!(marked, [true, false, true, true]);
}

#[test]
fn context_is_no_match_twice_and_does_not_count_for_the_limit() {
    let logs = Logs::of("hit 1\nhit 2\na\nb\nc\nhit 3\n");
    let query = |limit| LogQuery {
        pattern: Some(literal("hit")),
        limit,
        context: LogContext {
            before: 1,
            after: 1,
        },
        ..LogQuery::default()
    };
    let page = logs.check(&query(3), &["hit 1", "hit 2", "a", "c", "hit 3"]);
    assert_eq!(page.context, [2, 4]);
    let page = logs.check(&query(2), &["hit 1", "hit 2", "a", "c", "hit 3"]);
    assert_eq!((page.context, page.left_out), (vec![0, 2, 4], 1));
}

#[test]
fn the_newest_first_is_the_same_page_turned_around() {
    let logs = Logs::of("1\n2\n3\n");
    let query = LogQuery {
        order: LogOrder::NewestFirst,
        limit: 2,
        ..LogQuery::default()
    };
    let page = logs.check(&query, &["3", "2"]);
    assert_eq!(page.previous.sequence, 1);
}

#[test]
fn what_a_page_has_no_room_for_is_counted() {
    let logs = Logs::of("a\nb\na\na\n");
    let query = |pattern| LogQuery {
        limit: 1,
        pattern,
        ..LogQuery::default()
    };
    assert_eq!(logs.check(&query(None), &["a"]).left_out, 3);
    assert_eq!(logs.check(&query(Some(literal("a"))), &["a"]).left_out, 2);
    let counted = |query| count(&logs.journal, logs.journal.end(), &logs.stores, &query);
    assert_eq!(counted(query(None)), 4);
    assert_eq!(counted(query(Some(literal("a")))), 3);
}

#[test]
fn counting_ends_at_its_bound() {
    let mut logs = Logs::new(&["web"]);
    for _ in 0..3 {
        logs.feed(0, 1, &"x\n".repeat(9_000));
    }
    let query = LogQuery {
        limit: 1,
        pattern: Some(literal("x")),
        ..LogQuery::default()
    };
    assert_eq!(logs.read(&query).left_out, LogQuery::MAX_COUNTED);
}

/// Text with what makes searches go wrong: empty lines, colours, halves of sequences, bytes that are no text.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b"\n"[..],
        b"\n",
        b"error",
        b"ERROR",
        b" ",
        b"ok",
        b"\x1b[31m",
        b"\x1b[0m",
        b"\x1b[",
        b"\xff",
        b"\xc3\xa9",
        b"warn x\n",
        b"info y\n",
    ]);
    prop::collection::vec(piece, 0..200).prop_map(|pieces| pieces.concat())
}

fn patterns() -> impl Strategy<Value = LogPattern> {
    let patterns = vec![
        "error",
        "ERROR",
        "^error",
        "ok$",
        "^$",
        r"\s",
        "[^e]*",
        "",
        r"e.*k",
        "x|y",
        "é",
        r"\Aok",
        r"error\s*ok",
        "31",
        r"(?s)o.*e",
        r"\n",
        r"\bok\b",
    ];
    (prop::sample::select(patterns), any::<bool>()).prop_map(|(pattern, inverted)| {
        let pattern = LogPattern::regex(pattern).unwrap();
        if inverted {
            pattern.inverted()
        } else {
            pattern
        }
    })
}

proptest! {
    #[test]
    fn a_search_finds_what_looking_at_every_line_finds(
        chunks in prop::collection::vec((0_usize..2, 1_u32..3, lines()), 1..6),
        pattern in prop::option::of(patterns()),
        level in prop::option::of(prop::sample::select(vec![Level::Info, Level::Warn])),
        run in prop::option::of(1_u32..3),
        (from, to) in (0_u64..200, 0_u64..200),
        since in prop::option::of(0_i64..5),
        limit in 1_usize..200,
        backward in any::<bool>(),
    ) {
        let mut logs = Logs::new(&["web", "api"]);
        for (process, run, text) in chunks {
            let source = Source {
                run: Run::from_number(run),
                stream: Stream::Stdout,
                time: second(logs.seconds),
            };
            logs.stores[process].feed(source, &text, &mut FirstWord);
            logs.seconds += 1;
        }
        let everything = logs.read(&LogQuery { limit: 100_000, ..LogQuery::default() }).lines;
        let range = if backward {
            LogRange::Before(logs.journal.cursor(to))
        } else {
            LogRange::After(logs.journal.cursor(from))
        };
        let run = run.map(|run| LogRun::Number(Run::from_number(run)));
        let since = since.map(second);
        let query = LogQuery { range, limit, level, run, since, pattern, ..LogQuery::default() };
        let wanted = |line: &&LogLine| {
            (if backward { line.sequence < to } else { line.sequence >= from })
                && query.pattern.as_ref().is_none_or(|pattern| pattern.matches(line))
                && query.level.is_none_or(|level| line.level >= Some(level))
                && query.run.is_none_or(|run| run == LogRun::Number(line.run))
                && query.since.is_none_or(|since| line.time >= since)
        };
        let wanted: Vec<&LogLine> = everything.iter().filter(wanted).collect();
        let taken = wanted.len().min(limit);
        let expected = if backward { &wanted[wanted.len() - taken..] } else { &wanted[..taken] };
        let page = logs.read(&query);
        prop_assert_eq!(page.lines.iter().collect::<Vec<_>>(), expected);
        prop_assert_eq!(page.left_out, (wanted.len() - taken) as u64);
        prop_assert_eq!(
            count(&logs.journal, logs.journal.end(), &logs.stores, &query),
            wanted.len() as u64
        );
    }
}

#[test]
fn the_duration_of_a_window_may_be_any() {
    let logs = Logs::of("a\n");
    let query = LogQuery {
        range: LogRange::Around(LogPoint::Line(0), Duration::MAX),
        ..LogQuery::default()
    };
    logs.check(&query, &["a"]);
    assert!(SignedDuration::try_from(Duration::MAX).is_err());
}
