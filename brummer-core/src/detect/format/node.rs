//! Node: errors that end it or are logged with their stack, warnings, and `--watch`.
//!
//! ```text
//! /app/src/main.js:3                          where it was thrown, if nothing caught it
//!   throw new Error('x');
//!         ^
//!
//! Error: x                                    may have more lines
//!     at main (/app/src/main.js:3:9) {        the first frame is what tells that this is an error
//!   code: 'E_X',
//!   [cause]: Error: y
//!       at …
//! }
//!
//! Node.js v26.10.0
//! ```

mod trace;
mod warning;

use super::{Before, Finding, Format, Look, Out};
use crate::detect::Place;

const TOOL: &str = "node";

pub(super) struct Node;

impl Format for Node {
    fn triggers(&self) -> &'static [&'static str] {
        &["    at ", "Warning: ", "estarting", "Node.js v"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if line.starts_with("(node:") {
            return warning::look(line);
        }
        if line.starts_with("Node.js v") {
            return thrown_value(before, out);
        }
        if line.starts_with("Restarting '") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        if line.ends_with("'. Waiting for file changes before restarting...") {
            if line.starts_with("Completed running '") {
                out.cycle_ended(TOOL, Some(0));
                return Look::Taken;
            }
            if line.starts_with("Failed running '") {
                out.cycle_ended(TOOL, None);
                return Look::Taken;
            }
        }
        trace::look(line, before)
    }
}

/// What was thrown and is no error has no stack: it stands between a `^` and the version of Node.
fn thrown_value(before: &Before, out: &mut Out<'_>) -> Look {
    for lines in 2..7 {
        if is_pointer(before.back(lines)) {
            let value = before.back(lines - 1).trim();
            if value.is_empty() {
                return Look::Pass;
            }
            let place = thrown_at(before.back(lines + 2));
            let finding = Finding::error(TOOL, value);
            out.problem(match place {
                Some(place) => finding.at(place),
                None => finding,
            });
            return Look::Taken;
        }
    }
    Look::Pass
}

/// `    ^^^^` below the code that threw.
fn is_pointer(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte == b'^')
}

/// `/app/src/main.js:3`, above the code that threw; also behind words, as `Exception during run: /app/test/a.js:2`.
fn thrown_at(line: &str) -> Option<Place> {
    let line = line.trim_end();
    let text = match line.rsplit_once(": ") {
        Some((_, behind)) => behind,
        None => line,
    };
    let place = Place::parse(text)?;
    let is_path = place.file.contains(['/', '\\']) && place.column.is_none();
    (is_path && !place.file.starts_with(' ')).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        assert_eq!(said(lines), expected);
    }

    #[test]
    fn an_error_without_a_stack_is_text() {
        check(&["Error: handled and retried", "all is well"], &[]);
    }

    #[test]
    fn what_console_trace_prints_is_no_error() {
        check(&["Trace: here", "    at main (/app/a.js:1:1)"], &[]);
    }

    #[test]
    fn a_thrown_string_has_the_place_that_threw_it() {
        check(
            &[
                "/app/a.js:3",
                "throw 'no tea';",
                "^",
                "no tea",
                "(Use `node --trace-uncaught ...` to show where the exception was thrown)",
                "",
                "Node.js v26.10.0",
            ],
            &["/app/a.js:3: error: no tea [node]"],
        );
    }

    #[test]
    fn an_error_in_an_object_that_is_logged_is_one() {
        check(
            &[
                "{",
                "  err: Error: x",
                "      at main (/app/a.js:1:1) {",
                "    code: 'E_X'",
                "  }",
                "}",
            ],
            &["/app/a.js:1:1: error E_X: Error: x [node]"],
        );
    }

    #[test]
    fn a_stack_of_java_is_not_taken() {
        let said = said(&[
            "Exception in thread \"main\" java.lang.IllegalStateException: x",
            "    at com.app.Main.main(Main.java:3)",
        ]);
        assert!(!said.iter().any(|fact| fact.ends_with("[node]")));
    }

    #[test]
    fn one_error_ends_where_the_next_begins() {
        check(
            &[
                "Error: x",
                "    at main (/app/a.js:1:1)",
                "Error: y",
                "    at main (/app/a.js:2:1)",
            ],
            &[
                "/app/a.js:1:1: error: Error: x [node]",
                "/app/a.js:2:1: error: Error: y [node]",
            ],
        );
    }
}
