//! Which key does what, by default and as configured.

use std::path::Path;

use brummer_core::config::{Config, ConfigSources};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;

#[track_caller]
fn check(code: KeyCode, modifiers: KeyModifiers, place: Place, expected: Option<Action>) {
    let key = Key::of(&KeyEvent::new(code, modifiers)).unwrap();
    assert_eq!(Keymap::default().action(&key, place), expected);
}

#[test]
fn a_key_does_what_its_row_says_where_the_row_holds() {
    let none = KeyModifiers::NONE;
    let list = Place::List;
    check(KeyCode::Char('j'), none, list, Some(Action::SelectNext));
    check(KeyCode::Char('j'), none, Place::Log, Some(Action::RowDown));
    check(KeyCode::Char('s'), none, Place::Log, Some(Action::Start));
    check(KeyCode::Char('s'), none, Place::Overlay, None);
}

#[test]
fn modifiers_are_part_of_the_key() {
    let (shift, control) = (KeyModifiers::SHIFT, KeyModifiers::CONTROL);
    let list = Place::List;
    check(KeyCode::Char('R'), shift, list, Some(Action::RestartAll));
    check(KeyCode::Char('c'), control, list, Some(Action::QuitNow));
    check(KeyCode::Char('c'), KeyModifiers::ALT, list, None);
}

#[test]
fn one_can_leave_from_everywhere_with_ctrl_c() {
    let keymap = Keymap::default();
    let key = Key::known("ctrl-c");
    for place in Place::ALL {
        let action = keymap.action(&key, place);
        let leaves = matches!(action, Some(Action::QuitNow | Action::KillNow));
        assert!(leaves, "{place:?}: {action:?}");
    }
}

#[test]
fn no_key_is_bound_twice_in_one_place() {
    let keymap = Keymap::default();
    for place in Place::ALL {
        let mut keys: Vec<_> = keymap.bindings(place).flat_map(|row| &row.keys).collect();
        keys.sort_unstable();
        let count = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), count, "{place:?}: {keys:?}");
    }
}

#[test]
fn the_tables_name_each_action_once_and_only_keys_that_there_are() {
    let mut names: Vec<_> = ACTIONS.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ACTIONS.len());
    for row in ACTIONS {
        assert_eq!(row.action.info().name, row.name);
    }
    for (_, keys, _) in DEFAULTS {
        for key in *keys {
            assert_eq!(Key::parse(key), Some(Key::known(key)));
        }
    }
}

/// What becomes of these lines under `[tui.keys]`.
fn configured(lines: &str) -> Result<Keymap, String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join(".brum.toml"),
        format!("[tui.keys]\n{lines}"),
    )
    .unwrap();
    let sources = ConfigSources {
        dir: dir.path().to_owned(),
        ..ConfigSources::default()
    };
    let settings = Config::load(&sources).unwrap().settings.tui;
    let without_dir = |text: String| text.replace(dir.path().to_str().unwrap(), "");
    keys_of(&settings).map_err(|errors| without_dir(errors.to_string()))
}

#[test]
fn an_action_gets_other_keys_wherever_it_is_bound() {
    let keymap = configured("stop = \"ctrl-x\"\nrow-up = [\"u\"]\nrestart-all = []").unwrap();
    let action = |key, place| keymap.action(&Key::known(key), place);
    assert_eq!(action("ctrl-x", Place::Log), Some(Action::Stop));
    assert_eq!(action("x", Place::Log), None);
    assert_eq!(action("u", Place::Log), Some(Action::RowUp));
    assert_eq!(action("u", Place::Overlay), Some(Action::RowUp));
    assert_eq!(keymap.key_for(Action::RestartAll), "");
}

#[test]
fn an_action_without_keys_can_get_one() {
    let keymap = configured("stop-all = \"ctrl-k\"").unwrap();
    let key = Key::known("ctrl-k");
    assert_eq!(keymap.action(&key, Place::List), Some(Action::StopAll));
}

#[test]
fn keys_that_would_do_two_things_are_errors_with_their_place() {
    insta::assert_snapshot!(
        configured("stop = \"s\"\nkill = [\"f7\", \"f8\"]\nrestart = \"f8\"").unwrap_err()
    );
}

#[test]
fn unknown_actions_and_keys_are_errors_with_their_place() {
    insta::assert_snapshot!(configured("stpo = \"s\"\nkill = \"hyper-x\"").unwrap_err());
}

#[test]
fn without_settings_nothing_is_wrong() {
    let sources = ConfigSources {
        dir: Path::new("/").to_owned(),
        ..ConfigSources::default()
    };
    assert!(keys_of(&Config::load(&sources).unwrap().settings.tui).is_ok());
}
