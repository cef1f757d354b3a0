//! A line of text that is being typed.

/// The longest line, in bytes.
const MAX: usize = 4096;

/// A text with a place where the next character goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Input {
    text: String,
    /// Invariant: at the boundary of a character, at most the length.
    cursor: usize,
}

impl Input {
    /// A text with the cursor behind it.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            cursor: text.len(),
            text,
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What is before the cursor.
    pub(crate) fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Types a text. Line breaks and control characters in it become blanks.
    pub(crate) fn insert(&mut self, text: &str) {
        let text = text.replace(char::is_control, " ");
        if self.text.len() + text.len() <= MAX {
            self.text.insert_str(self.cursor, &text);
            self.cursor += text.len();
        }
    }

    /// Erases the character before the cursor.
    pub(crate) fn erase_back(&mut self) {
        let from = self.step_back();
        self.text.drain(from..self.cursor);
        self.cursor = from;
    }

    /// Erases the character behind the cursor.
    pub(crate) fn erase_forward(&mut self) {
        let to = self.step_forward();
        self.text.drain(self.cursor..to);
    }

    /// Erases the word before the cursor, with the blanks behind it.
    pub(crate) fn erase_word(&mut self) {
        let kept = self.before().trim_end();
        let from = kept
            .char_indices()
            .rfind(|(_, c)| c.is_whitespace())
            .map_or(0, |(at, c)| at + c.len_utf8());
        self.text.drain(from..self.cursor);
        self.cursor = from;
    }

    /// Erases all before the cursor.
    pub(crate) fn erase_line(&mut self) {
        self.text.drain(..self.cursor);
        self.cursor = 0;
    }

    /// One character to the left.
    pub(crate) fn left(&mut self) {
        self.cursor = self.step_back();
    }

    /// One character to the right.
    pub(crate) fn right(&mut self) {
        self.cursor = self.step_forward();
    }

    /// To the beginning.
    pub(crate) fn start(&mut self) {
        self.cursor = 0;
    }

    /// To the end.
    pub(crate) fn end(&mut self) {
        self.cursor = self.text.len();
    }

    fn step_back(&self) -> usize {
        let last = self.before().chars().next_back();
        self.cursor - last.map_or(0, char::len_utf8)
    }

    fn step_forward(&self) -> usize {
        let next = self.text[self.cursor..].chars().next();
        self.cursor + next.map_or(0, char::len_utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_typed_and_erased_where_the_cursor_is() {
        let mut input = Input::new("add é");
        input.erase_back();
        input.insert("ß\n");
        input.left();
        input.left();
        input.erase_forward();
        assert_eq!((input.text(), input.before()), ("add  ", "add "));
        input.end();
        input.erase_word();
        assert_eq!(input.text(), "");
    }

    #[test]
    fn ends_are_not_passed() {
        let mut input = Input::new("x");
        input.right();
        input.start();
        input.left();
        input.erase_back();
        assert_eq!(input.text(), "x");
        input.erase_line();
        input.end();
        input.erase_forward();
        assert_eq!(input.text(), "x");
    }
}
