//! What keys, changes and answers lead to.

use std::sync::Arc;

use brummer_core::{Exit, Outcome, ProcessId, ProjectSnapshot, StopReport, StopSignal};
use ratatui::layout::Position;

use super::*;
use crate::model::{Focus, Lines, Topic};
use crate::options;
use crate::samples::*;

/// The requests among the effects.
fn asked(effects: Vec<Effect>) -> Vec<Request> {
    let request = |effect| match effect {
        Effect::Ask(request) => Some(request),
        Effect::Draw | Effect::Read { .. } | Effect::End(_) => None,
    };
    effects.into_iter().filter_map(request).collect()
}

fn shop_model() -> Model {
    model(80, 24, shop())
}

fn selected(model: &Model) -> &str {
    model.selected.as_ref().map_or("", ProcessId::as_str)
}

/// What the last of these keys asks for, with `web` running and selected at first.
#[track_caller]
fn check_asks(keys: &str, expected: &[Request]) {
    assert_eq!(asked(press(&mut shop_model(), keys)), expected);
}

#[test]
fn keys_act_on_the_selected_process() {
    check_asks("x", &[Request::Stop(id("web"))]);
    check_asks("j X", &[Request::Kill(id("api"))]);
    check_asks("j j r", &[Request::Restart(id("worker"))]);
    check_asks("s", &[Request::Start(id("web"))]);
    check_asks("R", &[Request::RestartAll]);
    check_asks("tab J x", &[Request::Stop(id("api"))]);
}

#[test]
fn enter_starts_what_does_not_run_and_else_goes_to_the_log() {
    check_asks("j j enter", &[Request::Start(id("worker"))]);
    let mut model = shop_model();
    assert!(asked(press(&mut model, "enter")).is_empty());
    assert_eq!(model.focus, Focus::Log);
}

#[test]
fn a_selection_stops_at_both_ends() {
    let mut model = shop_model();
    press(&mut model, "up k");
    assert_eq!(selected(&model), "web");
    press(&mut model, "j j j j j j j j j j j j j j j down");
    assert_eq!(selected(&model), "lint");
}

#[test]
fn a_selection_stays_with_its_process() {
    let mut model = shop_model();
    press(&mut model, "j");
    let mut processes = shop();
    processes.insert(0, process("new", "new", running(1)));
    let project = ProjectSnapshot::from_processes(2, processes);
    update(&mut model, Msg::Project(Arc::new(project)));
    assert_eq!(selected(&model), "api");
}

#[test]
fn a_selection_stays_in_its_row_when_its_process_is_gone() {
    let mut model = shop_model();
    press(&mut model, "j");
    let processes = shop().split_off(2);
    let project = ProjectSnapshot::from_processes(2, processes);
    update(&mut model, Msg::Project(Arc::new(project)));
    assert_eq!(selected(&model), "cache");
}

#[test]
fn the_list_scrolls_as_little_as_it_must() {
    let mut model = model(80, 8, shop());
    press(&mut model, "j j j j j");
    assert_eq!((selected(&model), model.list_offset), ("mail", 1));
    press(&mut model, "k k k");
    assert_eq!((selected(&model), model.list_offset), ("worker", 1));
}

#[test]
fn another_process_shows_its_own_log_and_ignores_answers_about_the_last() {
    let mut model = shop_model();
    let old = model.log.as_ref().unwrap().ticket();
    press(&mut model, "j");
    let page = Ok(page(0, &["of web"]));
    update(&mut model, Msg::Log { ticket: old, page });
    assert!(!model.log.as_ref().unwrap().is_loaded());
}

#[test]
fn a_log_of_a_process_that_is_gone_is_not_asked_for_again_at_once() {
    let mut model = shop_model();
    let ticket = model.log.as_ref().unwrap().ticket();
    let page = Err(brummer_core::Error::UnknownProcess { id: "web".into() });
    assert!(update(&mut model, Msg::Log { ticket, page }).is_empty());
}

#[test]
fn a_change_of_the_logs_alone_draws_nothing() {
    let mut model = shop_model();
    show_log(&mut model, 0, &["one"]);
    let effects = update(&mut model, Msg::LogsChanged);
    assert!(matches!(effects[..], [Effect::Read { .. }]));
}

#[test]
fn an_overlay_takes_the_keys() {
    let mut model = shop_model();
    press(&mut model, "?");
    assert_eq!(
        model.overlay.map(|overlay| overlay.topic),
        Some(Topic::Help)
    );
    assert!(asked(press(&mut model, "x")).is_empty());
    press(&mut model, "esc");
    assert_eq!(model.overlay, None);
}

#[test]
fn an_overlay_scrolls_no_further_than_it_is_long() {
    let mut model = model(80, 200, shop());
    press(&mut model, "? j j pgdn");
    assert_eq!(model.overlay.unwrap().scrolled, 0);
}

#[test]
fn wrapping_and_zoom_are_switched_on_and_off() {
    let mut model = shop_model();
    press(&mut model, "w z");
    assert_eq!((model.lines, model.zoomed), (Lines::Cut, true));
    press(&mut model, "w z");
    assert_eq!((model.lines, model.zoomed), (Lines::Wrapped, false));
}

#[test]
fn a_click_selects_the_process_under_it() {
    let mut model = shop_model();
    update(&mut model, Msg::Click(Position::new(5, 4)));
    assert_eq!(selected(&model), "worker");
    update(&mut model, Msg::Click(Position::new(50, 4)));
    assert_eq!(model.focus, Focus::Log);
}

#[test]
fn a_stop_is_reported_until_the_next_key() {
    let mut model = shop_model();
    let report = StopReport {
        process: id("web"),
        run: None,
        signal: StopSignal::Term,
        signalled: Vec::new(),
        killed: Vec::new(),
        survivors: Vec::new(),
        error: None,
        grace_took: std::time::Duration::ZERO,
        kill_took: std::time::Duration::ZERO,
    };
    update(&mut model, Msg::Reply(Reply::Stopped(Ok(report))));
    let text = model
        .messages
        .latest()
        .map(|(message, _)| message.text.clone());
    assert_eq!(text.as_deref(), Some("web: nothing was running"));
    press(&mut model, "j");
    assert!(model.messages.latest().is_none());
}

#[test]
fn an_error_is_told_with_its_causes() {
    let mut model = shop_model();
    let error = brummer_core::Error::Spawn {
        id: id("web"),
        program: "vite".into(),
        source: std::io::Error::other("too many open files"),
    };
    update(&mut model, Msg::Reply(Reply::Started(Err(error))));
    let (message, _) = model.messages.latest().unwrap();
    assert_eq!(
        message.text,
        "cannot start `vite` for `web`: too many open files"
    );
}

#[test]
fn quitting_stops_everything_then_kills_and_ends_with_the_reports() {
    let mut model = shop_model();
    assert_eq!(asked(press(&mut model, "q")), [Request::Shutdown]);
    assert_eq!(asked(press(&mut model, "ctrl-c")), [Request::KillAll]);
    assert!(asked(press(&mut model, "q")).is_empty());
    let effects = update(&mut model, Msg::Reply(Reply::ShutDown(Vec::new())));
    let expected = options::Outcome {
        left: Left::Quit,
        reports: Vec::new(),
    };
    assert!(matches!(&effects[..], [Effect::End(outcome)] if *outcome == expected));
}

#[test]
fn a_shutdown_by_the_caller_does_not_kill_what_is_stopping() {
    let mut model = shop_model();
    press(&mut model, "q");
    assert!(update(&mut model, Msg::Shutdown).is_empty());
}

#[test]
fn nothing_is_started_while_leaving() {
    let mut model = shop_model();
    press(&mut model, "j j q");
    assert!(asked(press(&mut model, "s")).is_empty());
}

#[test]
fn time_is_shown_only_while_something_that_runs_is_in_sight() {
    let done = process("build", "tsc", ended(Outcome::Exited(Exit::Code(0))));
    assert!(!model(80, 24, vec![done.clone()]).shows_time());
    let mut model = model(80, 24, vec![done, process("web", "vite", running(1))]);
    assert!(model.shows_time());
    press(&mut model, "z");
    assert!(!model.shows_time());
}
