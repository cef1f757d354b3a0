//! A secret is not in what is left of a text, and half of it neither begins nor ends what is left of a part of the text, wherever that is
//! cut. Less than half could be anything, and may stand.
#![no_main]

use std::borrow::Cow;

use brummer_core::redact::{Redactor, Secrets};
use brummer_fuzz::Cut;
use libfuzzer_sys::fuzz_target;

/// Where in a text the secret goes.
const PLACE: u8 = 0xfe;

/// The most places at which a text is cut.
const MAX_CUTS: usize = 64;

/// The longest text that is cut, in bytes: each part is looked at.
const MAX_TEXT: usize = 8 * 1024;

fuzz_target!(|input: &[u8]| {
    let Some((secret, rest)) = secret(input) else {
        return;
    };
    let mut secrets = Secrets::default();
    secrets.learn("API_TOKEN", secret);
    if secrets.is_empty() {
        return;
    }
    let redactor = Redactor::new(&secrets);
    let cut = Cut::new(rest);
    let parts: Vec<_> = cut.bytes.split(|&byte| byte == PLACE).collect();
    let bytes = parts.join(secret.as_bytes());
    let text = String::from_utf8_lossy(&bytes);
    assert_free(&redactor, &text, secret);

    if text.len() > MAX_TEXT {
        return;
    }
    // As it comes, before it is whole; and what comes behind a page that ends in the middle of it.
    let mut at = 0;
    for chunk in cut.chunks().take(MAX_CUTS) {
        at += chunk.len();
        let place = text.floor_char_boundary(at);
        assert_free(&redactor, &text[..place], secret);
        assert_free(&redactor, &text[place..], secret);
    }
    for (place, _) in text.match_indices(secret).take(4) {
        for at in 1..secret.len() {
            assert_free(&redactor, &text[..place + at], secret);
            assert_free(&redactor, &text[place + at..], secret);
        }
    }
});

/// The first line, if it is a value that is masked wherever it stands.
fn secret(input: &[u8]) -> Option<(&str, &[u8])> {
    let end = input.iter().position(|&byte| byte == b'\n')?;
    let secret = std::str::from_utf8(&input[..end]).ok()?;
    let is_visible = secret.bytes().all(|byte| byte.is_ascii_graphic());
    let is_word = secret.bytes().all(|byte| byte.is_ascii_alphabetic());
    let fits = (8..=64).contains(&secret.len()) && is_visible && !is_word;
    (fits && !secret.contains("://")).then_some((secret, &input[end + 1..]))
}

/// Fails if a text still holds the secret once it is masked, or half of it where the text begins or ends.
#[track_caller]
fn assert_free(redactor: &Redactor, text: &str, secret: &str) {
    let masked = redactor.mask(text);
    let left = without_labels(&masked);
    assert!(!left.contains(secret), "{secret:?} is in {masked:?}");
    let half = secret.len().div_ceil(2);
    for length in half..secret.len() {
        let (first, last) = (&secret[..length], &secret[secret.len() - length..]);
        assert!(
            !left.ends_with(first),
            "{first:?} of {secret:?} ends {masked:?}"
        );
        assert!(
            !left.starts_with(last),
            "{last:?} of {secret:?} begins {masked:?}"
        );
    }
}

/// The text with nothing in the place of what was masked, so that labels join nothing.
fn without_labels(masked: &str) -> Cow<'_, str> {
    if !masked.contains("[masked") {
        return Cow::Borrowed(masked);
    }
    let mut parts = masked.split("[masked");
    let mut left = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        left.push('\0');
        left.push_str(part.split_once(']').map_or(part, |(_, rest)| rest));
    }
    Cow::Owned(left)
}
