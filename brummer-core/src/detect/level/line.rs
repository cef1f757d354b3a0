//! A line, with questions about what stands around a place in it. All answers take bounded time.

/// How far a question looks, in bytes.
const REACH: usize = 64;

/// The part of a line that is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    bytes: &'a [u8],
    /// Where the text begins, behind the indentation.
    indent: usize,
}

impl<'a> Line<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let indent = bytes
            .iter()
            .take(REACH)
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        Self { bytes, indent }
    }

    pub(super) fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// How far the text is indented, in bytes.
    pub(super) fn indent(self) -> usize {
        self.indent
    }

    /// What stands behind the indentation.
    pub(super) fn text(self) -> &'a [u8] {
        &self.bytes[self.indent..]
    }

    /// What stands from here on.
    pub(super) fn from(self, at: usize) -> &'a [u8] {
        self.bytes.get(at..).unwrap_or_default()
    }

    /// What stands before here, as far as one looks.
    pub(super) fn before(self, at: usize) -> &'a [u8] {
        &self.bytes[at.saturating_sub(REACH)..at]
    }

    /// The byte at a place, and 0 behind the end.
    pub(super) fn at(self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The byte before a place, and 0 at the start.
    pub(super) fn last(self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |at| self.bytes[at])
    }

    /// The word around a place: letters, digits, `_` and `$`.
    pub(super) fn word(self, at: usize) -> (usize, usize) {
        let before = self.before(at).iter().rev();
        let start = at - before.take_while(|byte| is_word(**byte)).count();
        let behind = self.from(at).iter().take(REACH);
        (
            start,
            at + behind.take_while(|byte| is_word(**byte)).count(),
        )
    }

    /// The word before a place, with only spaces between, in the case as it is.
    pub(super) fn word_before(self, at: usize) -> &'a [u8] {
        let before = self.before(at).trim_ascii_end();
        if before.len() == self.before(at).len() {
            return b"";
        }
        let word = before.iter().rev().take_while(|byte| is_word(**byte));
        &before[before.len() - word.count()..]
    }

    /// The word behind a place, with only spaces between, in the case as it is.
    pub(super) fn word_behind(self, at: usize) -> &'a [u8] {
        let behind = self.from(at);
        let behind = &behind[..behind.len().min(REACH)];
        let behind = behind.trim_ascii_start();
        let word = behind.iter().take_while(|byte| is_word(**byte));
        &behind[..word.count()]
    }

    /// Whether a statement begins here: at the start of the text, or behind a sign that ends what comes before.
    pub(super) fn begins(self, at: usize) -> bool {
        let before = self.before(at);
        let last = before.trim_ascii_end().last();
        last.is_none_or(|last| {
            matches!(
                last,
                b':' | b']' | b'-' | b')' | b'|' | b'>' | b'.' | b'!' | b';' | b'#' | b'*' | b'}'
            ) || !last.is_ascii()
        })
    }

    /// Whether nothing but spaces comes from here on.
    pub(super) fn ends(self, at: usize) -> bool {
        let behind = self.from(at);
        behind.len() < REACH && behind.trim_ascii_end().is_empty()
    }

    /// Whether the words before a place are those of a sentence, and not the time, source and name of a tag.
    pub(super) fn is_in_sentence(self, at: usize) -> bool {
        let words = self.before(at).split(|byte| *byte == b' ');
        let plain = words
            .filter(|word| word.len() > 1 && word.iter().all(u8::is_ascii_lowercase))
            .count();
        plain > 2 || at > 2 * REACH
    }
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}
