//! How serious a line is.

use std::fmt;
use std::str::FromStr;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::error::Error;

/// How serious a line is, the least serious first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Steps of a program, for those who write it.
    Trace,
    /// Details for finding errors.
    Debug,
    /// What happens in ordinary use.
    Info,
    /// Something that should be looked at, and does not keep the program from going on.
    Warn,
    /// Something failed.
    Error,
    /// Something failed, and the program ends because of it.
    Fatal,
}

impl Level {
    /// All levels, the least serious first.
    pub const ALL: [Self; 6] = [
        Self::Trace,
        Self::Debug,
        Self::Info,
        Self::Warn,
        Self::Error,
        Self::Fatal,
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Level {
    type Err = Error;

    /// Reads the word, in any case; `warning` and `critical` are understood as well.
    fn from_str(text: &str) -> Result<Self, Error> {
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        let known = Self::ALL.into_iter().find(|level| is(level.as_str()));
        match known {
            Some(level) => Ok(level),
            None if is("warning") => Ok(Self::Warn),
            None if is("critical") => Ok(Self::Fatal),
            None => Err(Error::UnknownLevel {
                text: text.chars().take(100).collect(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_all_levels_are_read_back() {
        for level in Level::ALL {
            assert_eq!(level.to_string().parse::<Level>().unwrap(), level);
        }
        assert_eq!("WARNING".parse::<Level>().unwrap(), Level::Warn);
    }

    #[test]
    fn another_word_is_an_error_that_names_the_valid_ones() {
        let error = "loud".parse::<Level>().unwrap_err().to_string();
        assert!(
            error.contains("`loud`") && error.contains("fatal"),
            "{error}"
        );
    }

    #[test]
    fn levels_are_ordered_by_how_serious_they_are() {
        assert!(Level::Trace < Level::Info && Level::Warn < Level::Error);
    }
}
