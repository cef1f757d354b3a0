//! Values behind a name that says that they are secret: `API_KEY=…`, `"password": "…"`, `Authorization: Bearer …`.

use std::ops::Range;

use super::look::{is_likely, is_ordinary};
use super::name;

/// The longest name, in bytes before and behind the word that tells it.
const MAX_NAME: usize = 40;

/// Ways to send a secret, which stand before it.
const SCHEMES: &[&str] = &["bearer ", "basic ", "token ", "digest ", "apikey "];

/// The shortest value behind a name, in bytes.
const MIN_VALUE: usize = 6;

/// The shortest value behind the word `Bearer` alone, in bytes.
const MIN_BEARER: usize = 16;

/// A value that a name announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) range: Range<usize>,
    value: &'a str,
    /// A word before it says how it is sent.
    has_scheme: bool,
}

impl Named<'_> {
    /// Whether the value looks like a secret. `is_weak` knows words that are some.
    pub(super) fn is_secret(&self, is_weak: &dyn Fn(&str) -> bool) -> bool {
        let value = self.value;
        if value.len() < MIN_VALUE {
            return false;
        }
        let is_lower = value.bytes().all(|byte| byte.is_ascii_lowercase());
        let sent = self.has_scheme && value.len() >= 8 && !is_lower && !is_ordinary(value);
        sent || is_weak(value) || is_likely(value)
    }
}

/// The value behind the name around `word`, if that is the name of a secret, and is followed by `=` or `:`.
pub(super) fn value(text: &str, word: Range<usize>) -> Option<Named<'_>> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let before = &text[..word.start];
    let from = text.floor_char_boundary(word.start.saturating_sub(MAX_NAME));
    let start = from + text[from..word.start].trim_end_matches(is_part).len();
    debug_assert!(start <= before.len());
    // `sig=` has its end in it.
    let told = text[word.clone()].trim_end_matches('=').len();
    let behind = &text[word.start + told..];
    let behind = &behind[..behind.floor_char_boundary(MAX_NAME)];
    let more = behind.len() - behind.trim_start_matches(is_part).len();
    let name_end = word.start + told + more;
    let name = &text[start..name_end];
    if !name::is_secret(name) && !name.eq_ignore_ascii_case("sig") {
        return None;
    }
    let at = name_end + separator(&text[name_end..])?;
    let rest = &text[at..];
    let scheme = SCHEMES.iter().find(|scheme| {
        let start = rest.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let at = at + scheme.map_or(0, |scheme| scheme.len());
    let value = until_end(&text[at..]);
    Some(Named {
        name,
        range: at..at + value.len(),
        value,
        has_scheme: scheme.is_some(),
    })
}

/// What follows the word `Bearer`, and whether it is a secret.
pub(super) fn bearer(text: &str, at: usize) -> (Range<usize>, bool) {
    let value = until_end(&text[at..]);
    let is_one = value.len() >= MIN_BEARER && is_likely(value);
    (at..at + value.len(), is_one)
}

/// How long what stands between a name and its value is: quotes, at most two blanks, `=`, `:` or `=>`.
fn separator(text: &str) -> Option<usize> {
    let quotes: &[char] = &['"', '\'', '`', '\\', ']'];
    let rest = text.trim_start_matches(quotes);
    let rest = blanks(rest);
    let rest = rest
        .strip_prefix("=>")
        .or_else(|| rest.strip_prefix(['=', ':']))?;
    let rest = blanks(rest.strip_prefix('=').unwrap_or(rest));
    let rest = rest.trim_start_matches(['"', '\'', '`', '\\']);
    Some(text.len() - rest.len())
}

/// Without up to two blanks at the start.
fn blanks(text: &str) -> &str {
    let one = text.strip_prefix([' ', '\t']).unwrap_or(text);
    one.strip_prefix([' ', '\t']).unwrap_or(one)
}

/// The text up to what ends a value.
fn until_end(text: &str) -> &str {
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\'' | '`' | '\\' | ',' | ';' | '&' | '<' | '>' | ')' | ']' | '}' | '…'
            )
    };
    &text[..text.find(ends).unwrap_or(text.len())]
}
