//! Keys by the names that tables, help and configuration write.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The names of keys that are no characters.
const NAMES: [(&str, KeyCode); 16] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("shift-tab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("del", KeyCode::Delete),
    ("ins", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
];

/// A key that can be bound, by its name: `s`, `R`, `ctrl-c`, `alt-left`, `pgup`, `f1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(Cow<'static, str>);

impl Key {
    /// A key of the table.
    pub(super) fn known(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The key that a person wrote; none if there is no such key. Upper and lower case of the modifiers are the same, `+` is as good
    /// as `-`, and a letter after `shift-` is its capital.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let (mut control, mut alt, mut shift) = (false, false, false);
        while let Some((modifier, key)) = modifier(rest) {
            match modifier {
                KeyModifiers::CONTROL => control = true,
                KeyModifiers::ALT => alt = true,
                _ => shift = true,
            }
            rest = key;
        }
        let mut chars = rest.chars();
        let code = match (chars.next()?, chars.next()) {
            (c, None) if shift => KeyCode::Char(c.to_uppercase().next().unwrap_or(c)),
            (c, None) => KeyCode::Char(c),
            _ if shift && rest.eq_ignore_ascii_case("tab") => KeyCode::BackTab,
            _ => code_of(rest)?,
        };
        let mut modifiers = KeyModifiers::NONE;
        modifiers.set(KeyModifiers::CONTROL, control);
        modifiers.set(KeyModifiers::ALT, alt);
        Self::of(&KeyEvent::new(code, modifiers))
    }

    /// The key that was pressed; none for keys that cannot be bound.
    pub(crate) fn of(key: &KeyEvent) -> Option<Self> {
        let name: Cow<'static, str> = match key.code {
            KeyCode::Char(c) if c != ' ' => c.to_string().into(),
            KeyCode::F(n) => format!("f{n}").into(),
            code => NAMES.iter().find(|(_, known)| *known == code)?.0.into(),
        };
        // Shift is in the character itself already.
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        Some(Self(match (control, alt) {
            (false, false) => name,
            (true, false) => format!("ctrl-{name}").into(),
            (false, true) => format!("alt-{name}").into(),
            (true, true) => format!("ctrl-alt-{name}").into(),
        }))
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.0
    }
}

/// The character that this key types, where text is typed.
pub(crate) fn typed(key: &KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(c)
            if !key
                .modifiers
                .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
        {
            Some(c)
        }
        _ => None,
    }
}

/// The modifier at the beginning, and what is behind it.
fn modifier(text: &str) -> Option<(KeyModifiers, &str)> {
    let (name, key) = text.split_once(['-', '+'])?;
    let modifier = match &*name.to_ascii_lowercase() {
        "ctrl" | "control" | "c" => KeyModifiers::CONTROL,
        "alt" | "meta" | "a" | "m" => KeyModifiers::ALT,
        "shift" | "s" => KeyModifiers::SHIFT,
        _ => return None,
    };
    (!key.is_empty()).then_some((modifier, key))
}

fn code_of(name: &str) -> Option<KeyCode> {
    let name = name.to_ascii_lowercase();
    let other = match &*name {
        "pagedown" => Some(KeyCode::PageDown),
        "pageup" => Some(KeyCode::PageUp),
        "escape" => Some(KeyCode::Esc),
        "return" => Some(KeyCode::Enter),
        "delete" => Some(KeyCode::Delete),
        "insert" => Some(KeyCode::Insert),
        _ => None,
    };
    let by_name = || NAMES.iter().find(|(known, _)| *known == name);
    let function = || {
        let number = name.strip_prefix('f')?.parse::<u8>().ok()?;
        (1..=24).contains(&number).then_some(KeyCode::F(number))
    };
    other
        .or_else(|| by_name().map(|(_, code)| *code))
        .or_else(function)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let key = Key::parse(text);
        assert_eq!(key.as_ref().map(Key::name), expected, "{text}");
    }

    #[test]
    fn a_key_is_read_as_people_write_it() {
        check("s", Some("s"));
        check("Ctrl+R", Some("ctrl-R"));
        check("C-r", Some("ctrl-r"));
        check("shift-r", Some("R"));
        check("Shift-Tab", Some("shift-tab"));
        check("alt-left", Some("alt-left"));
        check("PageDown", Some("pgdn"));
        check("F5", Some("f5"));
        check("-", Some("-"));
        check("ctrl--", Some("ctrl--"));
        check("space", Some("space"));
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in ["", "foo", "ctrl-", "f99", "hyper-x"] {
            check(text, None);
        }
    }
}
