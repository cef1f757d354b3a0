//! From chunks to lines, and from lines to pages.

use proptest::prelude::*;

use super::*;
use crate::id::InstanceId;
use crate::log::read::read;
use crate::log::{
    Level, LineRef, LogGap, LogPage, LogPattern, LogQuery, LogRange, MAX_LINE_BYTES, Overflow,
};

fn journal(limit: usize) -> Arc<Journal> {
    Journal::new(InstanceId::random(), limit, Overflow::Evict)
}

fn store(name: &str, journal: &Arc<Journal>) -> Arc<LogStore> {
    LogStore::new(ProcessId::new(name).unwrap(), journal)
}

fn stdout() -> Source {
    Source {
        run: Run::FIRST,
        stream: Stream::Stdout,
        time: Timestamp::UNIX_EPOCH,
    }
}

fn page(
    journal: &Arc<Journal>,
    stores: &[Arc<LogStore>],
    range: LogRange,
    limit: usize,
) -> LogPage {
    read(
        journal,
        journal.end(),
        stores,
        &LogQuery {
            range,
            limit,
            ..LogQuery::default()
        },
    )
}

fn texts(page: &LogPage) -> Vec<String> {
    page.lines
        .iter()
        .map(|line| line.text().into_owned())
        .collect()
}

/// Feeds the chunks and compares lines and open line.
#[track_caller]
fn check(chunks: &[&str], lines: &[&str], open: &str) {
    let journal = journal(1 << 20);
    let log = store("dev", &journal);
    for chunk in chunks {
        log.feed(stdout(), chunk.as_bytes(), &mut ());
    }
    let page = page(&journal, &[log], LogRange::Tail, 1000);
    assert_eq!(texts(&page), lines);
    let shown: String = page
        .open
        .iter()
        .map(|open| open.text().into_owned())
        .collect();
    assert_eq!(shown, open);
}

#[test]
fn lines_are_completed_by_newlines_wherever_chunks_are_cut() {
    check(&["one\ntwo\n"], &["one", "two"], "");
    check(&["on", "e\ntw", "o\n"], &["one", "two"], "");
    check(&["\n\n"], &["", ""], "");
}

#[test]
fn an_unfinished_line_is_the_open_line() {
    check(&["one\nname? "], &["one"], "name? ");
    check(&["name? ", "x\n"], &["name? x"], "");
}

#[test]
fn a_carriage_return_rewrites_the_open_line() {
    check(&["10%\r20%"], &[], "20%");
    check(&["10%\r", "20%\r"], &[], "20%");
    check(&["10%\r20%\r30%\ndone\n"], &["30%", "done"], "");
}

#[test]
fn crlf_is_a_line_ending_also_across_chunks() {
    check(
        &["one\r\ntwo\r", "\nthree\r\r\n"],
        &["one", "two", "three"],
        "",
    );
}

#[test]
fn the_bound_and_a_carriage_return_give_the_same_lines_in_any_chunks() {
    let lengths = |chunks: &[&[u8]]| {
        let journal = journal(1 << 20);
        let log = store("dev", &journal);
        for chunk in chunks {
            log.feed(stdout(), chunk, &mut ());
        }
        let page = page(&journal, &[log], LogRange::Tail, 10);
        let lines = page.lines.iter();
        lines
            .map(|line| (line.bytes.len(), line.split))
            .collect::<Vec<_>>()
    };
    let long = vec![b'x'; MAX_LINE_BYTES];
    assert_eq!(lengths(&[&long, b"\r", b"abc\n"]), [(3, false)]);
    assert_eq!(lengths(&[&long, b"\rabc\n"]), [(3, false)]);
    let bound = [(MAX_LINE_BYTES, true), (3, false)];
    assert_eq!(lengths(&[&long, b"x", b"\rabc\n"]), bound);
    assert_eq!(lengths(&[&long, b"x\rabc\n"]), bound);
    assert_eq!(lengths(&[&long, b"x\r", b"abc\n"]), bound);
}

#[test]
fn a_line_of_ten_megabytes_is_split_at_the_bound() {
    let journal = journal(64 << 20);
    let log = store("dev", &journal);
    let line = vec![b'x'; 10_000_000];
    log.feed(stdout(), &line, &mut ());
    log.feed(stdout(), b"\n", &mut ());
    let page = page(&journal, &[log], LogRange::Tail, 1000);
    assert_eq!(page.lines.len(), 10_000_000_usize.div_ceil(MAX_LINE_BYTES));
    assert_eq!(
        page.lines
            .iter()
            .map(|line| line.bytes.len())
            .sum::<usize>(),
        10_000_000
    );
    let (last, others) = page.lines.split_last().unwrap();
    assert!(others.iter().all(|line| line.split) && !last.split);
}

#[test]
fn the_last_line_needs_no_newline() {
    let journal = journal(1 << 20);
    let log = store("dev", &journal);
    log.feed(stdout(), b"one\nlast\r", &mut ());
    log.finish(stdout(), &mut ());
    assert_eq!(
        texts(&page(&journal, &[log], LogRange::Tail, 10)),
        ["one", "last"]
    );
}

#[test]
fn a_run_does_not_go_on_with_the_line_of_another() {
    let journal = journal(1 << 20);
    let log = [store("dev", &journal)];
    let second = Source {
        run: Run::FIRST.next(),
        ..stdout()
    };
    log[0].feed(stdout(), b"half of run 1", &mut ());
    log[0].feed(second, b"half of run 2", &mut ());
    // The old pipe ends late.
    log[0].finish(stdout(), &mut ());
    log[0].feed(second, b", whole\n", &mut ());
    let page = page(&journal, &log, LogRange::Tail, 10);
    assert_eq!(texts(&page), ["half of run 1", "half of run 2, whole"]);
    assert_eq!(page.lines[0].run, Run::FIRST);
}

#[test]
fn several_logs_are_merged_in_the_order_of_arrival() {
    let journal = journal(1 << 20);
    let (web, api) = (store("web", &journal), store("api", &journal));
    for (log, text) in [
        (&web, "1\n2\n"),
        (&api, "3\n"),
        (&web, "4\n"),
        (&api, "5\n"),
    ] {
        log.feed(stdout(), text.as_bytes(), &mut ());
    }
    let both = [web, api];
    let all = page(&journal, &both, LogRange::Tail, 10);
    assert_eq!(texts(&all), ["1", "2", "3", "4", "5"]);
    let tail = page(&journal, &both, LogRange::Tail, 2);
    assert_eq!(
        (texts(&tail), tail.more),
        (vec!["4".into(), "5".into()], true)
    );
    let older = page(&journal, &both, LogRange::Before(tail.previous), 2);
    assert_eq!(texts(&older), ["2", "3"]);
}

#[test]
fn a_cursor_reads_on_without_repeating_or_skipping() {
    let journal = journal(1 << 20);
    let log = [store("dev", &journal)];
    log[0].feed(stdout(), b"1\n2\n3\n", &mut ());
    let first = page(&journal, &log, LogRange::After(journal.cursor(0)), 2);
    assert_eq!(
        (texts(&first), first.more),
        (vec!["1".into(), "2".into()], true)
    );
    log[0].feed(stdout(), b"4\n", &mut ());
    let second = page(&journal, &log, LogRange::After(first.next), 10);
    assert_eq!(
        (texts(&second), second.more),
        (vec!["3".into(), "4".into()], false)
    );
    let third = page(&journal, &log, LogRange::After(second.next), 10);
    assert_eq!((texts(&third), third.gap), (vec![], LogGap::None));
}

#[test]
fn a_filtered_read_goes_on_behind_what_it_looked_at() {
    let journal = journal(1 << 20);
    let log = [store("dev", &journal)];
    log[0].feed(stdout(), b"error 1\nok\n", &mut ());
    let pattern = Some(LogPattern::literal("error").unwrap());
    let query = |range| LogQuery {
        range,
        pattern: pattern.clone(),
        ..LogQuery::default()
    };
    let first = read(&journal, journal.end(), &log, &query(LogRange::Tail));
    assert_eq!(texts(&first), ["error 1"]);
    log[0].feed(stdout(), b"error 2\n", &mut ());
    let second = read(
        &journal,
        journal.end(),
        &log,
        &query(LogRange::After(first.next)),
    );
    assert_eq!(texts(&second), ["error 2"]);
}

#[test]
fn a_cursor_of_another_instance_is_a_gap_and_not_a_wrong_page() {
    let journal = journal(1 << 20);
    let log = [store("dev", &journal)];
    log[0].feed(stdout(), b"1\n2\n", &mut ());
    let foreign = super::super::LogCursor {
        epoch: InstanceId::random(),
        sequence: 1,
    };
    let page = page(&journal, &log, LogRange::After(foreign), 10);
    assert_eq!(
        (texts(&page), page.gap),
        (vec!["1".into(), "2".into()], LogGap::OtherInstance)
    );
}

/// Finds the level at the beginning of a line, and keeps what it was shown.
#[derive(Default)]
struct Shown(Vec<(u64, String)>);

impl Annotate for Shown {
    fn line(&mut self, line: LineRef<'_>) -> Option<Level> {
        let text = String::from_utf8_lossy(line.bytes).into_owned();
        let level = text.split(' ').next().and_then(|word| word.parse().ok());
        self.0.push((line.sequence, text));
        level
    }
}

#[test]
fn each_line_is_shown_once_and_in_order_when_it_is_completed() {
    let journal = journal(1 << 20);
    let log = store("dev", &journal);
    let mut shown = Shown::default();
    for chunk in ["one\ntw", "o\nthree", "\rfour\n", "last"] {
        log.feed(stdout(), chunk.as_bytes(), &mut shown);
    }
    log.finish(stdout(), &mut shown);
    let expected = ["one", "two", "four", "last"].map(str::to_owned);
    assert_eq!(shown.0, (0..4).zip(expected).collect::<Vec<_>>());
}

#[test]
fn a_line_keeps_the_level_that_it_was_given() {
    let journal = journal(1 << 20);
    let log = store("dev", &journal);
    let text = "trace a\nno level\nfatal b\nwarn c";
    log.feed(stdout(), text.as_bytes(), &mut Shown::default());
    log.finish(stdout(), &mut Shown::default());
    let levels = |limit| {
        let page = page(&journal, &[Arc::clone(&log)], LogRange::Tail, limit);
        page.lines.iter().map(|line| line.level).collect::<Vec<_>>()
    };
    let all = [
        Some(Level::Trace),
        None,
        Some(Level::Fatal),
        Some(Level::Warn),
    ];
    assert_eq!(levels(10), all);
    assert_eq!(levels(2), all[2..]);
}

#[test]
fn what_one_read_brought_shares_one_description_however_large_it_was() {
    let journal = journal(1 << 20);
    let log = store("dev", &journal);
    let text = b"0123456\n".repeat(8 * 1024);
    log.feed(stdout(), &text, &mut ());
    // Each line takes its text and four bytes.
    assert!(journal.used() < 8 * 1024 * 12 + 100, "{}", journal.used());
}

#[test]
fn the_budget_holds_and_what_was_evicted_is_counted() {
    let journal = journal(1 << 20);
    let log = [store("dev", &journal)];
    let mut line = [b'x'; 100];
    line[99] = b'\n';
    for _ in 0..50_000 {
        log[0].feed(stdout(), &line, &mut ());
        assert!(journal.used() <= 1 << 20);
    }
    let page = page(
        &journal,
        &log,
        LogRange::After(journal.cursor(0)),
        LogQuery::MAX_LIMIT,
    );
    assert_eq!(page.gap, LogGap::Evicted(50_000 - page.lines.len() as u64));
    assert_eq!(page.lines.last().unwrap().sequence, 49_999);
}

#[test]
fn a_noisy_process_does_not_evict_the_history_of_a_quiet_one() {
    let journal = journal(1 << 20);
    let (quiet, noisy) = (store("quiet", &journal), store("noisy", &journal));
    quiet.feed(stdout(), b"precious\n", &mut ());
    for _ in 0..200 {
        noisy.feed(stdout(), &b"noise\n".repeat(10_000), &mut ());
    }
    assert_eq!(
        texts(&page(&journal, &[quiet], LogRange::Tail, 10)),
        ["precious"]
    );
}

#[test]
fn text_takes_no_more_memory_than_a_segment_is_counted_for() {
    let journal = journal(4 << 20);
    let log = store("dev", &journal);
    let line = [b"x".repeat(99), b"\n".to_vec()].concat();
    for _ in 0..10_000 {
        log.feed(stdout(), &line, &mut ());
        assert!(log.ring().active.text.capacity() <= crate::log::segment::SEGMENT_BYTES);
    }
}

#[test]
fn many_noisy_processes_with_open_lines_leave_a_quiet_one_its_history() {
    let journal = journal(1 << 20);
    let quiet = store("quiet", &journal);
    quiet.feed(stdout(), b"precious\n", &mut ());
    let noisy: Vec<_> = (0..40)
        .map(|n| store(&format!("noisy-{n}"), &journal))
        .collect();
    for _ in 0..20 {
        for log in &noisy {
            log.feed(stdout(), &b"noise\n".repeat(3_000), &mut ());
            log.feed(stdout(), &[b'x'; 5_000], &mut ());
            assert!(journal.used() <= 1 << 20);
        }
    }
    let page = page(&journal, &[quiet], LogRange::Tail, 10);
    assert_eq!((texts(&page), page.evicted), (vec!["precious".into()], 0));
}

#[test]
fn a_removed_process_gives_its_bytes_back() {
    let journal = journal(1 << 20);
    let log = store("dev", &journal);
    log.feed(stdout(), b"one\n", &mut ());
    assert!(journal.used() > 0);
    drop(log);
    assert_eq!(journal.used(), 0);
}

proptest! {
    #[test]
    fn any_bytes_in_any_chunks_give_the_same_lines(
        bytes in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..2000),
        cuts in prop::collection::vec(1_usize..300, 0..20),
    ) {
        let lines = |chunks: &[&[u8]]| {
            let journal = journal(1 << 20);
            let log = store("dev", &journal);
            for chunk in chunks {
                log.feed(stdout(), chunk, &mut ());
            }
            log.finish(stdout(), &mut ());
            let page = page(&journal, &[log], LogRange::Tail, LogQuery::MAX_LIMIT);
            page.lines.into_iter().map(|line| line.bytes).collect::<Vec<_>>()
        };
        let mut chunks = Vec::new();
        let mut rest = &bytes[..];
        for cut in cuts {
            let (chunk, tail) = rest.split_at(cut.min(rest.len()));
            chunks.push(chunk);
            rest = tail;
        }
        chunks.push(rest);
        prop_assert_eq!(lines(&[&bytes]), lines(&chunks));
    }

    #[test]
    fn pages_of_any_size_join_to_the_whole_log(
        counts in prop::collection::vec((any::<bool>(), 1_usize..20), 1..20),
        limit in 1_usize..30,
    ) {
        let journal = journal(1 << 20);
        let both = [store("a", &journal), store("b", &journal)];
        let mut n = 0;
        for (second, count) in counts {
            let text: Vec<_> = (n..n + count).map(|n| format!("{n}\n")).collect();
            both[usize::from(second)].feed(stdout(), text.concat().as_bytes(), &mut ());
            n += count;
        }
        let mut cursor = journal.cursor(0);
        let mut seen = Vec::new();
        loop {
            let page = page(&journal, &both, LogRange::After(cursor), limit);
            seen.extend(texts(&page));
            cursor = page.next;
            if !page.more {
                break;
            }
        }
        prop_assert_eq!(seen, (0..n).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn reading_on_over_eviction_never_repeats_and_never_skips_silently(
        steps in prop::collection::vec((0_usize..3, 1_usize..60), 1..60),
    ) {
        // A few dozen lines fit.
        let journal = journal(1000);
        let both = [store("a", &journal), store("b", &journal)];
        let mut cursor = journal.cursor(0);
        for (step, count) in steps {
            if let Some(log) = both.get(step) {
                log.feed(stdout(), &b"some line\n".repeat(count), &mut ());
                continue;
            }
            let page = page(&journal, &both, LogRange::After(cursor), count);
            let numbers: Vec<_> = page.lines.iter().map(|line| line.sequence).collect();
            prop_assert!(numbers.is_sorted_by(|one, next| one < next));
            prop_assert!(numbers.first().is_none_or(|first| *first >= cursor.sequence));
            prop_assert!(numbers.last().is_none_or(|last| *last < page.next.sequence));
            let missing = page.next.sequence - cursor.sequence - numbers.len() as u64;
            match page.gap {
                LogGap::None => prop_assert_eq!(missing, 0),
                LogGap::Evicted(lost) => prop_assert!(lost >= missing),
                LogGap::OtherInstance => prop_assert!(false, "the cursor is ours"),
            }
            cursor = page.next;
        }
    }
}
