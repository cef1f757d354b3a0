//! Keys as the configuration says: which actions get others, and what is wrong with that.

use std::collections::BTreeMap;

use brummer_core::config::{ConfigErrors, Diagnostic, Keys, Named, Origin, TuiSettings};
use brummer_core::near;

use super::{ACTIONS, Action, Binding, Key, Keymap, Place};

/// The keys that hold with these settings.
///
/// # Errors
/// Actions and keys that there are not, and keys that would do two things in one place; each with its place in the file.
pub fn keys_of(settings: &TuiSettings) -> Result<Keymap, ConfigErrors> {
    let (keymap, errors) = read(settings);
    ConfigErrors::check_all(errors)?;
    Ok(keymap)
}

/// What is wrong with the keys of these settings.
pub(crate) fn wrong_keys(settings: &TuiSettings) -> Vec<Diagnostic> {
    read(settings).1
}

fn read(settings: &TuiSettings) -> (Keymap, Vec<Diagnostic>) {
    let mut errors = Vec::new();
    let mut keymap = Keymap::default();
    for (name, written) in &settings.keys {
        match Action::named(name) {
            Some(action) => keymap.assign(action, written, &mut errors),
            None => errors.push(unknown_action(name, written)),
        }
    }
    errors.extend(keymap.conflicts(&settings.keys));
    (keymap, errors)
}

impl Keymap {
    /// Gives an action other keys, wherever it is bound; one that is not bound becomes a binding of every view.
    fn assign(&mut self, action: Action, written: &Named<Keys>, errors: &mut Vec<Diagnostic>) {
        let mut keys = Vec::new();
        for text in &written.value.0 {
            match Key::parse(text) {
                Some(key) => keys.push(key),
                None => errors.push(unknown_key(text, written)),
            }
        }
        let mut is_bound = false;
        for binding in self.bindings.iter_mut().filter(|row| row.action == action) {
            binding.keys.clone_from(&keys);
            is_bound = true;
        }
        if !is_bound {
            self.bindings.push(Binding {
                place: Place::Everywhere,
                action,
                keys,
            });
        }
    }

    /// An error for each key that was given to an action and does something else as well where that holds.
    fn conflicts(&self, written: &BTreeMap<String, Named<Keys>>) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        for (name, named) in written {
            let Some(action) = Action::named(name) else {
                continue;
            };
            let own = self.bindings.iter().filter(|row| row.action == action);
            for (binding, key) in own.flat_map(|row| row.keys.iter().map(move |key| (row, key))) {
                let other = self
                    .bindings
                    .iter()
                    .find(|other| other.action != action && other.overlaps(binding, key));
                let Some(other) = other else { continue };
                let error = conflict(key, named, other, written.get(other.action.info().name));
                if !errors.contains(&error) {
                    errors.push(error);
                }
            }
        }
        errors
    }
}

impl Binding {
    /// Whether this key is bound here as well, in a place where both hold.
    fn overlaps(&self, other: &Self, key: &Key) -> bool {
        let holds_in = |inner: Place, outer: Place| inner.and_around().any(|place| place == outer);
        self.keys.contains(key)
            && (holds_in(self.place, other.place) || holds_in(other.place, self.place))
    }
}

fn unknown_action(name: &str, written: &Named<Keys>) -> Diagnostic {
    let shown: String = name.escape_debug().take(60).collect();
    let near = near(name, ACTIONS.iter().map(|row| row.name));
    Diagnostic {
        title: format!("there is no action `{shown}` in [tui.keys]"),
        place: written.name_place.clone(),
        label: near
            .first()
            .map_or_else(String::new, |near| format!("did you mean `{near}`?")),
        notes: vec!["the help of the terminal UI (?) names all actions".to_owned()],
    }
}

fn unknown_key(text: &str, written: &Named<Keys>) -> Diagnostic {
    let shown: String = text.escape_debug().take(60).collect();
    Diagnostic {
        title: format!("`{shown}` is not a key"),
        place: written.place.clone(),
        label: r#"expected one such as "s", "R", "ctrl-r", "alt-left", "f5", "pgup", "space""#
            .to_owned(),
        notes: Vec::new(),
    }
}

fn conflict(
    key: &Key,
    named: &Named<Keys>,
    other: &Binding,
    written: Option<&Named<Keys>>,
) -> Diagnostic {
    let info = other.action.info();
    let since = match written.map(|written| &written.origin) {
        Some(origin @ (Origin::File { .. } | Origin::Env { .. } | Origin::Flag { .. })) => {
            format!("it is bound at {origin}")
        }
        Some(Origin::Default) | None => format!(
            "it is so by default; give `{}` another key, or none: {} = []",
            info.name, info.name
        ),
    };
    Diagnostic {
        title: format!("the key `{}` does something else already", key.name()),
        place: named.place.clone(),
        label: format!("`{}`: {}", info.name, info.title),
        notes: vec![since],
    }
}
