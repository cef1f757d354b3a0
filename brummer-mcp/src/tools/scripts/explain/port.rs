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

/// Those of them that are said of nothing but a port.
const SAID_OF_ADDRESS: [&str; 3] = ["eaddrinuse", "address already in use", "addrinuse"];

/// The port that the texts say is taken; where they say only that one is, the one that the command line gives.
pub(super) fn named_as_taken<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    command: &str,
) -> Option<u16> {
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
    .or_else(|| {
        let of_address = |text: &&str| {
            let text = text.to_lowercase();
            SAID_OF_ADDRESS.iter().any(|said| text.contains(said))
        };
        texts.iter().find(|text| of_address(text))?;
        given(command)
    })
}

/// The port that a command line gives: `--port 3000`, `--port=3000`, `-p 3000`, `PORT=3000`, `127.0.0.1:3000`.
fn given(command: &str) -> Option<u16> {
    let words: Vec<&str> = command
        .split([' ', '=', '\t', '"', '\''])
        .filter(|word| !word.is_empty())
        .collect();
    let after_name = words.windows(2).find_map(|pair| {
        let name = pair[0].trim_start_matches('-').to_ascii_lowercase();
        let names_port = name == "port" || name.ends_with("_port") || pair[0] == "-p";
        names_port.then(|| pair[1].parse().ok()).flatten()
    });
    let address = || {
        let mut words = words.iter();
        words.find_map(|word| word.rsplit_once(':')?.1.parse().ok())
    };
    after_name.or_else(address).filter(|port| *port > 0)
}

/// The port in a text: behind the word, or else behind a colon, the last one first, or else beside a quoted host.
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
    // Python writes an address as a pair.
    let in_pair = || {
        let mut pairs = text.match_indices("', ");
        pairs.find_map(|(at, between)| leading_port(&text[at + between.len()..]))
    };
    behind_word.or_else(behind_colon).or_else(in_pair)
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
        assert_eq!(named_as_taken(texts.iter().copied(), "serve"), expected);
    }

    #[test]
    fn a_port_that_is_not_named_is_the_one_of_the_command_line() {
        let check = |command: &str, expected: Option<u16>| {
            let said = ["OSError: [Errno 98] Address already in use"];
            assert_eq!(named_as_taken(said, command), expected, "{command}");
        };
        check("PORT=18391 python3 server.py", Some(18391));
        check("flask run --port=5001", Some(5001));
        check("rails server -p 3001", Some(3001));
        check("HTTP_PORT=80 serve", Some(80));
        check("gunicorn -b 127.0.0.1:8001 app:main", Some(8001));
        check("python3 server.py", None);
        let other = ["the name `db` is already in use"];
        assert_eq!(named_as_taken(other, "x --port 3000"), None);
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
            Some(8000),
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
