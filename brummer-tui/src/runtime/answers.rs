//! Answers of the terminal, which come between what is typed.
//!
//! The terminal is asked for its background after the first frame, and nobody waits for the answer. It arrives as if somebody
//! had typed it (`alt-]`, `1`, `1`, `;` …), and must neither be taken for keys nor swallow any.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tokio::time::Instant;

use crate::theme::Background;

/// A question to the terminal, which need not answer.
#[derive(Clone, Copy)]
pub(super) enum Question {
    /// It was not asked.
    Open,
    /// It was asked; until then an answer is likely to come.
    Asked(Instant),
    /// It was answered.
    Answered,
}

/// The longest answer, in characters behind `alt-]`.
const LONGEST: usize = 40;

/// How long one may wait for the next character of an answer. A terminal writes it at once; a person who pressed `alt-]` sees
/// this as a delay.
pub(super) const REST: Duration = Duration::from_millis(50);

/// How long an answer may be under way, over ssh too.
pub(super) const LIKELY: Duration = Duration::from_millis(200);

/// How every answer begins.
const BEGIN: &str = "11;rgb";

/// Sorts answers out of what comes from the terminal.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// What may be the beginning of an answer, in the order in which it came.
    held: Vec<Event>,
    /// The characters of it behind `alt-]`.
    text: String,
}

/// What came from the terminal.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// What was typed, and more of it that was held back.
    Typed(Vec<Event>),
    /// It told its background.
    Background(Background),
    /// Nothing that is known yet, or of use.
    Nothing,
}

impl Answers {
    /// Takes what came.
    pub(super) fn take(&mut self, event: Event) -> Heard {
        let Event::Key(key) = event else {
            return Heard::Typed(vec![event]);
        };
        if self.held.is_empty() {
            if key.code != KeyCode::Char(']') || key.modifiers != KeyModifiers::ALT {
                return Heard::Typed(vec![event]);
            }
            self.held.push(event);
            return Heard::Nothing;
        }
        self.held.push(event);
        if is_end(&key) {
            return self.end();
        }
        match key.code {
            KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::ALT) => self.text.push(c),
            _ => return self.give_up(),
        }
        let common = self.text.len().min(BEGIN.len());
        if self.text.len() > LONGEST
            || !self.text.is_ascii()
            || self.text[..common] != BEGIN[..common]
        {
            return self.give_up();
        }
        Heard::Nothing
    }

    /// Whether something is held back.
    pub(super) fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// Takes all that was held back for what was typed.
    pub(super) fn give_up(&mut self) -> Heard {
        self.text.clear();
        Heard::Typed(std::mem::take(&mut self.held))
    }

    fn end(&mut self) -> Heard {
        let Some(answer) = self.text.strip_prefix("11;") else {
            return self.give_up();
        };
        let background = Background::of_answer(answer);
        self.text.clear();
        self.held.clear();
        background.map_or(Heard::Nothing, Heard::Background)
    }
}

/// Whether the key is how a string of a terminal ends: `ESC \` or BEL.
fn is_end(key: &KeyEvent) -> bool {
    matches!(
        (key.code, key.modifiers),
        (KeyCode::Char('\\'), KeyModifiers::ALT) | (KeyCode::Char('g'), KeyModifiers::CONTROL)
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(c: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers))
    }

    /// What crossterm makes of such an answer, its end included.
    fn answer(text: &str, end: Event) -> Vec<Event> {
        let chars = text.chars().map(|c| match c {
            'A'..='Z' => key(c, KeyModifiers::SHIFT),
            c => key(c, KeyModifiers::NONE),
        });
        [key(']', KeyModifiers::ALT)]
            .into_iter()
            .chain(chars)
            .chain([end])
            .collect()
    }

    fn st() -> Event {
        key('\\', KeyModifiers::ALT)
    }

    /// What was typed, and what was told.
    fn hear(events: Vec<Event>) -> (Vec<Event>, Vec<Background>) {
        let (mut answers, mut typed, mut told) = (Answers::default(), Vec::new(), Vec::new());
        let mut take = |heard| match heard {
            Heard::Typed(events) => typed.extend(events),
            Heard::Background(background) => told.push(background),
            Heard::Nothing => {}
        };
        for event in events {
            take(answers.take(event));
        }
        take(answers.give_up());
        (typed, told)
    }

    #[test]
    fn an_answer_is_not_typed() {
        let bel = key('g', KeyModifiers::CONTROL);
        let light = hear(answer("11;rgb:FFFF/ffff/ffff", st()));
        assert_eq!(light, (Vec::new(), vec![Background::Light]));
        let dark = hear(answer("11;rgb:00/00/00", bel));
        assert_eq!(dark, (Vec::new(), vec![Background::Dark]));
    }

    #[test]
    fn an_answer_that_nobody_understands_is_not_typed_either() {
        assert_eq!(hear(answer("11;rgb:black", st())), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_only_begins_like_an_answer_was_typed() {
        for text in ["", "1", "x", "11;x", "11;rgb:漢", "52;c;aGk="] {
            let events = answer(text, key('j', KeyModifiers::NONE));
            assert_eq!(hear(events.clone()), (events, Vec::new()), "{text}");
        }
        let endless = answer(&format!("11;rgb:{}", "0".repeat(200)), st());
        assert_eq!(hear(endless.clone()).0, endless);
    }

    proptest! {
        #[test]
        fn no_key_is_lost_around_an_answer(
            before in "[a-z1;:/]{0,8}",
            after in "[a-z1;:/]{0,8}",
        ) {
            let keys = |text: &str| text.chars().map(|c| key(c, KeyModifiers::NONE)).collect::<Vec<_>>();
            let events = [keys(&before), answer("11;rgb:ff/ff/ff", st()), keys(&after)].concat();
            prop_assert_eq!(hear(events), ([keys(&before), keys(&after)].concat(), vec![Background::Light]));
        }
    }
}
