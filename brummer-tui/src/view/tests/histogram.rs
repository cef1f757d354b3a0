//! The bars above the log.

use brummer_core::{LogBucket, LogHistogram};
use insta::assert_snapshot;
use ratatui::layout::Position;

use super::views::screens;
use crate::model::Model;
use crate::samples::*;
use crate::update::{Effect, Msg, update};

/// Shows a log of some lines, with bars above it.
fn show_bars(model: &mut Model) {
    let lines: Vec<_> = (0..200).map(|n| format!("line {n}")).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    update(model, Msg::LogsChanged(cursor(200)));
    show_log(model, 0, &lines);
    let effects = press(model, "H");
    let asked = effects.into_iter().find_map(|effect| match effect {
        Effect::Bars(asked) => Some(asked.bars),
        _ => None,
    });
    let count = asked.expect("bars are asked for");
    let bucket = |n: usize| LogBucket {
        lines: (n % 9) as u64,
        warnings: u64::from(n % 14 == 4),
        errors: u64::from(n % 16 == 6),
        first: (!n.is_multiple_of(9)).then_some(200 * n as u64 / count as u64),
    };
    update(
        model,
        Msg::Bars(Some(LogHistogram {
            from: at(NOW - 100),
            to: at(NOW),
            buckets: (0..count).map(bucket).collect(),
        })),
    );
}

#[test]
fn bars_tell_when_lines_came() {
    assert_snapshot!(screens(show_bars));
}

#[test]
fn a_click_on_a_bar_goes_to_its_first_line() {
    let mut model = busy_shop(80, 24);
    show_bars(&mut model);
    let row = model.panes().unwrap().log.unwrap().bars.unwrap();
    update(&mut model, Msg::Click(Position::new(row.x + 20, row.y)));
    let focus = model.log.as_ref().unwrap().focus();
    assert_eq!(focus, Some(200 * 20 / u64::from(row.width)));
    press(&mut model, ")");
    let focus = model.log.as_ref().unwrap().focus();
    assert_eq!(focus, Some(200 * 21 / u64::from(row.width)));
    press(&mut model, "( (");
    let focus = model.log.as_ref().unwrap().focus();
    assert_eq!(focus, Some(200 * 19 / u64::from(row.width)));
}
