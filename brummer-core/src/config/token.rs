//! A secret between a server and its clients.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use toml::de::DeValue;

use super::value::{Value, Wrong, quoted};

/// What stands where a token would be shown.
const HIDDEN: &str = "(hidden)";

/// A secret that a client sends in the header `Authorization: Bearer`: 16 to 512 visible ASCII characters.
///
/// It is never shown: not by `Debug`, not in a listing, not in a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The variable that holds one. Processes that are started do not inherit it, so that only clients that were told it have it.
    pub const VARIABLE: &str = "BRUMMER_MCP_TOKEN";

    const MIN: usize = 16;
    const MAX: usize = 512;

    /// The secret itself.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl FromStr for Token {
    type Err = InvalidToken;

    fn from_str(text: &str) -> Result<Self, InvalidToken> {
        let fits = (Self::MIN..=Self::MAX).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidToken)
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(HIDDEN)
    }
}

impl Value for Token {
    fn expected() -> String {
        "16 to 512 visible ASCII characters, such as `openssl rand -hex 24` prints".to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let token = value.as_str().and_then(|text| text.parse().ok());
        // What was written may be nearly the secret that was meant.
        token.ok_or_else(|| Wrong::is("this value"))
    }

    fn write(&self) -> String {
        quoted(HIDDEN)
    }
}

/// The text is not a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token is 16 to 512 visible ASCII characters, such as `openssl rand -hex 24` prints")]
pub struct InvalidToken;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, is_token: bool) {
        assert_eq!(text.parse::<Token>().is_ok(), is_token, "{text}");
    }

    #[test]
    fn a_token_is_long_enough_not_to_be_guessed_and_fits_a_header() {
        check("0123456789abcdef", true);
        check(&"x".repeat(512), true);
        check("0123456789abcde", false);
        check(&"x".repeat(513), false);
        check("0123456789 abcdef", false);
        check("0123456789abcdéf", false);
        check("0123456789abcdef\n", false);
    }

    #[test]
    fn a_token_is_never_shown() {
        let token: Token = "0123456789abcdef".parse().unwrap();
        assert_eq!(format!("{token:?}"), HIDDEN);
        assert_eq!(token.write(), "\"(hidden)\"");
        assert_eq!(serde_json::to_string(&token).unwrap(), "\"(hidden)\"");
    }
}
