//! What the words of a line say: a port without an address, and that the addresses are of something else.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reach, ServerUrl, label};

/// Ports of databases, queues and debuggers: nothing to open.
const NOT_HTTP: [u16; 12] = [
    22, 25, 53, 3306, 5432, 5433, 5672, 6379, 9042, 9229, 11211, 27017,
];

/// The address of a port that the line says in words, as in `listening on port 3000`.
pub(super) fn port(line: &str) -> Option<ServerUrl> {
    static PORT: LazyLock<Regex> = LazyLock::new(|| {
        expression(concat!(
            r"(?i)\b(?:listening|listens|running|runs|started|starting|serving|server|ready|up|available|live|bound|",
            r"opened|open|initialized|app)\b[^\d:]{0,48}?(?:\bports?(?:\(s\))?[ :=]+|\bon :|\bat :|\bon \*:)(\d{2,5})\b",
            r"(?: \((https?)\))?",
        ))
    });
    let found = PORT.captures(line)?;
    let (all, port) = (found.get(0)?, found[1].parse::<u16>().ok()?);
    let behind = line[all.end()..].chars().next();
    // `on port 3000.5` and `8080/tcp` are something else.
    if NOT_HTTP.contains(&port) || port < 80 || matches!(behind, Some('/' | '-')) {
        return None;
    }
    let scheme = found.get(2).map_or("http", |scheme| scheme.as_str());
    Some(ServerUrl {
        url: format!("{}://localhost:{port}/", scheme.to_ascii_lowercase()),
        reach: Reach::Local,
        port,
        label: label::of(&line[..all.start()], ""),
    })
}

/// Whether the line speaks of addresses that something wants to reach or could not, or of a request to one.
pub(super) fn is_of_something_else(line: &str) -> bool {
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        expression(concat!(
            r"(?i)\bHTTP/[123]|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S*(?:/|://)|",
            r"^\s*at |\b(?-i:E[A-Z]{4,})\b|\bin use\b|\balready (?:running|used|listening)\b|\bis (?:taken|occupied|busy)\b|",
            r"\brefused\b|\b(?:fail(?:ed|ure)?|error|cannot|can't|could not|couldn't|unable|timeout|timed out)\b|",
            r"\b(?:connect(?:ing|ed)? to|connection (?:to|from)|fetch(?:ing)?|request(?:ing|ed)?|redirect\w*|",
            r"origin|upstream|proxy(?:ing|_pass)?|forward(?:ing|ed)?|waiting for|download\w*|curl|wget|stopped|",
            r"stopping|shutting down|closed|closing|not listening|try(?:ing)? (?:another|port)|",
            r"accepted|created on|that's listening)\b|\bsocket: '|:\d+ \[\d{3}\]: ",
        ))
    });
    OTHER.is_match(line)
}

/// An expression whose ends of words are those of ASCII: with others, a line with `➜` in it would take the slow way.
fn expression(pattern: &str) -> Regex {
    Regex::new(&pattern.replace(r"\b", r"(?-u:\b)"))
        .expect("a constant expression that the tests compile")
}
