//! Every view and every box, on a small, an ordinary and a large screen.

use std::sync::Arc;

use brummer_core::config::ThemeName;
use brummer_core::{Activity, ActivityOutcome, Owner};
use insta::assert_snapshot;
use ratatui::style::Modifier;

use crate::model::Model;
use crate::options::ColorDepth;
use crate::samples::*;
use crate::theme::Theme;
use crate::update::{Msg, update};

/// The same on screens of 40 by 12, 80 by 24 and 120 by 40.
pub(super) fn screens(show: impl Fn(&mut Model)) -> String {
    let screens = [(40, 12), (80, 24), (120, 40)].map(|(width, height)| {
        let mut model = busy_shop(width, height);
        show(&mut model);
        screen(&model).to_string()
    });
    screens.join("\n")
}

#[test]
fn processes() {
    assert_snapshot!(screens(|_| {}));
}

#[test]
fn several_logs_merged() {
    assert_snapshot!(screens(|model| {
        press(model, "space j space t");
        let mut page = page(0, &["hello", "GET / 200", "listening"]);
        page.lines[1].process = id("api");
        answer(model, page);
    }));
}

#[test]
fn problems() {
    assert_snapshot!(screens(show_problems));
}

#[test]
fn no_problems() {
    assert_snapshot!(screens(|model| {
        press(model, "2");
    }));
}

#[test]
fn urls() {
    assert_snapshot!(screens(|model| {
        press(model, "3 j");
    }));
}

#[test]
fn a_qr_code() {
    assert_snapshot!(screens(|model| {
        press(model, "3 j c");
    }));
}

#[test]
fn scripts() {
    assert_snapshot!(screens(|model| {
        press(model, "4");
    }));
}

#[test]
fn settings() {
    assert_snapshot!(screens(|model| {
        press(model, "6");
    }));
}

#[test]
fn help_that_is_searched() {
    assert_snapshot!(screens(|model| {
        press(model, "? f e r r o r");
    }));
}

#[test]
fn the_palette() {
    assert_snapshot!(screens(|model| {
        press(model, "/ r e s t");
    }));
}

#[test]
fn the_palette_completes_arguments() {
    assert_snapshot!(screens(|model| {
        press(model, ": s t o p space a");
    }));
}

#[test]
fn a_question_before_leaving() {
    assert_snapshot!(screens(|model| {
        press(model, "q");
    }));
}

#[test]
fn searching_the_log() {
    assert_snapshot!(screens(|model| {
        show_log(model, 0, &["one cart", "two", "three cart"]);
        press(model, "f c a r t");
    }));
}

#[test]
fn a_regular_expression_that_is_none() {
    assert_snapshot!(screens(|model| {
        press(model, "F (");
    }));
}

#[test]
fn ascii_characters_only() {
    let shown = screens(|model| {
        model.theme.ascii = true;
        show_log(model, 0, &["plain"]);
        press(model, "/");
    });
    assert!(shown.is_ascii(), "{shown}");
}

#[test]
fn matches_are_highlighted() {
    let mut model = busy_shop(80, 24);
    show_log(&mut model, 0, &["one cart"]);
    press(&mut model, "f c a r t");
    let screen = screen(&model);
    let found = |x| {
        screen.buffer()[(x, 3)]
            .modifier
            .contains(Modifier::REVERSED)
    };
    assert_eq!([31, 32, 35, 36].map(found), [false, true, true, false]);
}

#[test]
fn a_selected_line_is_reversed() {
    let mut model = busy_shop(80, 24);
    show_log(&mut model, 0, &["one", "two"]);
    press(&mut model, "v");
    let screen = screen(&model);
    let is_reversed = |y| {
        screen.buffer()[(28, y)]
            .modifier
            .contains(Modifier::REVERSED)
    };
    assert_eq!([3, 4].map(is_reversed), [false, true]);
}

#[test]
fn new_problems_are_marked_until_they_were_seen() {
    let mut model = busy_shop(80, 24);
    show_problems(&mut model);
    let row = |model: &Model| screen(model).to_string().lines().nth(3).unwrap().to_owned();
    assert!(row(&model).contains(" new "), "{}", row(&model));
    update(&mut model, Msg::Clock(at(NOW + 5)));
    press(&mut model, "1 2");
    assert!(!row(&model).contains(" new "), "{}", row(&model));
}

#[test]
fn themes_differ_and_fit_the_terminal() {
    let color = |name, depth| Theme::named(name, depth).error().fg;
    let all = ThemeName::ALL.map(|name| color(name, ColorDepth::True));
    // The first one depends on the background.
    assert!(all[1] != all[2] && all[2] != all[3]);
    assert_eq!(color(ThemeName::Dark, ColorDepth::None), None);
}

#[test]
fn activity() {
    assert_snapshot!(screens(|model| {
        let activity = |number, action: &str, target: Option<&str>, times, outcome| {
            Arc::new(Activity {
                number,
                client: Owner::Agent("claude-code".into()),
                action: action.to_owned(),
                target: target.map(str::to_owned),
                time: at(NOW - 9),
                outcome,
                times,
            })
        };
        let busy = ActivityOutcome::Failed {
            reason: "already running".to_owned(),
            took_ms: 3,
        };
        let told = vec![
            activity(
                1,
                "logs_search",
                None,
                4,
                ActivityOutcome::Done { took_ms: 12 },
            ),
            activity(2, "scripts_run", Some("web"), 1, busy),
            activity(3, "wait", Some("web"), 1, ActivityOutcome::UnderWay),
        ];
        update(model, Msg::Activity(told));
        press(model, "5");
    }));
}

#[test]
fn a_name_that_begins_so_goes_before_descriptions_that_have_it() {
    let mut model = busy_shop(80, 24);
    press(&mut model, ": t h");
    let screen = screen(&model).to_string();
    let place = |text: &str| screen.find(text).unwrap();
    assert!(place("theme ") < place("start the process"), "{screen}");
}
