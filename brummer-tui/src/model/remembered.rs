//! What is remembered of the layout from one time to the next.

use brummer_core::config::ThemeName;

use super::{Lines, Model, Stamps, Structured};

/// The most groups of which it is remembered that they are folded.
const MAX_FOLDED: usize = 1_000;

/// A value that can be remembered, by its word.
type Words<T> = &'static [(T, &'static str)];

const LINES: Words<Lines> = &[(Lines::Wrapped, "wrapped"), (Lines::Cut, "cut")];

const STAMPS: Words<Stamps> = &[
    (Stamps::Off, "off"),
    (Stamps::Time, "time"),
    (Stamps::Relative, "relative"),
    (Stamps::Delta, "delta"),
];

const STRUCTURED: Words<Structured> = &[
    (Structured::Raw, "raw"),
    (Structured::Short, "short"),
    (Structured::Spread, "spread"),
];

impl Model {
    /// The layout as text, a value a line.
    pub(crate) fn remembered(&self) -> String {
        let look = &self.look;
        let folded = self.folded.iter().filter(|name| !name.contains('\n'));
        let folded: Vec<_> = folded.map(|name| format!("folded = {name}\n")).collect();
        let folded = folded.concat();
        format!(
            "wider = {}\nzoomed = {}\nlines = {}\ntimestamps = {}\nstructured = {}\ntheme = {}\nhistogram = {}\n{folded}",
            self.wider,
            self.zoomed,
            word(LINES, &look.lines),
            word(STAMPS, &look.stamps),
            word(STRUCTURED, &look.structured),
            self.theme.name().as_str(),
            self.bars.is_shown,
        )
    }

    /// Takes the layout of an earlier time. What cannot be read is as it is by default.
    pub(crate) fn remember(&mut self, text: &str) {
        for (name, word) in text.lines().filter_map(|line| line.split_once(" = ")) {
            match name {
                "wider" => self.wider = word.parse().unwrap_or(0),
                "zoomed" => self.zoomed = word == "true",
                "lines" => set(&mut self.look.lines, LINES, word),
                "timestamps" => set(&mut self.look.stamps, STAMPS, word),
                "structured" => set(&mut self.look.structured, STRUCTURED, word),
                "theme" => self.remember_theme(word),
                "histogram" => self.bars.is_shown = word == "true",
                "folded" if self.folded.len() < MAX_FOLDED => {
                    self.folded.insert(word.into());
                }
                _ => {}
            }
        }
    }

    /// Takes the theme that was chosen last, unless the settings name one.
    fn remember_theme(&mut self, word: &str) {
        let is_default = self.theme.name() == ThemeName::default();
        let theme = ThemeName::ALL.iter().find(|theme| theme.as_str() == word);
        if let Some(theme) = theme.filter(|_| is_default) {
            self.theme = self.theme.renamed(*theme);
        }
    }
}

fn word<T: PartialEq>(words: Words<T>, value: &T) -> &'static str {
    let known = words.iter().find(|(known, _)| known == value);
    known.map_or("", |(_, word)| word)
}

fn set<T: Copy>(value: &mut T, words: Words<T>, word: &str) {
    if let Some((known, _)) = words.iter().find(|(_, known)| *known == word) {
        *value = *known;
    }
}

#[cfg(test)]
mod tests {
    use crate::samples::{model, press, shop};

    #[test]
    fn a_layout_is_the_same_the_next_time() {
        let mut before = model(80, 24, shop());
        press(&mut before, "> > w t p z H");
        before.folded.insert("apps/web".into());
        let mut after = model(80, 24, shop());
        after.remember(&before.remembered());
        assert_eq!(after.remembered(), before.remembered());
        assert_eq!((after.wider, after.zoomed), (8, true));
        assert!(after.bars.is_shown && after.folded.contains("apps/web"));
    }

    #[test]
    fn any_text_can_be_remembered() {
        let mut model = model(80, 24, shop());
        let before = model.remembered();
        model.remember("wider = x\nlines = \nfoo\n = = =\ntheme = pink");
        assert_eq!(model.remembered(), before);
    }
}
