//! Phrases that say that something failed without a word for it: `cannot open`, `No such file or directory`.

use super::line::Line;
use super::mark;
use super::search::{Found, PHRASES};
use crate::detect::sieve::Within;
use crate::log::Level;

/// The level that a phrase in the line tells.
pub(super) fn level(line: Line<'_>, within: Within) -> Option<Level> {
    let mut found = PHRASES.next(line.bytes(), within.first)?;
    if mark::is_quotation(line) {
        return None;
    }
    loop {
        let (start, _) = line.word(found.start);
        if is_told(line, start, found) {
            return Some(Level::Error);
        }
        found = PHRASES.next(line.bytes(), found.end)?;
    }
}

/// Whether the phrase around a piece says that something failed. `start` is where the word of the piece starts.
fn is_told(line: Line<'_>, start: usize, found: Found) -> bool {
    let text = line.from(start);
    let behind = line.from(found.end);
    match &line.bytes()[found.start..found.end] {
        b"annot " | b"ould not " | b"an't " | b"nable to " => {
            let words = [&b"annot "[..], b"ould not ", b"an't ", b"nable to "];
            let is_whole = words.iter().any(|word| text[1..].starts_with(word));
            is_whole && line.begins(start)
        }
        b"o such " => [
            "file",
            "process",
            "device",
            "host",
            "module",
            "container",
            "table",
        ]
        .iter()
        .any(|what| behind.starts_with(what.as_bytes())),
        b"refused" => {
            text.starts_with(b"refused") && is_any(line.word_before(start), &["connection"])
        }
        b"denied" => {
            text.starts_with(b"denied")
                && is_any(line.word_before(start), &["permission", "access"])
        }
        b"not found" => is_any(line.word_before(start), &["command", "module"]),
        b"crashed" => line.ends(found.end) || behind.starts_with(b" -") || behind.starts_with(b":"),
        b"nknown " => {
            line.begins(start)
                && [
                    "command",
                    "option",
                    "argument",
                    "predicate",
                    "flag",
                    "directive",
                    "file extension",
                ]
                .iter()
                .any(|what| behind.starts_with(what.as_bytes()))
        }
        // The others are said of nothing else.
        _ => true,
    }
}

fn is_any(word: &[u8], words: &[&str]) -> bool {
    words
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}
