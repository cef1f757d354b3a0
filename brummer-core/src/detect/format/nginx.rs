//! nginx: its error log.
//!
//! ```text
//! 2026/11/23 13:06:14 [error] 23144#23144: *3 connect() failed (111: Connection refused) while connecting to upstream
//! 2026/11/23 13:06:18 [emerg] 23785#23785: unknown directive "rot" in /app/nginx.conf:15
//! ```

use super::{Before, Finding, Format, Look, Out};
use crate::detect::{Place, Severity};

const TOOL: &str = "nginx";

pub(super) struct Nginx;

impl Format for Nginx {
    fn triggers(&self) -> &'static [&'static str] {
        &["[emerg] ", "[error] ", "[warn] "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        match finding(line) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

fn finding(line: &str) -> Option<Finding> {
    let (time, rest) = line.split_once(" [")?;
    let (level, rest) = rest.split_once("] ")?;
    let severity = match level {
        "emerg" | "error" => Severity::Error,
        "warn" => Severity::Warning,
        _ => return None,
    };
    let message = if time == "nginx:" {
        rest
    } else {
        logged(rest)?
    };
    let placed = message
        .rsplit_once(" in ")
        .and_then(|(message, place)| Some((message, Place::parse(place)?)));
    Some(match placed {
        Some((message, place)) => Finding::new(severity, TOOL, message).at(place),
        None => Finding::new(severity, TOOL, message),
    })
}

/// What comes behind the process, the thread and the number of the connection: `23144#23144: *3 message`.
fn logged(rest: &str) -> Option<&str> {
    let (process, message) = rest.split_once(": ")?;
    let is_process = process.contains('#')
        && process
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'#');
    let connection = message
        .strip_prefix('*')
        .and_then(|message| message.split_once(' '));
    is_process.then_some(connection.map_or(message, |(_, message)| message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_connection_is_no_part_of_the_message() {
        let found = finding("2026/11/23 13:06:14 [error] 1#1: *3 no").unwrap();
        assert_eq!(found.message, "no");
        assert_eq!(finding("12:00:00 [error] no: way"), None);
    }
}
