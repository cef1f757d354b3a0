//! Addresses that a server of ours says it listens at.
//!
//! Not every address in a line is one: links to documentation, requests in an access log, stack frames of a browser
//! and addresses that could not be reached are left out. What is left is cleaned, so that a browser can open it.

mod address;
mod host;
mod label;
mod words;

use std::sync::LazyLock;

use aho_corasick::packed::{Config, Searcher};
use regex::Regex;

/// How much of a line is looked at, in bytes.
const HEAD_BYTES: usize = 4096;

/// The most addresses of one line.
const MAX_URLS: usize = 16;

/// An address to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundUrl {
    /// Cleaned, with a scheme (http, https, ws or wss), a host that can be opened, and a path.
    pub(crate) url: String,
    pub(crate) reach: Reach,
    pub(crate) port: u16,
    /// What the line or the path calls it, as in "Network" or "GraphQL".
    pub(crate) label: Option<&'static str>,
}

/// From where an address can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reach {
    /// From this machine.
    Local,
    /// From others in its network as well.
    Network,
}

/// The addresses in the line, each once. The line is without escape sequences.
pub(crate) fn urls(line: &str) -> impl Iterator<Item = FoundUrl> + use<> {
    urls_of_machine(line, &[])
}

/// The same, where the machine is known by more names than `localhost`.
pub(crate) fn urls_of_machine(
    line: &str,
    names: &[String],
) -> impl Iterator<Item = FoundUrl> + use<> {
    let mut found: Vec<FoundUrl> = Vec::new();
    if may_have_any(line) {
        let line = &line[..line.floor_char_boundary(HEAD_BYTES)];
        if !words::is_of_something_else(line) {
            address::find(line, names, &mut found);
            if found.is_empty() {
                found.extend(words::port(line));
            }
        }
    }
    found.into_iter()
}

/// Whether the line has one of the pieces without which it can have no address; most have none.
fn may_have_any(line: &str) -> bool {
    static PIECES: [&str; 10] = [
        "://",
        "localhost",
        "127.0.0.1",
        "0.0.0.0",
        "[::",
        "port ",
        "Port ",
        "port: ",
        " on :",
        " at :",
    ];
    static PACKED: LazyLock<Option<Searcher>> =
        LazyLock::new(|| Config::new().builder().extend(PIECES).build());
    static AUTOMATON: LazyLock<Regex> = LazyLock::new(|| {
        let pieces = PIECES.map(regex::escape).join("|");
        Regex::new(&pieces).expect("escaped text is an expression")
    });
    match &*PACKED {
        Some(packed) => packed.find(line).is_some(),
        // For machines without the vector instructions.
        None => AUTOMATON.is_match(line),
    }
}

#[cfg(test)]
mod tests;
