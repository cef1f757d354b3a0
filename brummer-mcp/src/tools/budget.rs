//! How large an answer may be. Everything that counts tokens does it here.

use serde::Serialize;

/// How many bytes are taken for a token. In text and code tokens are longer; text that is denser [weighs](weight) more.
pub(super) const TOKEN_BYTES: usize = 3;

/// How much of a budget a text takes, in bytes: its length, or more if it is made of numbers, marks and symbols, of which a model makes more
/// tokens. A third of it is an upper bound for the tokens of log lines; a test checks that with the tokenizers of two models.
pub(super) fn weight(text: &str) -> usize {
    text.len().max(pieces(text) * TOKEN_BYTES)
}

/// What the characters of a text are to a tokenizer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Space,
    Line,
    /// Any other ASCII character; those that are alike are one piece.
    Mark(char),
    /// A character beyond ASCII that is no letter.
    Symbol,
}

/// About how many tokens a text has, estimated high: models split it where the kind of character changes, and join letters and digits by
/// threes at least.
fn pieces(text: &str) -> usize {
    let mut pieces = 0;
    let mut chars = text.chars().peekable();
    while let Some(first) = chars.next() {
        let kind = Kind::of(first);
        let mut bytes = first.len_utf8();
        while let Some(next) = chars.next_if(|next| Kind::of(*next) == kind) {
            bytes += next.len_utf8();
        }
        pieces += match kind {
            Kind::Letter | Kind::Digit => bytes.div_ceil(3),
            // It belongs to the word behind it.
            Kind::Space if bytes == 1 => 0,
            Kind::Space | Kind::Line => 1,
            Kind::Mark(_) => bytes.div_ceil(4),
            Kind::Symbol => bytes,
        };
    }
    pieces
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            ' ' | '\t' => Self::Space,
            '\n' => Self::Line,
            _ if c.is_ascii_digit() => Self::Digit,
            _ if c.is_ascii_alphabetic() => Self::Letter,
            _ if c.is_ascii() => Self::Mark(c),
            _ if c.is_alphabetic() => Self::Letter,
            _ => Self::Symbol,
        }
    }
}

/// The least that a client may ask for, in tokens: less has no room for what stands around an answer.
pub(super) const MIN_TOKENS: usize = 500;

/// The most, in tokens: what every client takes (Claude Code cuts at 50,000 characters).
pub(super) const MAX_TOKENS: usize = 14_000;

/// The most bytes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Budget(usize);

impl Budget {
    /// What answers with log lines take, unless the caller says something else.
    pub(super) const LOGS: Self = Self::tokens(4_000);

    /// What answers with problems take.
    pub(super) const PROBLEMS: Self = Self::tokens(2_000);

    /// What answers that say what is new take.
    pub(super) const NEWS: Self = Self::tokens(2_000);

    /// What lists of data take.
    pub(super) const LISTS: Self = Self::tokens(5_000);

    /// What the log lines take that come with another answer.
    pub(super) const OUTPUT: Self = Self::tokens(1_000);

    const fn tokens(tokens: usize) -> Self {
        Self(tokens * TOKEN_BYTES)
    }

    /// What the caller asked for, or else this.
    pub(super) fn or(self, tokens: Option<usize>) -> Self {
        tokens.map_or(self, |tokens| {
            Self::tokens(tokens.clamp(MIN_TOKENS, MAX_TOKENS))
        })
    }

    pub(super) fn bytes(self) -> usize {
        self.0
    }

    /// Together with what stands behind the lines of an answer, at most half of it: what the lines may take.
    pub(super) fn lines(self) -> usize {
        self.0 - (self.0 / 2).min(1_500)
    }
}

/// The items that fit together, in JSON, at least the first; and how many are left out.
pub(super) fn fitting<T: Serialize>(mut items: Vec<T>, budget: Budget) -> (Vec<T>, usize) {
    if items.len() <= 1 {
        return (items, 0);
    }
    let mut left = budget.lines();
    let mut count = 0;
    for item in &items {
        // What cannot be written would be no answer either.
        let text = serde_json::to_string(item).unwrap_or_default();
        let Some(rest) = left.checked_sub(weight(&text) + 1) else {
            break;
        };
        left = rest;
        count += 1;
    }
    let left_out = items.len().saturating_sub(count.max(1));
    items.truncate(count.max(1));
    (items, left_out)
}

/// Joins lines as long as they fit, at least the first, each ended by `\n`; answers with the text and how many were left out.
pub(crate) fn fill(lines: impl IntoIterator<Item = String>, bytes: usize) -> (String, usize) {
    let mut text = String::new();
    let (mut left_out, mut weighs) = (0, 0);
    for line in lines {
        let fits = weighs + weight(&line) < bytes;
        if left_out == 0 && (fits || text.is_empty()) {
            weighs += weight(&line) + 1;
            text.push_str(&line);
            text.push('\n');
        } else {
            left_out += 1;
        }
    }
    (text, left_out)
}

#[cfg(test)]
mod tests;
