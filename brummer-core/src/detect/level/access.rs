//! Reports of HTTP requests: an access log in the common format, and the short forms of development servers.

use super::line::Line;
use super::search::REQUESTS;
use crate::detect::sieve::Within;
use crate::log::Level;

/// How a request went that a line reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// Its status says that it failed.
    Failed(Level),
    /// It was answered otherwise.
    Answered,
}

/// The request that the line reports, if it does.
pub(super) fn request(line: Line<'_>, within: Within) -> Option<Request> {
    let mut from = within.first;
    while from <= within.last
        && let Some(found) = REQUESTS.next(line.bytes(), from)
    {
        from = found.end;
        let status = match line.at(found.start) {
            b'H' => protocol(line, found.start),
            // `Completed 404 Not Found in 12ms`, as Rails says it.
            b'C' => status(line.from(found.end - 1)),
            _ => method(line, found.start, found.end - 1),
        };
        match status {
            Some(500..) => return Some(Request::Failed(Level::Error)),
            Some(400..500) => return Some(Request::Failed(Level::Warn)),
            Some(_) => return Some(Request::Answered),
            None => {}
        }
    }
    None
}

/// The status behind a request line, from the place of `HTTP/` on: `"GET / HTTP/1.1" 404`.
fn protocol(line: Line<'_>, at: usize) -> Option<u16> {
    let behind = line.from(at);
    let quote = behind.iter().take(12).position(|byte| *byte == b'"')?;
    status(&behind[quote + 1..])
}

/// The status around a method and its target: `GET /path 404`, or `404 GET /path`.
fn method(line: Line<'_>, start: usize, end: usize) -> Option<u16> {
    let target = line.from(end);
    // In `"GET / HTTP/1.1"` the protocol comes later, and tells where the status is.
    if line.last(start) == b'"' || !matches!(target, [b' ', b'/' | b'h' | b'"', ..]) {
        return None;
    }
    let length = target[1..].iter().position(|byte| *byte == b' ');
    let behind = length.map_or(&b""[..], |length| &target[1 + length..]);
    status(behind)
        .or_else(|| number(line.word_before(start)))
        .or_else(|| gin(line, start))
}

/// `[GIN] 2026/11/23 - 12:00:00 | 404 | 12µs | ::1 | GET "/"`.
fn gin(line: Line<'_>, at: usize) -> Option<u16> {
    if !line.text().starts_with(b"[GIN]") {
        return None;
    }
    let text = &line.bytes()[..at];
    let bar = text.iter().position(|byte| *byte == b'|')?;
    status(&text[bar + 1..])
}

/// The status behind a space.
fn status(text: &[u8]) -> Option<u16> {
    let text = text.strip_prefix(b" ")?;
    let end = text.iter().take(4).position(|byte| *byte == b' ');
    number(&text[..end.unwrap_or(text.len())])
}

/// A number from 100 to 599.
fn number(text: &[u8]) -> Option<u16> {
    let [a @ b'1'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9'] = text else {
        return None;
    };
    let digit = |byte: &u8| u16::from(byte - b'0');
    Some(100 * digit(a) + 10 * digit(b) + digit(c))
}
