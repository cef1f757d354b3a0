//! How large an answer may be. Everything that counts tokens does it here.

/// How many bytes are taken for a token. Tokens are longer on average, so that the estimate is an upper bound (a test checks it with
/// the tokens that a model counts).
pub(super) const TOKEN_BYTES: usize = 3;

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

/// Joins lines as long as they fit, at least the first, each ended by `\n`; answers with the text and how many were left out.
pub(super) fn fill(lines: impl IntoIterator<Item = String>, bytes: usize) -> (String, usize) {
    let mut text = String::new();
    let mut left_out = 0;
    for line in lines {
        let fits = text.len() + line.len() < bytes;
        if left_out == 0 && (fits || text.is_empty()) {
            text.push_str(&line);
            text.push('\n');
        } else {
            left_out += 1;
        }
    }
    (text, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_stays_within_what_clients_take() {
        assert_eq!(Budget::LOGS.or(None), Budget::LOGS);
        assert_eq!(Budget::LOGS.or(Some(1)).bytes(), 1_500);
        assert_eq!(Budget::LOGS.or(Some(1_000_000)).bytes(), 42_000);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let lines = || ["one", "two", "three"].map(str::to_owned);
        assert_eq!(fill(lines(), 100), ("one\ntwo\nthree\n".to_owned(), 0));
        assert_eq!(fill(lines(), 8), ("one\ntwo\n".to_owned(), 1));
        assert_eq!(fill(lines(), 1), ("one\n".to_owned(), 2));
    }
}
