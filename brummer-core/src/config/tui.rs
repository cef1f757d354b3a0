//! The keys of `[tui]`: how the terminal UI looks and which keys it takes.
//!
//! What actions and roles there are, the terminal UI knows; here their names are texts with places, so that it can say what is
//! wrong as the rest of the configuration does.

use std::collections::BTreeMap;

use serde::Serialize;

use super::diagnostic::Place;
use super::origin::{Origin, Resolved};
use super::table::{Layer, Table};
use super::value::Choice;

/// How the terminal UI looks and which keys it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TuiSettings {
    /// Its colours.
    pub theme: Resolved<ThemeName>,
    /// Whether it draws with ASCII characters only.
    pub ascii: Resolved<bool>,
    /// Whether it takes the mouse.
    pub mouse: Resolved<bool>,
    /// Whether it sets the title of the window.
    pub title: Resolved<bool>,
    /// Whether it tells the terminal that something is under way or has failed (OSC 9;4).
    pub progress: Resolved<bool>,
    /// Whether it rings the bell when a process fails.
    pub bell: Resolved<bool>,
    /// How it tells of a process that failed and of a new error while the terminal is not looked at.
    pub notify: Resolved<Notify>,
    /// The command that opens files; none means `$VISUAL`, `$EDITOR`, or `vi`.
    pub editor: Option<Resolved<String>>,
    /// Keys by action.
    pub keys: BTreeMap<String, Named<Keys>>,
    /// Colours by role.
    pub colors: BTreeMap<String, Named<String>>,
}

/// The names of themes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeName {
    /// The colours that the terminal is set to; on a light background, where some of these are hard to read, those of `light`.
    #[default]
    Auto,
    /// The colours that the terminal is set to.
    Terminal,
    /// Colours for dark backgrounds.
    Dark,
    /// Colours for light backgrounds.
    Light,
}

/// How a terminal is asked to tell something outside of its window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Notify {
    /// Not at all.
    #[default]
    Off,
    /// By OSC 9, as in `iTerm2`, kitty, Ghostty, `WezTerm`, Windows Terminal.
    Osc9,
    /// By OSC 777, as in foot, Ghostty, rxvt-unicode, `WezTerm`.
    Osc777,
    /// By the bell, which most terminals turn into a mark on the tab or the task bar.
    Bell,
}

/// A value under a name that people chose from a list that is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named<T> {
    /// The value.
    pub value: T,
    /// Where it was said.
    pub origin: Origin,
    /// Where the name stands, for an error about it.
    #[serde(skip)]
    pub name_place: Place,
    /// Where the value stands, for an error about it.
    #[serde(skip)]
    pub place: Place,
}

/// The keys of an action, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Keys(pub Vec<String>);

/// The table as written, with every key optional.
#[derive(Default)]
pub(super) struct WrittenTui {
    theme: Option<Resolved<ThemeName>>,
    ascii: Option<Resolved<bool>>,
    mouse: Option<Resolved<bool>>,
    title: Option<Resolved<bool>>,
    progress: Option<Resolved<bool>>,
    bell: Option<Resolved<bool>>,
    notify: Option<Resolved<Notify>>,
    editor: Option<Resolved<String>>,
    keys: BTreeMap<String, Named<Keys>>,
    colors: BTreeMap<String, Named<String>>,
}

impl ThemeName {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Terminal, Self::Dark, Self::Light];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Terminal => "terminal",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

impl Choice for ThemeName {
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.as_str()
    }
}

impl Choice for Notify {
    const ALL: &'static [Self] = &[Self::Off, Self::Osc9, Self::Osc777, Self::Bell];

    fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Osc9 => "osc9",
            Self::Osc777 => "osc777",
            Self::Bell => "bell",
        }
    }
}

impl Default for TuiSettings {
    fn default() -> Self {
        WrittenTui::default().settings()
    }
}

impl WrittenTui {
    /// Every key that files and environment share, once: puts a layer over what weaker ones said.
    pub(super) fn keys(&mut self, layer: &mut impl Layer) {
        layer.key("theme", &mut self.theme);
        layer.key("ascii", &mut self.ascii);
        layer.key("mouse", &mut self.mouse);
        layer.key("title", &mut self.title);
        layer.key("progress", &mut self.progress);
        layer.key("bell", &mut self.bell);
        layer.key("notify", &mut self.notify);
        layer.key("editor", &mut self.editor);
    }

    /// The tables below, which only files have.
    pub(super) fn tables(&mut self, table: &mut Table<'_>) {
        table.each_value("keys", &mut self.keys);
        table.each_value("colors", &mut self.colors);
    }

    pub(super) fn settings(self) -> TuiSettings {
        let or = |written: Option<_>, default| written.unwrap_or(Resolved::default(default));
        TuiSettings {
            theme: self
                .theme
                .unwrap_or_else(|| Resolved::default(ThemeName::default())),
            ascii: or(self.ascii, false),
            mouse: or(self.mouse, true),
            title: or(self.title, true),
            progress: or(self.progress, false),
            bell: or(self.bell, false),
            notify: self
                .notify
                .unwrap_or_else(|| Resolved::default(Notify::default())),
            editor: self.editor,
            keys: self.keys,
            colors: self.colors,
        }
    }
}
