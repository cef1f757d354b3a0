//! esbuild, by itself and inside of other tools: messages, what its API throws, and its watcher.
//!
//! ```text
//! ✘ [ERROR] Could not resolve "./gone"
//!
//!     src/index.ts:2:17:
//!       2 │ import gone from "./gone";
//!         ╵                  ~~~~~~~~
//!
//! /app/src/main.ts:1:22: ERROR: Unexpected ";"
//! ```
//!
//! It counts columns from 0.

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Place, Severity};

const TOOL: &str = "esbuild";

pub(super) struct Esbuild;

impl Format for Esbuild {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "[ERROR] ",
            "[WARNING] ",
            ": ERROR: ",
            ": WARNING: ",
            "[watch] build ",
            "> Local:",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(step) = line.strip_prefix("[watch] build ") {
            if step.starts_with("started") {
                out.cycle_began(TOOL);
            } else if step.starts_with("finished") {
                out.cycle_ended(TOOL, Some(errors(before.back(1))));
                out.ready();
            }
            return Look::Taken;
        }
        if line.trim_start().starts_with("> Local:") {
            out.ready();
            return Look::Taken;
        }
        if let Some(message) = Message::begin(TOOL, line, out.number()) {
            return Look::open(message);
        }
        match thrown(line) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// `2 warnings and 1 error`, as the last line of a build says it; 0 if it says nothing of errors.
fn errors(summary: &str) -> u32 {
    let counted = summary.rsplit(" and ").next().unwrap_or_default();
    match leading_number(counted) {
        Some((errors, " error" | " errors")) => errors,
        _ => 0,
    }
}

/// `/app/src/main.ts:1:22: ERROR: Unexpected ";"`
pub(super) fn thrown(line: &str) -> Option<Finding> {
    let (place, rest) = Place::leading_from_zero(line.trim_start())?;
    // psql and many logs put a place or a time in front of the word too.
    let bundled = [
        ".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".css", ".json", ".vue",
        ".svelte", ".astro", ".html",
    ];
    if place.column.is_none() || !bundled.iter().any(|kind| place.file.ends_with(kind)) {
        return None;
    }
    let (severity, message) = match rest.strip_prefix(": ERROR: ") {
        Some(message) => (Severity::Error, message),
        None => (Severity::Warning, rest.strip_prefix(": WARNING: ")?),
    };
    Some(Finding::new(severity, TOOL, message).at(place))
}

/// A message whose place and excerpt are being printed.
pub(super) struct Message {
    finding: Finding,
}

impl Message {
    /// The first line of a message, if it is one.
    pub(super) fn begin(tool: &'static str, line: &str, number: u64) -> Option<Self> {
        let (severity, (symbol, rest)) = match line.split_once("[ERROR] ") {
            Some(said) => (Severity::Error, said),
            None => (Severity::Warning, line.split_once("[WARNING] ")?),
        };
        // The symbol is `✘`, `▲`, or `X` where the terminal has no others.
        if symbol.trim().chars().count() != 1 {
            return None;
        }
        let (message, tag) = match rest
            .strip_suffix(']')
            .and_then(|rest| rest.rsplit_once(" ["))
        {
            Some((message, tag)) => (message, Some(tag)),
            None => (rest, None),
        };
        let mut finding = Finding::new(severity, tool, message);
        finding.lines = (number, number);
        finding.code = match tag {
            Some(tag) if tag.starts_with("plugin ") => None,
            Some(tag) if tag.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') => {
                Some(tag.to_owned())
            }
            Some(_) => {
                rest.clone_into(&mut finding.message);
                None
            }
            None => None,
        };
        Some(Self { finding })
    }

    /// Takes the next line; whether it belongs to the message.
    pub(super) fn takes(&mut self, line: &str, number: u64) -> bool {
        if line.is_empty() {
            return true;
        }
        if !line.starts_with("  ") {
            return false;
        }
        // Notes have places of their own, behind the first one.
        if self.finding.place.is_none()
            && let Some(place) = line.strip_prefix("    ").and_then(|l| l.strip_suffix(':'))
        {
            self.finding.place = Place::parse_from_zero(place);
        }
        self.finding.lines.1 = number;
        true
    }

    pub(super) fn finding(self) -> Finding {
        self.finding
    }
}

impl Block for Message {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if self.takes(line, out.number()) {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_build_counts_its_errors() {
        let check = |summary, expected| assert_eq!(errors(summary), expected, "{summary}");
        check("1 error", 1);
        check("2 warnings and 13 errors", 13);
        check("2 warnings", 0);
        check("", 0);
    }

    #[test]
    fn a_message_may_end_in_brackets_that_are_no_code() {
        let check = |line, message: &str, code| {
            let finding = Message::begin(TOOL, line, 0).unwrap().finding();
            assert_eq!(finding.message, message);
            assert_eq!(finding.code.as_deref(), code);
        };
        check("X [ERROR] No [plugin sass]", "No", None);
        check(
            "▲ [WARNING] Duplicate key [duplicate-object-key]",
            "Duplicate key",
            Some("duplicate-object-key"),
        );
        check("✘ [ERROR] Expected [Array]", "Expected [Array]", None);
    }

    #[test]
    fn what_its_api_throws_has_a_place_in_what_it_bundles() {
        let is_one = |line| thrown(line).is_some();
        assert!(is_one("/app/src/main.ts:1:22: ERROR: Unexpected \";\""));
        assert!(!is_one("psql:schema.sql:3: ERROR:  relation \"a\" exists"));
        assert!(!is_one("2026-01-01 12:00:01: ERROR: disk full"));
    }

    #[test]
    fn other_programs_write_error_in_brackets_too() {
        assert!(Message::begin(TOOL, "12:00:01 [ERROR] no rows", 0).is_none());
        assert!(Message::begin(TOOL, "[ERROR] no rows", 0).is_none());
    }
}
