//! What can be changed from the settings: a difference is shown before anything is written.

use brummer_core::project::PackageManager;

use super::{Effect, Request, overlay, press, redraw};
use crate::editing::{EditorState, FileEdit, Written};
use crate::keymap::Action;
use crate::model::{Entry, Item, Kind, Model, Palette, Topic, View, settings};

/// The key of the package manager.
const PACKAGE_MANAGER: &str = "package_manager";

/// Asks what the AI editors have, when the settings are looked at.
pub(super) fn look(model: &Model) -> Option<Effect> {
    (model.view == View::Settings && model.editors.is_some())
        .then_some(Effect::Ask(Request::Editors))
}

/// Changes what is selected.
pub(super) fn change(model: &mut Model) -> Vec<Effect> {
    match model.list().item() {
        Some(Item::Editor(editor)) => {
            let edit = FileEdit::Install(editor.name.clone());
            plan(model, edit)
        }
        Some(Item::Setting(setting))
            if setting.key == PACKAGE_MANAGER && model.editors.is_some() =>
        {
            let text = format!("{} ", Action::PackageManager.info().name);
            let palette = Palette::new(&text, model);
            press::open(model, Entry::Palette(palette))
        }
        Some(Item::Setting(setting)) => {
            let text = match setting.place {
                Some(_) => "this is changed in its file, which o opens",
                None => "this is set in .brum.toml",
            };
            model.messages.add(Kind::Done, text);
            vec![Effect::Draw]
        }
        _ => Vec::new(),
    }
}

/// Does something by its name and what it takes.
pub(super) fn by_name(model: &mut Model, action: Action, argument: &str) -> Vec<Effect> {
    let edit = match action {
        Action::PackageManager => {
            let mut all = PackageManager::ALL.into_iter();
            let Some(manager) = all.find(|manager| manager.name() == argument) else {
                let text = format!("there is no package manager `{argument}`");
                model.messages.add(Kind::Error, text);
                return vec![Effect::Draw];
            };
            FileEdit::PackageManager(manager)
        }
        _ => FileEdit::Install(argument.to_owned()),
    };
    plan(model, edit)
}

/// Asks what an edit would change.
fn plan(model: &mut Model, edit: FileEdit) -> Vec<Effect> {
    if model.editors.is_none() {
        let text = "nothing can be written from here";
        model.messages.add(Kind::Error, text);
        return vec![Effect::Draw];
    }
    vec![Effect::Ask(Request::Plan(edit))]
}

/// Shows what an edit would change.
pub(super) fn planned(
    model: &mut Model,
    edit: FileEdit,
    shown: Result<String, String>,
) -> Vec<Effect> {
    match shown {
        Err(text) => model.messages.add(Kind::Error, text),
        Ok(shown) if shown.is_empty() => {
            let text = match edit {
                FileEdit::PackageManager(manager) => format!("it is {} already", manager.name()),
                FileEdit::Install(name) => format!("{name} has it already"),
            };
            model.messages.add(Kind::Done, text);
        }
        Ok(shown) => return overlay::open(model, Topic::Difference(edit, shown)),
    }
    vec![Effect::Draw]
}

/// A key was pressed while a difference is shown.
pub(super) fn answer(model: &mut Model, action: Action) -> Vec<Effect> {
    if action != Action::Yes {
        return overlay::act(model, action);
    }
    match model.overlay.take().map(|overlay| overlay.topic) {
        Some(Topic::Difference(edit, shown)) => {
            vec![Effect::Ask(Request::Write(edit, shown)), Effect::Draw]
        }
        Some(Topic::Messages | Topic::Qr(_)) | None => redraw(model),
    }
}

/// Shows what the AI editors have.
pub(super) fn take_editors(model: &mut Model, editors: Vec<EditorState>) -> Vec<Effect> {
    model.editors = Some(editors);
    model.refresh(View::Settings);
    vec![Effect::Draw]
}

/// Tells what was done, and shows what holds now.
pub(super) fn written(model: &mut Model, written: Result<Written, String>) -> Vec<Effect> {
    let mut effects = vec![Effect::Draw];
    match written {
        Err(text) => model.messages.add(Kind::Error, text),
        Ok(Written { text, config }) => {
            model.messages.add(Kind::Done, text);
            if let Some(config) = config {
                model.settings = settings(&config);
                model.refresh(View::Settings);
            }
            effects.extend(look(model));
        }
    }
    effects
}

#[cfg(test)]
mod tests;
