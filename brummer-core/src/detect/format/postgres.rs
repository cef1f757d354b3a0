//! `PostgreSQL`: the server's log, and `psql`.
//!
//! ```text
//! 2026-11-23 13:01:29.680 UTC [2143] ERROR:  duplicate key value violates unique constraint "item_pkey"
//! 2026-11-23 13:01:29.680 UTC [2143] DETAIL:  Key (name)=(tea) already exists.
//! psql:seed.sql:2: ERROR:  relation "item" does not exist
//! ```

use super::{Before, Finding, Format, Look, Out};
use crate::detect::{Place, Severity};

const TOOL: &str = "postgres";

pub(super) struct Postgres;

impl Format for Postgres {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "ERROR:  ",
            "FATAL:  ",
            "WARNING:  ",
            "psql: error: ",
            "ready to accept connections",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.ends_with("database system is ready to accept connections") {
            out.ready();
            return Look::Taken;
        }
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
    if let Some(message) = line.strip_prefix("psql: error: ") {
        return Some(Finding::error(TOOL, message));
    }
    let (before, rest) = line.split_once(":  ")?;
    let (prefix, severity) = [
        ("ERROR", Severity::Error),
        ("FATAL", Severity::Error),
        ("WARNING", Severity::Warning),
    ]
    .into_iter()
    .find_map(|(word, severity)| Some((before.strip_suffix(word)?, severity)))?;
    let finding = Finding::new(severity, TOOL, rest);
    if let Some(place) = prefix.strip_prefix("psql:") {
        return Some(finding.at(Place::parse(place.strip_suffix(": ")?)?));
    }
    // The usual prefix ends with the process. `psql` has none, but the warnings of Uvicorn look the same then.
    let is_ours = prefix.ends_with("] ") || prefix.is_empty() && severity == Severity::Error;
    (is_ours && !rest.starts_with(' ')).then_some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spaces_and_a_prefix_tell_it_from_others() {
        assert!(finding("ERROR:  no").is_some());
        assert!(finding("2026-11-23 UTC [1] ERROR:  no").is_some());
        assert_eq!(finding("ERROR: no"), None);
        assert_eq!(finding("thing ERROR:  no"), None);
        assert_eq!(finding("ERROR:    Exception in ASGI application"), None);
        assert_eq!(finding("WARNING:  3 requests are waiting"), None);
    }
}
