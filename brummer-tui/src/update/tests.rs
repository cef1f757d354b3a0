//! What keys, changes and answers lead to.

use std::sync::Arc;

use brummer_core::{Exit, Outcome, ProcessId, ProjectSnapshot, StopReport, StopSignal};
use ratatui::layout::Position;

use super::*;
use crate::model::{Focus, Lines, Topic};
use crate::model::{Item, LogPane};
use crate::options;
use crate::samples::*;

/// The requests among the effects.
fn asked(effects: Vec<Effect>) -> Vec<Request> {
    let request = |effect| match effect {
        Effect::Ask(request) => Some(request),
        _ => None,
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
    let msg = Msg::Log {
        ticket: old,
        page,
        start: 0,
    };
    update(&mut model, msg);
    assert!(!model.log.as_ref().unwrap().is_loaded());
}

#[test]
fn a_log_of_a_process_that_is_gone_is_not_asked_for_again_at_once() {
    let mut model = shop_model();
    let ticket = model.log.as_ref().unwrap().ticket();
    let page = Err(brummer_core::Error::UnknownProcess { id: "web".into() });
    let msg = Msg::Log {
        ticket,
        page,
        start: 0,
    };
    assert!(update(&mut model, msg).is_empty());
}

#[test]
fn a_change_of_the_logs_alone_draws_nothing() {
    let mut model = shop_model();
    show_log(&mut model, 0, &["one"]);
    let effects = update(&mut model, Msg::LogsChanged(cursor(1)));
    assert!(matches!(effects[..], [Effect::Read { .. }]));
}

#[test]
fn an_overlay_takes_the_keys() {
    let mut model = shop_model();
    press(&mut model, "m");
    assert_eq!(
        model.overlay.as_ref().map(|overlay| &overlay.topic),
        Some(&Topic::Messages)
    );
    assert!(asked(press(&mut model, "x")).is_empty());
    press(&mut model, "esc");
    assert_eq!(model.overlay, None);
}

#[test]
fn an_overlay_scrolls_no_further_than_it_is_long() {
    let mut model = model(80, 200, shop());
    press(&mut model, "m j j pgdn");
    assert_eq!(model.overlay.unwrap().scrolled, 0);
}

#[test]
fn wrapping_and_zoom_are_switched_on_and_off() {
    let mut model = shop_model();
    press(&mut model, "w z");
    assert_eq!((model.look.lines, model.zoomed), (Lines::Cut, true));
    press(&mut model, "w z");
    assert_eq!((model.look.lines, model.zoomed), (Lines::Wrapped, false));
}

#[test]
fn a_click_selects_the_process_under_it() {
    let mut model = shop_model();
    update(&mut model, Msg::Click(Position::new(5, 5)));
    assert_eq!(selected(&model), "worker");
    update(&mut model, Msg::Click(Position::new(50, 5)));
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
    assert_eq!(asked(press(&mut model, "ctrl-c")), [Request::Shutdown]);
    assert_eq!(asked(press(&mut model, "ctrl-c")), [Request::KillAll]);
    assert!(asked(press(&mut model, "q")).is_empty());
    let effects = update(&mut model, Msg::Reply(Reply::ShutDown(Vec::new())));
    let expected = options::Outcome {
        left: Left::Quit,
        end: options::End::Stopped,
        reports: Vec::new(),
    };
    assert!(matches!(&effects[..], [Effect::End(outcome)] if *outcome == expected));
}

#[test]
fn a_guest_leaves_unasked_and_stops_nothing() {
    for key in ["q", "ctrl-c"] {
        let mut model = shop_model();
        model.host = crate::model::Host::GoesOn(brummer_core::Company::default());
        let effects = press(&mut model, key);
        assert!(matches!(&effects[..], [Effect::End(outcome)] if outcome.left == Left::Quit));
    }
}

#[test]
fn a_shutdown_by_the_caller_does_not_kill_what_is_stopping() {
    let mut model = shop_model();
    press(&mut model, "ctrl-c");
    assert!(update(&mut model, Msg::Shutdown).is_empty());
}

#[test]
fn nothing_is_started_while_leaving() {
    let mut model = shop_model();
    press(&mut model, "j j ctrl-c");
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

/// The texts that were put into the clipboard.
fn copied(effects: Vec<Effect>) -> Vec<String> {
    let text = |effect| match effect {
        Effect::Terminal(TerminalEffect::Copy(text)) => Some(text),
        _ => None,
    };
    effects.into_iter().filter_map(text).collect()
}

#[test]
fn q_asks_only_if_something_runs() {
    let mut model = shop_model();
    assert!(asked(press(&mut model, "q")).is_empty());
    assert!(asked(press(&mut model, "n")).is_empty());
    press(&mut model, "q");
    assert_eq!(asked(press(&mut model, "q")), [Request::Shutdown]);

    let mut idle = self::model(
        80,
        24,
        vec![process("build", "tsc", brummer_core::Phase::Pending)],
    );
    assert_eq!(asked(press(&mut idle, "q")), [Request::Shutdown]);
}

#[test]
fn the_palette_does_what_is_typed() {
    let palette = |keys: &str| asked(press(&mut shop_model(), keys));
    assert_eq!(
        palette("/ r e s t a r t enter"),
        [Request::Restart(id("web"))]
    );
    assert_eq!(
        palette(": s t o p space a p i enter"),
        [Request::Stop(id("api"))]
    );
    assert_eq!(
        palette("ctrl-p s t o p tab a p tab enter"),
        [Request::Stop(id("api"))]
    );
    assert_eq!(
        palette("/ e x e c space l s space - l enter"),
        [Request::Run("ls -l".into())]
    );
    assert!(palette("/ s t o p esc x").contains(&Request::Stop(id("web"))));
}

#[test]
fn what_is_no_command_is_found_in_the_log() {
    let mut model = shop_model();
    show_log(&mut model, 0, &["a zebra"]);
    press(&mut model, "/ z e b r a enter");
    let search = model
        .search
        .as_ref()
        .map(|search| search.pattern.text.as_str());
    assert_eq!(search, Some("zebra"));
}

#[test]
fn a_process_that_is_not_there_is_answered_with_the_near_one() {
    let mut model = shop_model();
    press(&mut model, "/ s t o p space w e p");
    model.entry = None;
    command::with_argument(&mut model, crate::keymap::Action::Stop, "wep");
    let (message, _) = model.messages.latest().unwrap();
    assert_eq!(
        message.text,
        "there is no process `wep`; did you mean `web`?"
    );
}

#[test]
fn a_filter_opens_the_log_anew_and_esc_in_a_search_ends_it() {
    let mut model = shop_model();
    show_log(&mut model, 0, &["one"]);
    press(&mut model, "F o n e enter");
    let log = model.log.as_ref().unwrap();
    assert!(!log.is_loaded());
    assert_eq!(log.filter().title().as_deref(), Some("with `one`"));
    press(&mut model, "f x enter");
    assert!(model.search.is_some());
    press(&mut model, "esc");
    assert!(model.search.is_none());
}

#[test]
fn an_expression_that_is_wrong_is_said_and_not_accepted() {
    let mut model = shop_model();
    press(&mut model, "F ( enter");
    let Some(crate::model::Entry::Line(line)) = &model.entry else {
        panic!("it is still typed")
    };
    assert!(
        line.wrong
            .as_ref()
            .is_some_and(|wrong| wrong.contains("unclosed"))
    );
}

#[test]
fn chosen_processes_are_shown_together_and_all_of_them_too() {
    let mut model = shop_model();
    press(&mut model, "space j space");
    let scope = |model: &Model| model.log.as_ref().map(|log| log.scope().processes());
    assert_eq!(scope(&model), Some(vec![id("web"), id("api")]));
    press(&mut model, "j a");
    assert_eq!(scope(&model), Some(Vec::new()));
    press(&mut model, "a");
    assert_eq!(scope(&model), Some(vec![id("worker")]));
}

#[test]
fn the_line_in_sight_is_copied_and_so_are_dragged_ones() {
    let mut model = shop_model();
    show_log(&mut model, 0, &["one", "\u{1b}[1mtwo\u{1b}[0m", "three"]);
    assert_eq!(copied(press(&mut model, "y")), ["three"]);
    assert_eq!(copied(press(&mut model, "v k y")), ["two\nthree"]);
    update(&mut model, Msg::Click(Position::new(50, 3)));
    update(&mut model, Msg::Drag(Position::new(52, 4)));
    assert_eq!(copied(update(&mut model, Msg::Drop)), ["one\ntwo"]);
    update(&mut model, Msg::Click(Position::new(50, 3)));
    assert!(copied(update(&mut model, Msg::Drop)).is_empty());
}

#[test]
fn the_splitter_is_dragged() {
    let mut model = shop_model();
    update(&mut model, Msg::Click(Position::new(26, 10)));
    update(&mut model, Msg::Drag(Position::new(40, 10)));
    let list = model.panes().and_then(|panes| panes.list).unwrap();
    assert_eq!(list.rows.width, 40);
    update(&mut model, Msg::Drag(Position::new(2, 10)));
    let list = model.panes().and_then(|panes| panes.list).unwrap();
    assert_eq!(list.rows.width, 16);
}

#[test]
fn a_tab_is_clicked() {
    let mut model = shop_model();
    update(&mut model, Msg::Click(Position::new(16, 1)));
    assert_eq!(model.view, crate::model::View::Problems);
}

#[test]
fn problems_are_read_when_they_are_shown_and_again_when_they_may_have_changed() {
    let reads = |effects: &[Effect]| {
        let is_read = |effect: &&Effect| matches!(effect, Effect::Problems(_));
        effects.iter().filter(is_read).count()
    };
    let mut model = shop_model();
    assert_eq!(reads(&press(&mut model, "2")), 1);
    let project = || Msg::Project(Arc::new(ProjectSnapshot::from_processes(2, shop())));
    assert_eq!(reads(&update(&mut model, project())), 0);
    let answer = Msg::Problems(Ok(problem_page(vec![problem("x", None)])));
    assert_eq!(reads(&update(&mut model, answer)), 1);
    press(&mut model, "1");
    assert_eq!(reads(&update(&mut model, project())), 0);
}

#[test]
fn a_problem_is_copied_for_an_agent_with_code_and_place() {
    let mut model = busy_shop(80, 24);
    show_problems(&mut model);
    insta::assert_snapshot!(copied(press(&mut model, "y"))[0]);
}

#[test]
fn a_problem_leads_to_its_lines_and_to_its_file() {
    let mut model = busy_shop(80, 24);
    show_problems(&mut model);
    let edit = TerminalEffect::Edit("/app/src/a.ts".into(), 3);
    let effects = press(&mut model, "o");
    assert!(matches!(&effects[..], [Effect::Terminal(found)] if *found == edit));
    press(&mut model, "enter");
    assert_eq!(model.view, crate::model::View::Processes);
    assert_eq!(model.log.as_ref().and_then(LogPane::focus), Some(5));
}

#[test]
fn scripts_are_found_by_a_few_letters_and_run() {
    let mut model = busy_shop(80, 24);
    press(&mut model, "4 f b l d");
    assert!(
        matches!(model.list().item(), Some(Item::Script(script, _)) if script.name.as_str() == "build")
    );
    let requests = asked(press(&mut model, "enter enter"));
    assert_eq!(requests, [Request::Start(id("build"))]);
    assert_eq!(selected(&model), "build");
    let requests = asked(press(&mut model, "4 esc j a - - u i enter"));
    assert_eq!(requests, [Request::StartWith(id("test"), "--ui".into())]);
}

#[test]
fn an_address_is_opened_and_copied() {
    let mut model = busy_shop(80, 24);
    let url = "http://localhost:5173/".to_owned();
    assert_eq!(
        asked(press(&mut model, "3 enter")),
        [Request::OpenUrl(url.clone())]
    );
    assert_eq!(copied(press(&mut model, "y")), [url]);
}

#[test]
fn the_window_is_told_what_failed_only_when_that_changes() {
    let mut model = model(80, 24, vec![process("web", "vite", running(1))]);
    let told = |model: &mut Model, outcome| {
        let phase = match outcome {
            None => running(1),
            Some(code) => ended(Outcome::Exited(Exit::Code(code))),
        };
        let processes = vec![process("web", "vite", phase)];
        let project = Arc::new(ProjectSnapshot::from_processes(2, processes));
        let titles = update(model, Msg::Project(project))
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Terminal(TerminalEffect::Title(title)) => Some(title),
                _ => None,
            });
        titles.collect::<Vec<_>>()
    };
    assert!(told(&mut model, None).is_empty());
    assert_eq!(told(&mut model, Some(1)), ["✗1 shop – brummer"]);
    assert!(told(&mut model, Some(1)).is_empty());
}

#[test]
fn a_paste_goes_where_text_is_typed_and_nowhere_else() {
    let mut model = shop_model();
    assert!(asked(update(&mut model, Msg::Paste("x".into()))).is_empty());
    press(&mut model, "!");
    update(&mut model, Msg::Paste("echo\n1".into()));
    assert_eq!(
        asked(press(&mut model, "enter")),
        [Request::Run("echo 1".into())]
    );
}
