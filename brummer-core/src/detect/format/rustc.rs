//! rustc and Clippy as Cargo prints them, and Cargo itself.
//!
//! ```text
//! error[E0308]: mismatched types
//!  --> src/main.rs:4:22
//!   |
//! 4 |     let price: u32 = "3";
//!   |                ---   ^^^ expected `u32`, found `&str`
//!
//! src/main.rs:4:22: error[E0308]: mismatched types: expected `u32`, found `&str`
//! error: failed to get `x` as a dependency of package `shop v0.1.0 (/app)`
//! ```
//!
//! Many tools begin lines with `error: `. So a diagnostic is recognised by the line below that says where, and what Cargo says by how
//! it begins.

mod cargo;
mod diagnostic;

use self::cargo::Failed;
use self::diagnostic::{Diagnostic, heading};
use super::{Before, Finding, Format, Look, Out};
use crate::detect::Place;

const RUSTC: &str = "rustc";
const CARGO: &str = "cargo";

pub(super) struct Rustc;

impl Format for Rustc {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "--> ",
            "error: ",
            "error[",
            "warning: ",
            "Error: ",
            "Finished `test` profile",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(diagnostic) = Diagnostic::at(line, before, out.number()) {
            return Look::open(diagnostic);
        }
        if line.trim_start().starts_with("Finished `test` profile") {
            out.tests_began();
            return Look::Taken;
        }
        if let Some(failed) = Failed::new(line) {
            return Look::open(failed);
        }
        let finding = short(line)
            .or_else(|| cargo::message(line))
            .or_else(|| returned(line, before));
        match finding {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// With `--message-format short`: `src/main.rs:4:22: error[E0308]: mismatched types`.
fn short(line: &str) -> Option<Finding> {
    let (place, rest) = Place::leading(line)?;
    place.column?;
    if !is_source(&place) || place.file.contains(' ') {
        return None;
    }
    let (severity, code, message) = heading(rest.strip_prefix(": ")?)?;
    let mut finding = Finding::new(severity, RUSTC, message).at(place);
    finding.code = code.map(str::to_owned);
    Some(finding)
}

/// What `main` returned, in a program that Cargo started a moment before: `Error: Closed`.
fn returned(line: &str, before: &Before) -> Option<Finding> {
    let message = line.strip_prefix("Error: ")?;
    let is_ours = (1..=8).any(|back| before.back(back).starts_with("     Running `"));
    is_ours.then(|| Finding::error("rust", message))
}

/// Whether a file is one that rustc or Cargo complains of.
fn is_source(place: &Place) -> bool {
    place.has_extension(&["rs", "toml"])
}

#[cfg(test)]
mod tests {
    use crate::detect::{Fact, Reader};

    fn read(lines: &[&str]) -> Vec<Fact> {
        let mut reader = Reader::default();
        let mut facts = Vec::new();
        for (number, line) in (0..).zip(lines) {
            reader.line(number, line.as_bytes(), &mut facts);
        }
        reader.settle(&mut facts);
        facts
    }

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        let found: Vec<String> = read(lines)
            .iter()
            .filter_map(|fact| match fact {
                Fact::Problem(problem) => Some(problem.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn errors_of_other_tools_are_not_taken() {
        check(&["error: pathspec 'x' did not match any file(s)"], &[]);
        check(&["error: script \"dev\" exited with code 1"], &[]);
        check(&["error: x", " --> schema.prisma:12"], &[]);
        check(&["Error: x"], &[]);
        check(&["src/a.swift:3:5: error: x"], &[]);
    }

    #[test]
    fn a_message_of_several_lines_is_its_first_one() {
        check(
            &["error: first", "second", " --> src/a.rs:1:2", "  |", ""],
            &["src/a.rs:1:2: error: first [rustc]"],
        );
    }

    #[test]
    fn places_in_notes_are_not_that_of_the_problem() {
        check(
            &[
                "error[E0277]: no",
                " --> src/a.rs:1:2",
                "  |",
                "note: required by this",
                " --> src/b.rs:3:4",
                "",
            ],
            &["src/a.rs:1:2: error E0277: no [rustc]"],
        );
    }

    #[test]
    fn lints_of_clippy_are_its_own() {
        check(
            &[
                "error: no",
                " --> src/a.rs:1:2",
                "  = note: `-D clippy::needless-return` implied by `-D warnings`",
                "",
            ],
            &["src/a.rs:1:2: error clippy::needless_return: no [clippy]"],
        );
    }
}
