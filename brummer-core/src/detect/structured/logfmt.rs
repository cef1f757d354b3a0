//! Pairs of name and value, as `level=info msg="request finished" status=200`.

use std::borrow::Cow;

use super::{Field, MAX_FIELDS};

/// The fields of a line of pairs: it begins with one, and most of its words are.
pub(super) fn fields(line: &str) -> Option<Vec<Field<'_>>> {
    // Most lines end here, at their first space.
    name(line)?;
    let (fields, bare) = pairs(line);
    (bare * 2 < fields.len()).then_some(fields)
}

/// The fields of a text that is nothing but pairs.
pub(super) fn strict(text: &str) -> Option<Vec<Field<'_>>> {
    name(text)?;
    let (fields, bare) = pairs(text);
    (bare == 0).then_some(fields)
}

/// The name that the text begins with, if an `=` follows.
pub(super) fn name(text: &str) -> Option<&str> {
    let end = text
        .bytes()
        .take(64)
        .position(|byte| !is_name(byte))
        .filter(|end| *end > 0)?;
    (text.as_bytes()[end] == b'=').then(|| &text[..end])
}

/// The pairs of a text, and how many of its words are none. A word alone is a field that is true.
fn pairs(text: &str) -> (Vec<Field<'_>>, usize) {
    let mut fields: Vec<Field<'_>> = Vec::with_capacity(16);
    let mut bare = 0;
    let mut rest = text.trim_ascii_start();
    while !rest.is_empty() && fields.len() < MAX_FIELDS {
        if let Some(key) = name(rest) {
            let (value, behind) = value(&rest[key.len() + 1..]);
            fields.push((key.into(), value));
            rest = behind.trim_ascii_start();
            continue;
        }
        let end = rest.find([' ', '\t']).unwrap_or(rest.len());
        bare += 1;
        fields.push((rest[..end].into(), "true".into()));
        rest = rest[end..].trim_ascii_start();
    }
    (fields, bare)
}

/// A value and what comes behind it.
fn value(text: &str) -> (Cow<'_, str>, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some((inside, behind)) = quote.and_then(|quote| quoted(&text[1..], quote)) {
        return (inside, behind);
    }
    let end = text.find([' ', '\t']).unwrap_or(text.len());
    (text[..end].into(), &text[end..])
}

/// The text up to the closing quote, which a space or the end follows.
fn quoted(text: &str, quote: char) -> Option<(Cow<'_, str>, &str)> {
    let mut escaped = false;
    let mut has_escapes = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => (escaped, has_escapes) = (true, true),
            _ if c == quote => {
                let behind = &text[at + 1..];
                if !behind.is_empty() && !behind.starts_with([' ', '\t', '}']) {
                    return None;
                }
                let inside = &text[..at];
                return Some((
                    if has_escapes {
                        unescape(inside).into()
                    } else {
                        inside.into()
                    },
                    behind,
                ));
            }
            _ => {}
        }
    }
    None
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some(c) => c,
                None => '\\',
            },
            c => c,
        });
    }
    plain
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@' | b'/')
}
