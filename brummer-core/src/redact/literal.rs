//! Known values in a text.
//!
//! The search is for the first and the last bytes of each value; where they stand, the rest is compared. So a value is also
//! found that a line break splits, and what is left of one where the text was cut.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::look::{is_likely, is_random};
use super::secrets::{Secret, Secrets};
use super::span::Span;

/// How many bytes of each end of a value are searched for.
const MAX_END: usize = 8;

/// The longest name of a process with what is printed behind it, before a line, in bytes.
const MAX_BEFORE: usize = 140;

/// The values, ready to be searched for. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Literals(Option<Arc<Search>>);

#[derive(Debug)]
struct Search {
    /// The first bytes of each value at even numbers, its last ones behind.
    ends: AhoCorasick,
    values: Vec<Secret>,
    words: HashSet<String>,
}

/// Which way is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Forwards,
    Backwards,
}

impl Literals {
    pub(super) fn new(secrets: &Secrets) -> Self {
        if secrets.is_empty() {
            return Self::default();
        }
        let values: Vec<Secret> = secrets.values.iter().flat_map(written).collect();
        let ends = values.iter().flat_map(|secret| {
            let bytes = secret.value.as_bytes();
            let end = (bytes.len() / 2).clamp(1, MAX_END);
            [&bytes[..end], &bytes[bytes.len() - end..]]
        });
        // A thousand short values are no trouble for it.
        let ends = AhoCorasick::new(ends).ok();
        Self(ends.map(|ends| {
            Arc::new(Search {
                ends,
                values,
                words: secrets
                    .words
                    .iter()
                    .map(|secret| secret.value.clone())
                    .collect(),
            })
        }))
    }

    /// Whether this is a value that is secret only behind a name.
    pub(super) fn is_weak(&self, value: &str) -> bool {
        self.0
            .as_ref()
            .is_some_and(|search| search.words.contains(value))
    }

    /// Finds the values, and what is left of them where the text is cut.
    pub(super) fn find<'a>(&'a self, text: &str, spans: &mut Vec<Span<'a>>) {
        let Some(search) = &self.0 else { return };
        for found in search.ends.find_overlapping_iter(text) {
            let number = found.pattern().as_usize();
            let secret = &search.values[number / 2];
            let (way, at) = match number % 2 {
                0 => (Way::Forwards, found.start()),
                _ => (Way::Backwards, found.end()),
            };
            let ranges = compared(text, at, &secret.value, way);
            spans.extend(
                ranges
                    .into_iter()
                    .flatten()
                    .map(|range| Span::new(range, &*secret.key)),
            );
        }
    }
}

/// The value as it may stand in a text: as it is, in JSON, in an address.
fn written(secret: &Secret) -> Vec<Secret> {
    let Secret { value, key } = secret;
    let json = serde_json::to_string(value)
        .map_or_else(|_| value.clone(), |json| json[1..json.len() - 1].to_owned());
    let is_free =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let encoded: String = value
        .bytes()
        .map(|byte| {
            if is_free(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let mut all = vec![value.clone()];
    for other in [json, encoded] {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all.into_iter()
        .map(|value| Secret {
            value,
            key: key.clone(),
        })
        .collect()
}

/// What of the text is the value, or what is left of it, before or behind `at`: at most two parts, with a line break between.
fn compared(text: &str, at: usize, value: &str, way: Way) -> [Option<Range<usize>>; 2] {
    let first = alike(text, at, value, way);
    let here = match way {
        Way::Forwards => at..at + first,
        Way::Backwards => at - first..at,
    };
    if first == value.len() {
        return [Some(here), None];
    }
    let (rest, over) = match way {
        Way::Forwards => (&value.as_bytes()[first..], next_line(text, here.end)),
        Way::Backwards => (
            &value.as_bytes()[..value.len() - first],
            line_before(text, here.start),
        ),
    };
    for there in over.into_iter().flatten() {
        let range = match way {
            Way::Forwards => there..there + rest.len(),
            Way::Backwards if there >= rest.len() => there - rest.len()..there,
            Way::Backwards => continue,
        };
        if text.as_bytes().get(range.clone()) == Some(rest) {
            return [Some(here), Some(range)];
        }
    }
    let here = whole_characters(text, here);
    let left = &text[here.clone()];
    let is_cut = match way {
        Way::Forwards => ends_here(&text[here.end..]),
        Way::Backwards => {
            text[..here.start].is_empty() || text[..here.start].ends_with(['\n', '…'])
        }
    };
    // A word may well be the beginning of a value by chance.
    let tells = left.len() * 2 >= value.len() || is_likely(left) || is_random(left);
    [(is_cut && tells).then_some(here), None]
}

/// How many bytes of the value stand there.
fn alike(text: &str, at: usize, value: &str, way: Way) -> usize {
    let (text, value) = (text.as_bytes(), value.as_bytes());
    match way {
        Way::Forwards => text[at..]
            .iter()
            .zip(value)
            .take_while(|(a, b)| a == b)
            .count(),
        Way::Backwards => {
            let pairs = text[..at].iter().rev().zip(value.iter().rev());
            pairs.take_while(|(a, b)| a == b).count()
        }
    }
}

/// The characters that are whole in this part of the text.
fn whole_characters(text: &str, range: Range<usize>) -> Range<usize> {
    text.ceil_char_boundary(range.start).min(text.len())..text.floor_char_boundary(range.end)
}

/// Whether a line, or what is shown of it, ends here.
fn ends_here(rest: &str) -> bool {
    ["\n", "\r", "…", " …", " [unfinished", " ["]
        .iter()
        .any(|mark| rest.starts_with(mark))
        || rest.is_empty()
}

/// Where the next line may go on, if one ends here: at its start, or behind the name of its process.
fn next_line(text: &str, at: usize) -> [Option<usize>; 2] {
    let Some(line) = text
        .as_bytes()
        .get(at..)
        .and_then(|rest| rest.strip_prefix(b"\n"))
    else {
        return [None, None];
    };
    let start = at + 1;
    [Some(start), named(line).map(|behind| start + behind)]
}

/// Where the line before may have ended, if one begins here, or would without the name of its process.
fn line_before(text: &str, at: usize) -> [Option<usize>; 2] {
    let before = &text.as_bytes()[..at];
    let from = at.saturating_sub(MAX_BEFORE);
    let Some(feed) = before[from..]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map(|feed| from + feed)
    else {
        return [None, None];
    };
    let is_start = feed + 1 == at || named(&text.as_bytes()[feed + 1..]) == Some(at - feed - 1);
    [is_start.then_some(feed), None]
}

/// How long the name of a process before a line is, with the mark behind it.
fn named(line: &[u8]) -> Option<usize> {
    let start = &line[..line.len().min(MAX_BEFORE)];
    let mark = start.windows(3).position(|bytes| bytes == b" | ")?;
    (!start[..mark].contains(&b'\n')).then_some(mark + 3)
}
