//! Ports that a process could not have.

use brummer_core::Listener;

/// A port that a process wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) port: u16,
    /// Whether somebody listens there now.
    pub(super) is_open: bool,
    /// The process of this project that does.
    pub(super) own: Option<String>,
    /// Who it is, where that may be known.
    pub(super) listener: Option<Listener>,
}

/// What programs say of a port that is taken, in lower case.
const SAID: [&str; 6] = [
    "eaddrinuse",
    "address already in use",
    "already in use",
    "port is already allocated",
    "only one usage of each socket address",
    "addrinuse",
];

/// The port that the texts say is taken.
pub(super) fn named_as_taken<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<u16> {
    let texts: Vec<&str> = texts.into_iter().collect();
    let says_so = |text: &&&str| {
        let text = text.to_lowercase();
        SAID.iter().any(|said| text.contains(said))
    };
    let said = texts.iter().filter(says_so).find_map(|text| port_in(text));
    // Some say which port it is in a line of its own, as Node does: `port: 3000`.
    said.or_else(|| {
        let is_said = texts.iter().any(|text| says_so(&text));
        let lines = texts.iter().filter(|_| is_said);
        lines
            .filter_map(|text| text.trim().strip_prefix("port: "))
            .find_map(|number| number.trim_end_matches(',').parse().ok())
    })
}

/// The port in a text: behind the word, or else behind a colon, the last one first.
fn port_in(text: &str) -> Option<u16> {
    let lower = text.to_lowercase();
    let behind_word = lower.match_indices("port").find_map(|(at, word)| {
        let rest = lower.get(at + word.len()..)?;
        leading_port(rest.trim_start_matches([' ', ':', '=', '`', '\'', '"', '#']))
    });
    let behind_colon = || {
        let mut colons = text.rmatch_indices(':');
        colons.find_map(|(at, _)| leading_port(&text[at + 1..]))
    };
    behind_word.or_else(behind_colon)
}

/// The number at the start of a text, if it is one of a port and nothing else.
fn leading_port(text: &str) -> Option<u16> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let number: u16 = text[..end].parse().ok()?;
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], expected: Option<u16>) {
        assert_eq!(named_as_taken(texts.iter().copied()), expected);
    }

    #[test]
    fn a_taken_port_is_read_from_what_programs_say() {
        check(
            &["Error: listen EADDRINUSE: address already in use :::3000"],
            Some(3000),
        );
        check(
            &["Error: listen EADDRINUSE: address already in use 127.0.0.1:5173"],
            Some(5173),
        );
        check(&["Error: Port 5173 is already in use"], Some(5173));
        check(
            &[
                "OSError: [Errno 98] Address already in use",
                "  port: 8000,",
            ],
            Some(8000),
        );
        check(
            &[
                "[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
            ],
            None,
        );
        check(
            &["panic: listen tcp :8080: bind: address already in use"],
            Some(8080),
        );
        check(
            &["Bind for 0.0.0.0:5432 failed: port is already allocated"],
            Some(5432),
        );
    }

    #[test]
    fn a_port_that_is_only_named_is_not_taken() {
        check(&["listening on port 3000"], None);
        check(&["port: 3000"], None);
        check(&["the name is already in use"], None);
    }
}
