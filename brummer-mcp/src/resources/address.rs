//! The addresses of resources.

use std::fmt::Write as _;

use crate::roots::decoded;

/// What an address stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Address {
    Processes,
    Process(String),
    Logs,
    LogsOf(String),
    Errors,
    Problems,
    ProblemsOf(String),
    Scripts,
    Config,
}

impl Address {
    /// What the address stands for, if it is one of ours.
    pub(crate) fn parse(uri: &str) -> Option<Self> {
        Some(match uri {
            // As the first brummer had them.
            "logs://recent" => Self::Logs,
            "logs://errors" => Self::Errors,
            "processes://active" => Self::Processes,
            "scripts://available" => Self::Scripts,
            _ => {
                let path = uri.strip_prefix("brummer://")?;
                let (kind, name) = match path.split_once('/') {
                    None => (path, None),
                    Some((kind, name)) => (kind, Some(decoded(name)?)),
                };
                match (kind, name) {
                    ("processes", None) => Self::Processes,
                    ("processes", Some(name)) => Self::Process(name),
                    ("logs", None) => Self::Logs,
                    ("logs", Some(name)) => Self::LogsOf(name),
                    ("errors", None) => Self::Errors,
                    ("problems", None) => Self::Problems,
                    ("problems", Some(name)) => Self::ProblemsOf(name),
                    ("scripts", None) => Self::Scripts,
                    ("config", None) => Self::Config,
                    _ => return None,
                }
            }
        })
    }

    /// The process that it is about, if it is about one.
    pub(crate) fn process(&self) -> Option<&str> {
        match self {
            Self::Process(name) | Self::LogsOf(name) | Self::ProblemsOf(name) => Some(name),
            Self::Processes
            | Self::Logs
            | Self::Errors
            | Self::Problems
            | Self::Scripts
            | Self::Config => None,
        }
    }
}

/// A name as a part of an address (RFC 3986, 2.3).
pub(crate) fn encoded(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'@') {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_it_was_when_it_comes_back() {
        for name in ["web", "web:dev", "a b/ü%20", "?#"] {
            let uri = format!("brummer://logs/{}", encoded(name));
            assert_eq!(
                Address::parse(&uri),
                Some(Address::LogsOf(name.to_owned())),
                "{uri}"
            );
        }
    }

    #[test]
    fn the_first_addresses_are_still_known() {
        assert_eq!(Address::parse("logs://recent"), Some(Address::Logs));
        assert_eq!(Address::parse("logs://errors"), Some(Address::Errors));
        assert_eq!(
            Address::parse("processes://active"),
            Some(Address::Processes)
        );
        assert_eq!(
            Address::parse("scripts://available"),
            Some(Address::Scripts)
        );
    }

    #[test]
    fn what_is_no_address_is_none() {
        for uri in [
            "",
            "brummer://",
            "brummer://x",
            "brummer://logs/%z",
            "logs://",
            "file:///etc/passwd",
            "brummer://config/x",
        ] {
            assert_eq!(Address::parse(uri), None, "{uri}");
        }
    }
}
