//! Which key does what, and what there is to do.
//!
//! Two tables are the only places that know: [`ACTIONS`] names all there is to do, and [`DEFAULTS`] says by which keys and
//! where. Keys, palette, help and footer come from them; the configuration gives actions other keys.

mod action;
mod binding;
mod configured;
mod key;
mod place;

pub(crate) use self::action::{ACTIONS, Action, ActionInfo, Argument};
use self::binding::DEFAULTS;
pub use self::configured::keys_of;
pub(crate) use self::configured::wrong_keys;
pub(crate) use self::key::{Key, typed};
pub(crate) use self::place::Place;

/// The bindings that hold, in the order of the help and, as far as their actions have a hint, of the footer.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// Some keys that do something somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// Where it holds.
    pub(crate) place: Place,
    /// What the keys do.
    pub(crate) action: Action,
    /// The keys, the one to show first; none if the configuration took them away.
    pub(crate) keys: Vec<Key>,
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = DEFAULTS.iter().map(|(place, keys, action)| Binding {
            place: *place,
            action: *action,
            keys: keys.iter().map(|name| Key::known(name)).collect(),
        });
        Self {
            bindings: bindings.collect(),
        }
    }
}

impl Keymap {
    /// What this key does here.
    pub(crate) fn action(&self, key: &Key, place: Place) -> Option<Action> {
        self.bindings(place)
            .find(|binding| binding.keys.contains(key))
            .map(|binding| binding.action)
    }

    /// All bindings that hold here, those of this place before those of the places around it.
    pub(crate) fn bindings(&self, place: Place) -> impl Iterator<Item = &Binding> {
        place.and_around().flat_map(|place| self.bindings_of(place))
    }

    /// The bindings of this place alone.
    pub(crate) fn bindings_of(&self, place: Place) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |binding| binding.place == place)
    }

    /// The key to press for this action, wherever it is bound first; empty if it has none.
    pub(crate) fn key_for(&self, action: Action) -> &str {
        self.bindings
            .iter()
            .filter(|binding| binding.action == action)
            .find_map(|binding| binding.keys.first())
            .map_or("", Key::name)
    }
}

#[cfg(test)]
mod tests;
