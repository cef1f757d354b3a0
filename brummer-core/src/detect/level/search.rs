//! Finds the pieces of text that may tell a level, by vector instructions where the machine has them.
//!
//! There are three searches rather than one, since the instructions tell only a few dozen pieces apart at full speed.

use std::sync::LazyLock;

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, Input};

/// Pieces of words that may be the name of a level. As rare as may be, since each that is found in an ordinary line
/// costs a look at what stands around it; and of four letters at least, since shorter ones make the search slower.
pub(super) static WORDS: Pieces = Pieces(LazyLock::new(|| Search::new(&WORDS_PIECES)));

pub(in crate::detect) const WORDS_PIECES: [&str; 42] = [
    "rror", "ERRO", "RROR", "ERR ", "ERR!", "ERR]", "warn", "Warn", "WARN", "WRN ", "WRN]", "fail",
    "Fail", "FAIL", "atal", "ATAL", "CRIT", "criti", "crit]", "crit:", "emerg]", "alert]",
    "SEVERE", "panic", "PANIC", "xcepti", "Traceba", "INFO", "INF ", "INF]", "info", "NOTICE",
    "notice", "SUCCESS", "LOG: ", "DEBU", "DEBG", "debug", "dbug:", "TRACE", "trace]", "trace:",
];

/// What begins the report of a request.
pub(super) static REQUESTS: Pieces = Pieces(LazyLock::new(|| Search::new(&REQUESTS_PIECES)));

pub(in crate::detect) const REQUESTS_PIECES: [&str; 7] = [
    "HTTP/",
    "GET ",
    "POST ",
    "PUT ",
    "DELETE ",
    "PATCH ",
    "Completed ",
];

/// Pieces of phrases that say that something failed.
pub(super) static PHRASES: Pieces = Pieces(LazyLock::new(|| Search::new(&PHRASES_PIECES)));

pub(in crate::detect) const PHRASES_PIECES: [&str; 17] = [
    "annot ",
    "ould not ",
    "an't ",
    "nable to ",
    "o such ",
    "refused",
    "denied",
    "not found",
    "crashed",
    "egmentation fault",
    "core dumped",
    "undefined reference",
    "went wrong",
    "already in use",
    "timed out",
    "nknown ",
    "make: ***",
];

/// Pieces of text that are searched for together.
pub(super) struct Pieces(LazyLock<Search>);

/// Where a piece was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Pieces {
    /// The first piece from a place on.
    pub(super) fn next(&self, bytes: &[u8], from: usize) -> Option<Found> {
        let span = from.min(bytes.len())..bytes.len();
        let found = match &*self.0 {
            Search::Packed(searcher) => searcher.find_in(bytes, span.into()),
            Search::Automaton(automaton) => automaton.find(Input::new(bytes).span(span)),
        }?;
        Some(Found {
            start: found.start(),
            end: found.end(),
        })
    }
}

enum Search {
    Packed(Searcher),
    /// For machines without the vector instructions.
    Automaton(AhoCorasick),
}

impl Search {
    fn new(pieces: &[&str]) -> Self {
        let packed = Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .builder()
            .extend(pieces)
            .build();
        packed.map_or_else(
            || {
                let automaton = AhoCorasick::new(pieces);
                Self::Automaton(automaton.expect("a few short pieces make a small automaton"))
            },
            Self::Packed,
        )
    }
}
