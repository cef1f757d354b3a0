//! `MySQL` and `MariaDB`: the server's log, and the client.
//!
//! ```text
//! 2026-11-23 13:05:49 6 [Warning] Access denied for user 'nobody'@'localhost'
//! 2026-11-23T12:00:00.501411Z 0 [ERROR] [MY-010262] [Server] Can't start server: Bind on TCP/IP port
//! ERROR 1062 (23000) at line 2: Duplicate entry 'tea' for key 'PRIMARY'
//! ```

use super::{Before, Finding, Format, Look, Out};
use crate::detect::Severity;
use crate::detect::place::leading_number;

const MARIADB: &str = "mariadb";
const MYSQL: &str = "mysql";

pub(super) struct Mysql;

impl Format for Mysql {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "[ERROR] ",
            "[Warning] ",
            "ERROR ",
            ": ready for connections",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.starts_with(|c: char| c.is_ascii_digit())
            && line.contains(": ready for connections.")
        {
            out.ready();
            return Look::Taken;
        }
        match server(line).or_else(|| client(line)) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

fn server(line: &str) -> Option<Finding> {
    if !line.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (head, severity, rest) = match line.split_once(" [ERROR] ") {
        Some((head, rest)) => (head, Severity::Error, rest),
        None => line
            .split_once(" [Warning] ")
            .map(|(head, rest)| (head, Severity::Warning, rest))?,
    };
    // Before the level stands the thread.
    let thread = head.rsplit(' ').next()?;
    if !thread.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let coded = rest
        .strip_prefix("[MY-")
        .and_then(|rest| rest.split_once("] "));
    Some(match coded {
        Some((number, rest)) => {
            let message = rest.split_once("] ").map_or(rest, |(_, message)| message);
            Finding::new(severity, MYSQL, message).code(&format!("MY-{number}"))
        }
        None => Finding::new(severity, MARIADB, rest),
    })
}

/// `ERROR 1064 (42000) at line 1: message`
fn client(line: &str) -> Option<Finding> {
    let (code, rest) = leading_number(line.strip_prefix("ERROR ")?)?;
    let (state, message) = rest.strip_prefix(" (")?.split_once(": ")?;
    let is_state = state
        .split(')')
        .next()
        .is_some_and(|state| state.len() == 5);
    is_state.then(|| Finding::error(MARIADB, message).code(&code.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_logs_have_no_thread_before_the_level() {
        assert!(server("2026-11-23 13:05:49 0 [ERROR] no").is_some());
        assert_eq!(server("2026-11-23 13:05:49 [ERROR] no"), None);
        assert_eq!(client("ERROR 3 (of 5): no"), None);
    }
}
