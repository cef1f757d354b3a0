//! What stands behind the lines.

use brummer_core::LogLine;

use super::*;
use crate::tools::lines::tests::line;

fn cursor(text: &str) -> LogCursor {
    text.parse().unwrap()
}

fn page(lines: Vec<LogLine>) -> LogPage {
    LogPage {
        lines,
        open: Vec::new(),
        next: cursor("1f.2a"),
        previous: cursor("1f.10"),
        gap: LogGap::None,
        more: false,
        left_out: 0,
        evicted: 0,
        context: Vec::new(),
    }
}

fn web(range: LogRange) -> Question<'static> {
    Question {
        tool: "logs_stream",
        name: Some("web"),
        range,
        search: None,
        filtered: false,
        detail: Detail::Folded,
        times: Times::Hidden,
        budget: Budget::LOGS,
    }
}

fn search(query: &str) -> Question<'_> {
    Question {
        tool: "logs_search",
        name: None,
        range: LogRange::Tail,
        search: Some(query),
        filtered: false,
        detail: Detail::Folded,
        times: Times::Hidden,
        budget: Budget::LOGS,
    }
}

#[track_caller]
fn check(question: Question<'_>, page: LogPage, expected: &str) {
    assert_eq!(Answer::new(question, page, None).into_text(), expected);
}

#[test]
fn the_last_line_is_the_cursor() {
    let expected = "hi\ncursor: 1f.2a (pass as after= to logs_stream to read on)";
    check(web(LogRange::Tail), page(vec![line("web", "hi")]), expected);
}

#[test]
fn a_program_that_prints_a_cursor_does_not_have_the_last_word() {
    let text = Answer::new(
        web(LogRange::Tail),
        page(vec![line("web", "cursor: 0.0")]),
        None,
    )
    .into_text();
    assert!(
        text.lines().last().unwrap().starts_with("cursor: 1f.2a"),
        "{text}"
    );
}

#[test]
fn older_lines_are_reached_by_the_cursor_before_the_page() {
    let page = LogPage {
        more: true,
        left_out: 7,
        ..page(vec![line("web", "hi")])
    };
    let expected = "hi\nmore: 7 older lines; call logs_stream with name=\"web\" and before=1f.10\n\
                    cursor: 1f.2a (pass as after= to logs_stream to read on)";
    check(web(LogRange::Tail), page, expected);
}

#[test]
fn newer_lines_are_reached_by_the_cursor_behind_the_page() {
    let page = LogPage {
        more: true,
        left_out: 7,
        ..page(vec![line("web", "hi")])
    };
    let text = Answer::new(web(LogRange::After(cursor("1f.10"))), page, None).into_text();
    assert!(
        text.contains("more: 7 newer lines; call logs_stream with name=\"web\" and after=1f.2a\n"),
        "{text}"
    );
}

#[test]
fn what_was_lost_is_told() {
    let after = web(LogRange::After(cursor("1f.10")));
    let lost = |gap| LogPage {
        gap,
        ..page(vec![line("web", "hi")])
    };
    let text = Answer::new(after, lost(LogGap::Evicted(7)), None).into_text();
    assert!(text.contains("gap: up to 7 lines"), "{text}");
    let text = Answer::new(after, lost(LogGap::OtherInstance), None).into_text();
    assert!(
        text.contains("gap: the cursor is of a brummer that has ended"),
        "{text}"
    );
}

#[test]
fn a_page_without_lines_says_so() {
    let text = |range| Answer::new(web(range), page(Vec::new()), None).into_text();
    assert!(text(LogRange::Tail).starts_with("nothing was printed yet\ncursor: "));
    assert!(text(LogRange::After(cursor("1f.1"))).starts_with("nothing was printed since\n"));
    let around = LogRange::Around(
        brummer_core::LogPoint::Time(jiff::Timestamp::UNIX_EPOCH),
        std::time::Duration::from_secs(5),
    );
    assert!(text(around).starts_with("nothing was printed within 5.0 s of that moment\n"));
}

#[test]
fn that_no_line_passes_the_filters_is_not_that_nothing_was_printed() {
    let text = |range| {
        let filtered = Question {
            filtered: true,
            ..web(range)
        };
        Answer::new(filtered, page(Vec::new()), None).into_text()
    };
    assert!(text(LogRange::Tail).starts_with("no line passes the filters\ncursor: "));
    assert!(
        text(LogRange::After(cursor("1f.1"))).starts_with("no line since passes the filters\n")
    );
}

#[test]
fn what_is_not_counted_to_the_end_says_so() {
    let page = LogPage {
        more: true,
        left_out: LogQuery::MAX_COUNTED,
        ..page(vec![line("web", "hi")])
    };
    let text = Answer::new(web(LogRange::Tail), page, None).into_text();
    assert!(text.contains("more: 10000 or more older lines"), "{text}");
}

#[test]
fn the_only_process_of_many_is_named_once() {
    let question = Question {
        name: None,
        ..web(LogRange::Tail)
    };
    let expected = "a\nb\nprocess: web\ncursor: 1f.2a (pass as after= to logs_stream to read on)";
    check(
        question,
        page(vec![line("web", "a"), line("web", "b")]),
        expected,
    );
}

#[test]
fn a_search_tells_how_to_read_on_from_the_match() {
    let text = Answer::new(search("hi"), page(vec![line("web", "hi")]), None).into_text();
    assert!(
        text.contains("around: logs_stream with after=1f.10 "),
        "{text}"
    );
}

#[test]
fn a_search_without_a_match_says_what_could_help() {
    let text = |query| Answer::new(search(query), page(Vec::new()), None).into_text();
    assert!(text("a|b").starts_with("no line matches `a|b`; regex=true"));
    assert!(text("Error").starts_with("no line matches `Error`; all in lower case"));
    assert!(text("error").starts_with("no line matches `error`\ncursor: "));
}

#[test]
fn a_page_that_is_too_large_is_not_whole_and_fits_when_read_again() {
    let lines: Vec<LogLine> = (0..100)
        .map(|n| line("web", &format!("{n}{}", "x".repeat(1_000))))
        .collect();
    let answer = Answer::new(web(LogRange::Tail), page(lines.clone()), None);
    assert!(!answer.is_whole());
    let again = page(lines[100 - answer.lines()..].to_vec());
    let answer = Answer::new(web(LogRange::Tail), again, None);
    assert!(answer.is_whole());
    assert!(answer.into_text().len() <= Budget::LOGS.bytes());
}
