//! What processes use of the machine, and who is still there when all are to go.

use std::time::Duration;

use brummer_core::{Member, Usage, UsageReading};
use insta::assert_snapshot;

use super::views::screens;
use crate::model::Model;
use crate::samples::*;
use crate::update::{Effect, Msg, update};

/// Tells that these processes use so many per cent of a processor and so many MiB, each with a child.
fn show_usage(model: &mut Model, of: &[(&str, u64, u64)]) {
    let reading = |seconds: u64| UsageReading {
        at: Duration::from_secs(seconds),
        processes: of
            .iter()
            .zip(100..)
            .map(|((name, percent, mebibytes), pid)| Usage {
                process: id(name),
                cpu: Duration::from_millis(percent * 10 * seconds),
                memory: mebibytes << 20,
                count: 5,
                members: ["sh", "node", "esbuild", "node"]
                    .into_iter()
                    .zip(pid * 10..)
                    .map(|(name, pid)| Member {
                        pid,
                        name: name.to_owned(),
                    })
                    .collect(),
            })
            .collect(),
    };
    update(model, Msg::Usage(reading(1)));
    update(model, Msg::Usage(reading(2)));
}

#[test]
fn what_processes_use() {
    assert_snapshot!(screens(|model| {
        show_usage(model, &[("web", 7, 182), ("api", 130, 1_300)]);
    }));
}

#[test]
fn who_is_still_there() {
    assert_snapshot!(screens(|model| {
        show_usage(model, &[("web", 7, 182), ("api", 130, 1_300)]);
        press(model, "ctrl-c");
        update(model, Msg::Clock(at(NOW + 12)));
    }));
}

#[test]
fn usage_is_asked_for_once_a_second_and_only_while_something_runs() {
    let mut model = model(80, 24, shop());
    let asks = |model: &mut Model| {
        let effects = update(model, Msg::Tick);
        effects.iter().any(|effect| matches!(effect, Effect::Usage))
    };
    assert!(asks(&mut model));
    // The answer has not come yet.
    assert!(!asks(&mut model));
    show_usage(&mut model, &[]);
    assert!(asks(&mut model));
    show_usage(&mut model, &[]);
    press(&mut model, "4");
    assert!(!asks(&mut model));
}

#[test]
fn large_trees_are_asked_about_more_seldom() {
    let mut model = model(80, 24, shop());
    for seconds in 1..=3 {
        let reading = UsageReading {
            at: Duration::from_secs(seconds),
            processes: vec![Usage {
                process: id("web"),
                cpu: Duration::ZERO,
                memory: 0,
                count: 200,
                members: Vec::new(),
            }],
        };
        update(&mut model, Msg::Usage(reading));
    }
    let asks = (0..4).map(|_| {
        let effects = update(&mut model, Msg::Tick);
        effects.iter().any(|effect| matches!(effect, Effect::Usage))
    });
    assert_eq!(asks.collect::<Vec<_>>(), [false, false, false, true]);
}
