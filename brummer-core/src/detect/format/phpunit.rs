//! `PHPUnit`, with `--testdox` and without.
//!
//! ```text
//! There was 1 failure:
//!
//! 1) CartTest::testOfNothing
//! Failed asserting that 0 is identical to 1.
//!
//! /app/tests/CartTest.php:15
//!
//! Tests: 9, Assertions: 4, Errors: 2, Failures: 2, Skipped: 1.
//! ```

mod testdox;

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place, TestCounts};

const TOOL: &str = "phpunit";

pub(super) struct Phpunit;

impl Format for Phpunit {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            " error",
            " failure",
            "ssertion",
            " ✘ ",
            "Cannot open file \"",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        if is_title(line) {
            return Look::open(Failures::default());
        }
        if let Some(test) = line.strip_prefix(" ✘ ") {
            return Look::open(testdox::Failure::new(test));
        }
        if line.starts_with("Cannot open file \"") {
            out.problem(Finding::error(TOOL, line));
            return Look::Taken;
        }
        Look::Pass
    }
}

/// `There were 2 errors:`
fn is_title(line: &str) -> bool {
    let rest = line
        .strip_prefix("There was ")
        .or_else(|| line.strip_prefix("There were "));
    let kind = rest.and_then(leading_number).map(|(_, kind)| kind);
    matches!(
        kind,
        Some(" error:" | " errors:" | " failure:" | " failures:")
    )
}

/// `OK (3 tests, 4 assertions)`, or `Tests: 9, Assertions: 4, Failures: 2.`
fn counts(line: &str) -> Option<TestCounts> {
    if let Some(rest) = line.strip_prefix("OK (") {
        let (passed, rest) = leading_number(rest)?;
        let is_tests = rest.starts_with(" test");
        return is_tests.then_some(TestCounts {
            passed,
            ..TestCounts::default()
        });
    }
    let (tests, rest) = leading_number(line.strip_prefix("Tests: ")?)?;
    if !rest.starts_with(", Assertions: ") {
        return None;
    }
    let (mut failed, mut skipped) = (0_u32, 0_u32);
    for part in rest.trim_end_matches('.').split(", ") {
        let Some((kind, number)) = part.split_once(": ") else {
            continue;
        };
        let number: u32 = number.parse().ok()?;
        match kind {
            "Errors" | "Failures" => failed = failed.saturating_add(number),
            "Skipped" | "Incomplete" => skipped = skipped.saturating_add(number),
            _ => {}
        }
    }
    Some(TestCounts {
        passed: tests.saturating_sub(failed).saturating_sub(skipped),
        failed,
        skipped,
    })
}

/// A list of tests that failed.
#[derive(Default)]
struct Failures {
    current: Option<Failure>,
}

/// A test that failed.
struct Failure {
    test: String,
    first: u64,
    last: u64,
    message: Option<String>,
    frames: Vec<Frame>,
}

impl Failure {
    fn report(self, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            let mut finding = Finding::error(TOOL, message)
                .test(self.test)
                .frames(self.frames);
            finding.lines = (self.first, self.last);
            out.problem(finding);
        }
    }
}

impl Block for Failures {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            return Flow::More;
        }
        let test = leading_number(line).and_then(|(_, rest)| rest.strip_prefix(") "));
        if let Some(test) = test {
            let failure = Failure {
                test: test.to_owned(),
                first: out.number(),
                last: out.number(),
                message: None,
                frames: Vec::new(),
            };
            if let Some(before) = self.current.replace(failure) {
                before.report(out);
            }
            return Flow::More;
        }
        if line == "--" {
            return Flow::Last;
        }
        let Some(current) = &mut self.current else {
            return Flow::Not;
        };
        if counts(line).is_some() || matches!(line, "FAILURES!" | "ERRORS!") {
            return Flow::Not;
        }
        current.last = out.number();
        match Place::parse(line) {
            Some(place) if current.message.is_some() => {
                current.frames.push(Frame::new(None, Some(place)));
            }
            _ if current.message.is_none() => current.message = Some(line.trim_end().to_owned()),
            _ => {}
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(current) = self.current {
            current.report(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted() {
        let counted = |passed, failed, skipped| {
            Some(TestCounts {
                passed,
                failed,
                skipped,
            })
        };
        assert_eq!(counts("OK (1 test, 1 assertion)"), counted(1, 0, 0));
        assert_eq!(
            counts(
                "Tests: 9, Assertions: 4, Errors: 2, Failures: 2, Skipped: 1, Incomplete: 1, Risky: 1."
            ),
            counted(3, 4, 2)
        );
        assert_eq!(
            counts("Tests: 3, Assertions: 4, Skipped: 1."),
            counted(2, 0, 1)
        );
        assert_eq!(counts("Tests: 3 passed"), None);
    }
}
