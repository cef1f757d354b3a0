//! Screens of hand-made models.

mod groups;
mod histogram;
mod usage;
mod views;

use std::sync::Arc;

use brummer_core::config::ThemeName;
use brummer_core::{Exit, Outcome, ProcessSnapshot, ProjectSnapshot, Run};
use insta::assert_snapshot;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::view;
use crate::keymap::{Keymap, Place};
use crate::model::{Model, Seek};
use crate::options::ColorDepth;
use crate::samples::*;
use crate::text::reorders;
use crate::theme::Theme;
use crate::update::{Msg, Reply, Wheel, update};

/// The lines that the samples show: colours, a tab, a long line, wide characters, and an unfinished line.
fn show_web_log(model: &mut Model) {
    let mut page = page(
        0,
        &[
            "",
            "  \u{1b}[32m\u{1b}[1mVITE\u{1b}[22m v6.0.1\u{1b}[39m  ready in 312 ms",
            "",
            "  \u{1b}[32m➜\u{1b}[39m  Local:\thttp://localhost:5173/",
            "GET /assets/index-4f3c2a1b.js?import&t=1732350000000 200 in 3 ms from the module graph, 漢字 included",
            "\u{1b}[31merror\u{1b}[39m: \u{1b}]0;pwned\u{7}cannot find module './cart'",
        ],
    );
    page.open = vec![open_line("transforming (38) \u{1b}[2msrc/App.tsx\u{1b}[0m")];
    answer(model, page);
}

fn shop_with_log(width: u16, height: u16) -> Model {
    let mut model = model(width, height, shop());
    show_web_log(&mut model);
    model
}

#[test]
fn list_and_log_at_80_by_24() {
    assert_snapshot!(screen(&shop_with_log(80, 24)));
}

#[test]
fn the_header_says_where_editors_connect_if_there_is_room() {
    let address = "http://127.0.0.1:7777/mcp";
    let header = |width| {
        let mut model = model(width, 24, shop());
        model.mcp = Some(address.to_owned());
        let screen = screen(&model).to_string();
        screen.lines().next().unwrap_or_default().replace('"', "")
    };
    assert!(
        header(80).starts_with(&format!(" shop  {address}  ")),
        "{}",
        header(80)
    );
    assert!(!header(40).contains("http"), "{}", header(40));
}

#[test]
fn list_and_log_at_120_by_40() {
    assert_snapshot!(screen(&shop_with_log(120, 40)));
}

#[test]
fn list_above_log_at_40_by_12() {
    assert_snapshot!(screen(&shop_with_log(40, 12)));
}

#[test]
fn the_smallest_screen() {
    assert_snapshot!(screen(&shop_with_log(20, 5)));
}

#[test]
fn a_screen_that_is_too_small() {
    assert_snapshot!(screen(&shop_with_log(19, 4)));
}

#[test]
fn long_lines_are_cut_and_panned() {
    let mut model = shop_with_log(80, 12);
    press(&mut model, "w tab l");
    assert_snapshot!(screen(&model));
}

#[test]
fn the_log_has_the_whole_screen_when_zoomed() {
    let mut model = shop_with_log(80, 12);
    press(&mut model, "z");
    assert_snapshot!(screen(&model));
}

#[test]
fn a_scrolled_log_says_how_many_lines_came() {
    let mut model = model(80, 12, shop());
    let lines: Vec<_> = (0..100).map(|n| format!("line {n}")).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    show_log(&mut model, 0, &lines);
    press(&mut model, "pgup");
    update(&mut model, Msg::LogsChanged(cursor(102)));
    show_log(&mut model, 100, &["line 100", "line 101"]);
    assert_snapshot!(screen(&model));
}

#[test]
fn a_log_tells_where_a_run_begins_and_how_the_last_one_ended() {
    let mut model = model(
        80,
        12,
        vec![process(
            "worker",
            "node worker.js",
            ended(Outcome::Exited(Exit::Code(1))),
        )],
    );
    let mut page = page(0, &["starting", "crashed", "starting again"]);
    page.lines[2].run = page.lines[2].run.next();
    answer(&mut model, page);
    assert_snapshot!(screen(&model));
}

#[test]
fn an_empty_log_says_what_to_do() {
    let mut model = model(80, 12, shop());
    press(&mut model, "J J J J J J J J J J");
    show_log(&mut model, 0, &[]);
    assert_snapshot!(screen(&model));
}

#[test]
fn a_process_that_could_not_start_says_why() {
    let mut model = model(80, 12, shop());
    press(&mut model, "J J J J J");
    show_log(&mut model, 0, &[]);
    assert_snapshot!(screen(&model));
}

#[test]
fn a_project_without_scripts_says_so() {
    assert_snapshot!(screen(&model(80, 8, Vec::new())));
}

#[test]
fn help_shows_the_key_table() {
    let mut model = shop_with_log(80, 24);
    press(&mut model, "?");
    assert_snapshot!(screen(&model));
}

#[test]
fn messages_are_in_the_footer_and_in_an_overlay() {
    let mut model = shop_with_log(80, 12);
    update(&mut model, Msg::Refused);
    update(&mut model, Msg::Refused);
    let footer = screen(&model);
    press(&mut model, "m");
    assert_snapshot!(format!("{footer}\n{}", screen(&model)));
}

#[test]
fn leaving_shows_what_is_waited_for() {
    let mut model = shop_with_log(80, 24);
    press(&mut model, "ctrl-c");
    update(&mut model, Msg::Clock(at(NOW + 3)));
    assert_snapshot!(screen(&model));
}

#[test]
fn leaving_fits_on_a_small_screen() {
    let mut model = shop_with_log(40, 8);
    press(&mut model, "ctrl-c ctrl-c");
    assert_snapshot!(screen(&model));
}

/// The style of the cell at this column and row.
fn style(model: &Model, x: u16, y: u16) -> Style {
    screen(model).buffer()[(x, y)].style()
}

#[test]
fn a_status_has_its_colour() {
    let model = shop_with_log(80, 24);
    let colors = [3, 5, 7, 10].map(|row| style(&model, 1, row).fg);
    let expected = [Color::Green, Color::Red, Color::DarkGray, Color::Yellow];
    assert_eq!(colors, expected.map(Some));
}

#[test]
fn colours_of_a_program_are_kept() {
    let model = shop_with_log(80, 24);
    assert_eq!(style(&model, 30, 4).fg, Some(Color::Green));
}

#[test]
fn without_colours_the_selection_is_reversed() {
    let mut model = shop_with_log(80, 24);
    model.theme = Theme::named(ThemeName::Terminal, ColorDepth::None);
    let screen = screen(&model);
    let cells = screen.buffer().content();
    assert!(
        cells
            .iter()
            .all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset)
    );
    assert!(
        style(&model, 3, 3)
            .add_modifier
            .contains(Modifier::REVERSED)
    );
}

/// A process of any name, command and phase.
fn any_process() -> impl Strategy<Value = Arc<ProcessSnapshot>> {
    let name = "[a-zé漢:🦀][a-zé漢👩🏽 \u{301}\u{200d}\u{202e}]{0,40}[a-z]";
    let phases = shop().into_iter().map(|process| process.phase().clone());
    let phase = prop::sample::select(phases.collect::<Vec<_>>());
    (name, any::<String>(), phase).prop_map(|(name, script, phase)| process(&name, &script, phase))
}

/// A message of any kind: a key, a size, the mouse, a project, a log.
fn any_msg() -> impl Strategy<Value = Happening> {
    let keymap = Keymap::default();
    let bindings = Place::ALL
        .into_iter()
        .flat_map(|place| keymap.bindings_of(place));
    let keys = bindings.flat_map(|row| row.keys.iter().map(|key| key.name().to_owned()));
    let letters = ('a'..='z').map(String::from);
    let keys: Vec<String> = keys.chain(letters).collect();
    let text = prop_oneof![
        any::<String>().prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..200),
        Just(b"\x1b[31m\tx".repeat(50)),
        Just("漢👩🏽‍🚀".repeat(40).into_bytes()),
        prop::collection::vec(prop::sample::select(ODD), 0..60)
            .prop_map(|parts| parts.concat().into_bytes()),
    ];
    prop_oneof![
        4 => prop::sample::select(keys).prop_map(Happening::Key),
        1 => (0_u16..160, 0_u16..60).prop_map(|(width, height)| Happening::Resize(width, height)),
        1 => (any::<bool>(), 0_u16..160, 0_u16..60).prop_map(|(up, x, y)| Happening::Mouse(up, x, y)),
        1 => prop::collection::vec(any_process(), 0..20).prop_map(Happening::Project),
        4 => (0_u64..200, prop::collection::vec(text, 0..60)).prop_map(|(n, log)| Happening::Log(n, log)),
        1 => any::<String>().prop_map(Happening::Error),
        1 => any::<String>().prop_map(Happening::Paste),
        1 => (0_u16..160, 0_u16..60).prop_map(|(x, y)| Happening::Drag(x, y)),
        1 => Just(Happening::Drop),
        1 => (0_u64..300).prop_map(Happening::Found),
        1 => prop::collection::vec((any::<String>(), any::<Option<u32>>()), 0..20).prop_map(Happening::Problems),
    ]
}

/// What terminals and libraries find hard: wide, combining and joined characters, other directions, fillers, tabs, and
/// sequences that would do something.
const ODD: &[&str] = &[
    "a",
    "漢",
    "é",
    "e\u{301}\u{308}",
    "👩🏽‍🚀",
    "👨‍👩‍👧‍👦",
    "🇩🇪",
    "🇩",
    "❤\u{fe0f}",
    "❤",
    "1\u{fe0f}\u{20e3}",
    "\u{200d}",
    "\u{fe0f}",
    "\u{301}",
    "\u{115f}",
    "\u{3164}",
    "\u{ad}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "שלום",
    "مرحبا",
    "\u{202e}abc\u{202c}",
    "\u{2067}",
    "\u{61c}",
    "क्क्क्ष",
    "한국",
    "ㄱ",
    "﷽",
    "Ａ",
    "ｱ",
    "\u{fffd}",
    "\u{10ffff}",
    "\t",
    "\r",
    "\u{8}",
    "\x07",
    "\0",
    "\x7f",
    "\u{85}",
    "\u{9b}31m",
    "\x1b[31m",
    "\x1b[0m",
    "\x1b[7;9;53m",
    "\x1b[38;2;300;1;1m",
    "\x1b[2J",
    "\x1b[999C",
    "\x1b[?1049l",
    "\x1b]52;c;aGk=\x07",
    "\x1b]0;t\x1b\\",
    "\x1b]8;;http://x\x07",
    "\x1bP$q\x1b\\",
    "\x1b_x",
    "\x1bc",
    "\x1b",
    "\x1b[",
    "\x1b[6n",
    "\u{9d}11;?\u{9c}",
];

/// Whether a terminal shows just this: nothing that does something, and rows that are as wide as the screen.
fn check_cells(buffer: &Buffer) -> Result<(), TestCaseError> {
    for row in buffer
        .content()
        .chunks(usize::from(buffer.area.width.max(1)))
    {
        let mut column = 0;
        while let Some(cell) = row.get(column) {
            let symbol = cell.symbol();
            let is_hostile = |c: char| c.is_control() || reorders(c);
            prop_assert!(!symbol.chars().any(is_hostile), "{symbol:?}");
            prop_assert!(symbol.width() > 0, "{symbol:?} has no column");
            column += symbol.width();
        }
        prop_assert_eq!(column, row.len(), "a row of another width");
    }
    Ok(())
}

/// What [`any_msg`] makes messages of.
#[derive(Clone, Debug)]
enum Happening {
    Key(String),
    Paste(String),
    Drag(u16, u16),
    Drop,
    Found(u64),
    Problems(Vec<(String, Option<u32>)>),
    Resize(u16, u16),
    Mouse(bool, u16, u16),
    Project(Vec<Arc<ProcessSnapshot>>),
    Log(u64, Vec<Vec<u8>>),
    Error(String),
}

fn happened(model: &mut Model, what: Happening) {
    let msg = match what {
        Happening::Key(name) => Msg::Key(key(&name)),
        Happening::Paste(text) => Msg::Paste(text),
        Happening::Drag(x, y) => Msg::Drag(Position::new(x, y)),
        Happening::Drop => Msg::Drop,
        Happening::Found(line) => Msg::Found(Seek::NextError, Some(line)),
        Happening::Problems(problems) => {
            let problems = problems.iter().map(|(message, line)| {
                let place = line.map(|line| (message.as_str(), line));
                problem(message, place)
            });
            Msg::Problems(Ok(problem_page(problems.collect())))
        }
        Happening::Resize(width, height) => Msg::Resize(Size::new(width, height)),
        Happening::Mouse(true, x, y) => Msg::Wheel(Wheel::Up, Position::new(x, y)),
        Happening::Mouse(false, x, y) => Msg::Click(Position::new(x, y)),
        Happening::Project(processes) => {
            Msg::Project(Arc::new(ProjectSnapshot::from_processes(1, processes)))
        }
        Happening::Log(first, lines) => {
            let Some(log) = &model.log else { return };
            let ticket = log.ticket();
            let mut page = page(first, &vec![""; lines.len()]);
            for (line, bytes) in page.lines.iter_mut().zip(lines) {
                line.run = Run::from_number(1 + u32::from(bytes.len() > 9));
                line.bytes = bytes.into();
            }
            let page = Ok(page);
            Msg::Log {
                ticket,
                page,
                start: first / 2,
            }
        }
        Happening::Error(id) => {
            Msg::Reply(Reply::Started(Err(brummer_core::Error::UnknownProcess {
                id,
            })))
        }
    };
    update(model, msg);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_every_screen_can_be_drawn(
        messages in prop::collection::vec(any_msg(), 1..40),
        (width, height) in (0_u16..160, 0_u16..60),
    ) {
        let mut model = shop_with_log(width, height);
        for message in messages {
            happened(&mut model, message);
            // The screen may already have another size than the one that was reported last.
            for (width, height) in [(model.size.width, model.size.height), (width, height)] {
                let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
                terminal.draw(|frame| view(&model, frame)).unwrap();
                check_cells(terminal.backend().buffer())?;
            }
        }
    }
}
