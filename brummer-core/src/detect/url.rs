//! Addresses that a server of ours says it listens at.
//!
//! Not every address in a line is one: links to documentation, requests in an access log, stack frames of a browser
//! and addresses that could not be reached are left out. What is left is cleaned, so that a browser can open it.

mod address;
mod host;
mod label;
mod words;

use super::fact::{Reach, ServerUrl};

/// How much of a line is looked at, in bytes.
const HEAD_BYTES: usize = 4096;

/// Pieces of text without one of which a line has no address: the sieve lets only such lines through.
pub(super) const PIECES: [&str; 12] = [
    "p://",
    "s://",
    "localhost",
    "127.0.0.1",
    "0.0.0.0",
    "[::]",
    "[::1",
    "port ",
    "Port ",
    "port: ",
    " on :",
    " at :",
];

/// The most addresses of one line.
const MAX_URLS: usize = 16;

/// The addresses in the line, each once. The line is without escape sequences.
#[cfg(any(test, fuzzing))]
pub(crate) fn urls(line: &str) -> impl Iterator<Item = ServerUrl> + use<> {
    urls_of_machine(line, &[])
}

/// The same, where the machine is known by more names than `localhost`.
pub(crate) fn urls_of_machine(
    line: &str,
    names: &[String],
) -> impl Iterator<Item = ServerUrl> + use<> {
    let mut found: Vec<ServerUrl> = Vec::new();
    let line = &line[..line.floor_char_boundary(HEAD_BYTES)];
    if !words::is_of_something_else(line) {
        address::find(line, names, &mut found);
        if found.is_empty() {
            found.extend(words::port(line));
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests;
