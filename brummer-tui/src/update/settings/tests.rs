use super::*;
use crate::model::Setting;
use crate::samples::*;
use crate::update::{Msg, Reply, update};

/// The settings with an editor, and somebody who changes files.
fn settings_view() -> Model {
    let mut model = model(80, 24, shop());
    model.editors = Some(Vec::new());
    model.settings = vec![Setting {
        key: PACKAGE_MANAGER.to_owned(),
        value: None,
        origin: "not set".to_owned(),
        place: None,
    }];
    press(&mut model, "6");
    let cursor = EditorState {
        name: "cursor".to_owned(),
        state: "not installed".to_owned(),
        file: "~/.cursor/mcp.json".to_owned(),
        is_installed: false,
    };
    update(&mut model, Msg::Reply(Reply::Editors(vec![cursor])));
    model
}

fn asked(effects: Vec<Effect>) -> Option<Request> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Ask(request) => Some(request),
        _ => None,
    })
}

fn install() -> FileEdit {
    FileEdit::Install("cursor".to_owned())
}

#[test]
fn an_editor_gets_the_server_only_after_the_difference_was_shown() {
    let mut model = settings_view();
    press(&mut model, "G");
    let effects = press(&mut model, "enter");
    assert_eq!(asked(effects), Some(Request::Plan(install())));
    let shown = "+brummer".to_owned();
    update(
        &mut model,
        Msg::Reply(Reply::Planned(install(), Ok(shown.clone()))),
    );
    let effects = press(&mut model, "y");
    assert_eq!(asked(effects), Some(Request::Write(install(), shown)));
    assert!(model.overlay.is_none());
}

#[test]
fn a_difference_that_is_not_wanted_is_not_written() {
    let mut model = settings_view();
    let shown = "+brummer".to_owned();
    update(&mut model, Msg::Reply(Reply::Planned(install(), Ok(shown))));
    for key in ["n", "y"] {
        assert_eq!(asked(press(&mut model, key)), None);
    }
    assert!(model.overlay.is_none());
}

#[test]
fn the_package_manager_is_chosen_from_those_there_are() {
    let mut model = settings_view();
    press(&mut model, "enter");
    for key in ["p", "n", "p"] {
        press(&mut model, key);
    }
    let effects = press(&mut model, "enter");
    let edit = FileEdit::PackageManager(PackageManager::Pnpm);
    assert_eq!(asked(effects), Some(Request::Plan(edit)));
}
