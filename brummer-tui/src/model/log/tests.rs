//! Scrolling and reading, on a pane of ten rows by twenty columns.

use brummer_core::config::ThemeName;
use brummer_core::{LogGap, LogPage, LogRange};
use jiff::tz::TimeZone;

use super::*;
use crate::options::ColorDepth;
use crate::samples::{NOW, at, cursor, id, line, open_line, page};
use crate::theme::Theme;

const SHAPE: Shape = Shape {
    width: 20,
    height: 10,
    lines: Lines::Wrapped,
    stamps: Stamps::Off,
    names: 0,
    structured: Structured::Raw,
};

/// A log whose last lines, from `first` to 99, are loaded.
fn pane(first: u64) -> LogPane {
    let mut pane = LogPane::new(Scope::One(id("web")), Filter::default(), 1);
    pane.next_read(SHAPE).unwrap();
    pane.take(numbered(first..100), 0, SHAPE);
    pane
}

fn numbered(range: std::ops::Range<u64>) -> LogPage {
    let texts: Vec<_> = range.clone().map(|n| n.to_string()).collect();
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    page(range.start, &texts)
}

/// The rows in sight, as text.
fn rows(pane: &LogPane, shape: Shape) -> Vec<String> {
    let brush = Brush {
        theme: Theme::named(ThemeName::Terminal, ColorDepth::None),
        now: at(NOW),
        zone: &TimeZone::UTC,
        search: None,
        place: &|_| 0,
    };
    let rows = pane.rows(shape, &brush).into_iter();
    rows.map(|row| row.line.to_string()).collect()
}

/// The first and the last row in sight.
#[track_caller]
fn check(pane: &LogPane, first: &str, last: &str) {
    let rows = rows(pane, SHAPE);
    assert!(rows.len() <= SHAPE.height);
    let row = |line: Option<&String>| line.unwrap().clone();
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
    let mut pane = LogPane::new(Scope::One(id("web")), Filter::default(), 1);
    pane.next_read(SHAPE).unwrap();
    let long = format!("{}{}", "a".repeat(20), "b".repeat(300));
    pane.take(page(0, &["first", &long]), 0, SHAPE);
    check(&pane, &"b".repeat(20), &"b".repeat(20));
    pane.scroll_up(6, SHAPE);
    check(&pane, &"a".repeat(20), &"b".repeat(20));
    pane.scroll_up(1, SHAPE);
    check(&pane, "first", &"b".repeat(20));
}

#[test]
fn the_open_line_is_at_the_end_and_out_of_sight_above_it() {
    let mut pane = LogPane::new(Scope::One(id("web")), Filter::default(), 1);
    pane.next_read(SHAPE).unwrap();
    let mut latest = numbered(0..100);
    latest.open = vec![open_line("name? ")];
    pane.take(latest, 0, SHAPE);
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
    assert_eq!(pane.take(numbered(100..107), 0, SHAPE), Sight::Changed);
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
        0,
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
    pane.take(numbered(20..70), 0, SHAPE);
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
        0,
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
        0,
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
    pane.take(numbered(40..80), 0, SHAPE);
    check(&pane, "40", "49");
    pane.next_read(SHAPE).unwrap();
    pane.take(numbered(0..40), 0, SHAPE);
    check(&pane, "0", "9");
    assert!(pane.next_read(SHAPE).is_none());
}

#[test]
fn there_is_one_question_at_a_time() {
    let mut pane = LogPane::new(Scope::One(id("web")), Filter::default(), 1);
    assert!(pane.next_read(SHAPE).is_some());
    pane.mark_stale();
    assert!(pane.next_read(SHAPE).is_none());
    pane.take(numbered(0..10), 0, SHAPE);
    assert!(pane.next_read(SHAPE).is_some());
}

#[test]
fn an_answer_that_shows_nothing_new_needs_no_frame() {
    let mut pane = pane(0);
    pane.mark_stale();
    pane.next_read(SHAPE).unwrap();
    assert_eq!(pane.take(numbered(0..100), 0, SHAPE), Sight::Same);
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
    assert_eq!(rows(&pane, taller).len(), 30);
}

#[test]
fn a_line_that_is_not_loaded_is_gone_to_with_what_is_around_it() {
    let mut pane = pane(900);
    pane.go_to(300, cursor(1_000), 2, SHAPE);
    let query = pane.next_read(SHAPE).unwrap();
    assert_eq!(query.range, LogRange::Before(cursor(301)));
    pane.take(numbered(201..301), 0, SHAPE);
    let query = pane.next_read(SHAPE).unwrap();
    assert_eq!(query.range, LogRange::After(cursor(301)));
    let newer = LogPage {
        more: true,
        ..numbered(301..400)
    };
    pane.take(newer, 0, SHAPE);
    check(&pane, "297", "306");
    assert_eq!(pane.focus(), Some(300));
}

#[test]
fn a_line_near_the_end_is_gone_to_without_following() {
    let mut pane = pane(0);
    pane.go_to(98, cursor(100), 2, SHAPE);
    check(&pane, "90", "99");
    assert_ne!(pane.position(), Position::End);
    pane.scroll_down(1, SHAPE);
    assert_eq!(pane.position(), Position::End);
}

#[test]
fn selected_lines_are_copied_as_they_were_printed() {
    let mut pane = LogPane::new(Scope::One(id("web")), Filter::default(), 1);
    pane.next_read(SHAPE).unwrap();
    let long = format!("\u{1b}[31m{}\u{1b}[0m", "a".repeat(50));
    pane.take(page(0, &["first", &long, "last"]), 0, SHAPE);
    pane.select(Some(2));
    pane.select_by(-1, SHAPE);
    let text = format!("{}\nlast", "a".repeat(50));
    assert_eq!(pane.text_to_copy(), Some((text, 2)));
    pane.deselect();
    assert_eq!(pane.text_to_copy(), Some(("last".to_owned(), 1)));
}

#[test]
fn a_selection_takes_the_view_with_it() {
    let mut pane = pane(0);
    pane.select(None);
    pane.select_by(-12, SHAPE);
    check(&pane, "87", "96");
    assert_eq!(pane.text_to_copy().map(|(_, lines)| lines), Some(13));
}

#[test]
fn a_mark_is_a_row_and_deletes_nothing() {
    let mut pane = pane(0);
    pane.marks.draw(98, at(NOW));
    let shown = rows(&pane, SHAPE);
    assert_eq!((&*shown[0], &*shown[7]), ("91", "── mark 02:46:40 ───"));
    pane.marks.draw(100, at(NOW));
    assert_eq!(rows(&pane, SHAPE)[9], "── mark 02:46:40 ───");
    pane.scroll_up(1, SHAPE);
    pane.scroll_down(1, SHAPE);
    assert_eq!(rows(&pane, SHAPE)[9], "── mark 02:46:40 ───");
}

/// The rows of two lines, the second one 1.5 s after the first and half a minute ago.
fn stamped(stamps: Stamps) -> Vec<String> {
    let mut pane = LogPane::new(Scope::All, Filter::default(), 1);
    let shape = Shape {
        stamps,
        names: 4,
        ..SHAPE
    };
    pane.next_read(shape).unwrap();
    let mut lines = page(0, &["one", "a line that is wrapped"]);
    lines.lines[0].time = at(NOW - 32) + std::time::Duration::from_millis(500);
    lines.lines[1].time = at(NOW - 30);
    pane.take(lines, 0, shape);
    rows(&pane, shape)
}

#[test]
fn stamps_and_names_stand_before_a_line_and_not_before_its_other_rows() {
    let off = stamped(Stamps::Off);
    assert_eq!(
        off[..3],
        ["web  │ one", "web  │ a line that i", "       s wrapped"]
    );
    let delta = stamped(Stamps::Delta);
    assert_eq!(delta[1], " +1.500s web  │ a li");
    let relative = stamped(Stamps::Relative);
    assert_eq!(relative[1], "   -30s web  │ a lin");
}

#[test]
fn json_is_spread_out_or_put_in_short_on_demand() {
    let mut pane = LogPane::new(Scope::One(id("web")), Filter::default(), 1);
    let json = r#"{"level":"info","msg":"up","port":80}"#;
    let mut one = page(0, &[]);
    one.lines = vec![line(0, json)];
    pane.next_read(SHAPE).unwrap();
    pane.take(one, 0, SHAPE);
    let shown = |structured| {
        let shape = Shape {
            structured,
            width: 60,
            ..SHAPE
        };
        rows(&pane, shape)
    };
    assert_eq!(shown(Structured::Raw), [json]);
    assert_eq!(shown(Structured::Short).len(), 1);
    assert_ne!(shown(Structured::Short), [json]);
    assert_eq!(shown(Structured::Spread).len(), 5);
}

#[test]
fn a_log_that_is_all_in_sight_needs_no_scroll_bar_whatever_other_numbers_there_are() {
    let pane = pane(93);
    let at_start = LogPage {
        more: false,
        ..numbered(93..100)
    };
    let mut whole = LogPane::new(Scope::One(id("web")), Filter::default(), 1);
    whole.next_read(SHAPE).unwrap();
    whole.take(at_start, 90, SHAPE);
    assert_eq!(whole.extent(SHAPE, 250), None);
    assert!(pane.extent(SHAPE, 250).is_some());
}
