//! Scrolling and reading, on a pane of ten rows by twenty columns.

use brummer_core::LogRange;

use super::*;
use crate::samples::{cursor, id, open_line, page};
use crate::theme::Theme;

const SHAPE: Shape = Shape {
    width: 20,
    height: 10,
    lines: Lines::Wrapped,
};

/// A log whose last lines, from `first` to 99, are loaded.
fn pane(first: u64) -> LogPane {
    let mut pane = LogPane::new(id("web"), 1);
    pane.next_read(SHAPE).unwrap();
    pane.take(numbered(first..100), SHAPE);
    pane
}

fn numbered(range: std::ops::Range<u64>) -> LogPage {
    let texts: Vec<_> = range.clone().map(|n| n.to_string()).collect();
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    page(range.start, &texts)
}

/// The first and the last row in sight.
#[track_caller]
fn check(pane: &LogPane, first: &str, last: &str) {
    let rows = pane.rows(SHAPE, Theme::Plain);
    assert!(rows.len() <= SHAPE.height);
    let row = |line: Option<&ratatui::text::Line<'_>>| line.unwrap().to_string();
    assert_eq!(
        (row(rows.first()), row(rows.last())),
        (first.into(), last.into())
    );
}

fn held(pane: &LogPane) -> Held {
    match pane.position() {
        Position::Held(held) => held,
        Position::End => panic!("the log is at its end"),
    }
}

#[test]
fn the_end_is_in_sight_at_first() {
    check(&pane(0), "90", "99");
}

#[test]
fn scrolling_up_leaves_the_end_and_scrolling_down_returns_to_it() {
    let mut pane = pane(0);
    pane.scroll_up(3, SHAPE);
    check(&pane, "87", "96");
    pane.scroll_down(2, SHAPE);
    check(&pane, "89", "98");
    pane.scroll_down(1, SHAPE);
    assert_eq!(pane.position(), Position::End);
}

#[test]
fn scrolling_up_stops_at_the_first_line() {
    let mut pane = pane(0);
    pane.scroll_up(1_000, SHAPE);
    check(&pane, "0", "9");
}

#[test]
fn a_log_that_fits_does_not_scroll() {
    let mut pane = pane(93);
    pane.scroll_up(5, SHAPE);
    assert_eq!(pane.position(), Position::End);
}

#[test]
fn a_wrapped_line_is_scrolled_row_by_row() {
    let mut pane = LogPane::new(id("web"), 1);
    pane.next_read(SHAPE).unwrap();
    let long = format!("{}{}", "a".repeat(20), "b".repeat(300));
    pane.take(page(0, &["first", &long]), SHAPE);
    check(&pane, &"b".repeat(20), &"b".repeat(20));
    pane.scroll_up(6, SHAPE);
    check(&pane, &"a".repeat(20), &"b".repeat(20));
    pane.scroll_up(1, SHAPE);
    check(&pane, "first", &"b".repeat(20));
}

#[test]
fn the_open_line_is_at_the_end_and_out_of_sight_above_it() {
    let mut pane = LogPane::new(id("web"), 1);
    pane.next_read(SHAPE).unwrap();
    let mut latest = numbered(0..100);
    latest.open = vec![open_line("name? ")];
    pane.take(latest, SHAPE);
    check(&pane, "91", "name? ");
    pane.scroll_up(1, SHAPE);
    check(&pane, "90", "99");
}

#[test]
fn lines_that_come_while_scrolled_are_counted_and_move_nothing() {
    let mut pane = pane(0);
    pane.scroll_up(5, SHAPE);
    pane.mark_stale();
    let query = pane.next_read(SHAPE).unwrap();
    assert_eq!(query.range, LogRange::After(cursor(100)));
    assert_eq!(pane.take(numbered(100..107), SHAPE), Sight::Changed);
    assert_eq!(held(&pane).since, 7);
    check(&pane, "85", "94");
}

#[test]
fn lines_that_were_evicted_before_they_were_counted_are_told() {
    let mut pane = pane(0);
    pane.scroll_up(5, SHAPE);
    pane.mark_stale();
    pane.next_read(SHAPE).unwrap();
    let gap = LogGap::Evicted(50);
    pane.take(
        LogPage {
            gap,
            ..numbered(150..151)
        },
        SHAPE,
    );
    assert_eq!((held(&pane).since, pane.dropped()), (51, 50));
}

#[test]
fn older_lines_are_read_before_they_are_needed() {
    let mut pane = pane(70);
    assert!(pane.next_read(SHAPE).is_none());
    pane.scroll_up(15, SHAPE);
    let query = pane.next_read(SHAPE).unwrap();
    assert_eq!(query.range, LogRange::Before(cursor(70)));
    pane.take(numbered(20..70), SHAPE);
    check(&pane, "75", "84");
    pane.scroll_up(20, SHAPE);
    check(&pane, "55", "64");
}

#[test]
fn newer_lines_are_read_when_scrolling_down_to_where_they_are() {
    let mut pane = pane(0);
    pane.scroll_up(20, SHAPE);
    pane.mark_stale();
    pane.next_read(SHAPE).unwrap();
    pane.take(
        LogPage {
            more: false,
            ..numbered(100..130)
        },
        SHAPE,
    );
    pane.scroll_down(20, SHAPE);
    assert_ne!(pane.position(), Position::End);
    let query = pane.next_read(SHAPE).unwrap();
    assert_eq!(query.range, LogRange::After(cursor(100)));
    pane.take(
        LogPage {
            more: false,
            ..numbered(100..130)
        },
        SHAPE,
    );
    pane.scroll_down(30, SHAPE);
    assert_eq!(pane.position(), Position::End);
}

#[test]
fn going_to_the_oldest_line_reads_until_it_is_there() {
    let mut pane = pane(80);
    pane.rewind(SHAPE);
    check(&pane, "80", "89");
    pane.next_read(SHAPE).unwrap();
    pane.take(numbered(40..80), SHAPE);
    check(&pane, "40", "49");
    pane.next_read(SHAPE).unwrap();
    pane.take(numbered(0..40), SHAPE);
    check(&pane, "0", "9");
    assert!(pane.next_read(SHAPE).is_none());
}

#[test]
fn there_is_one_question_at_a_time() {
    let mut pane = LogPane::new(id("web"), 1);
    assert!(pane.next_read(SHAPE).is_some());
    pane.mark_stale();
    assert!(pane.next_read(SHAPE).is_none());
    pane.take(numbered(0..10), SHAPE);
    assert!(pane.next_read(SHAPE).is_some());
}

#[test]
fn an_answer_that_shows_nothing_new_needs_no_frame() {
    let mut pane = pane(0);
    pane.mark_stale();
    pane.next_read(SHAPE).unwrap();
    assert_eq!(pane.take(numbered(0..100), SHAPE), Sight::Same);
}

#[test]
fn a_pane_that_grows_is_filled_from_above() {
    let mut pane = pane(0);
    pane.scroll_up(1_000, SHAPE);
    let taller = Shape {
        height: 30,
        ..SHAPE
    };
    pane.settle(taller);
    assert_eq!(pane.rows(taller, Theme::Plain).len(), 30);
}
