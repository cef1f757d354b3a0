//! `ExUnit`, the test framework.
//!
//! ```text
//!   1) test total of nothing (ShopTest)
//!      test/shop_test.exs:7
//!      Assertion with == failed
//!      code:  assert Shop.total([]) == 1
//!      stacktrace:
//!        test/shop_test.exs:8: (test)
//!
//! 5 tests, 3 failures, 1 skipped
//! ```

use super::TOOL;
use super::exception::thrown;
use super::frame::{frame, place};
use crate::detect::fact::{Finding, TestCounts};
use crate::detect::format::{Before, Block, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place};

pub(in crate::detect::format) struct Exunit;

impl Format for Exunit {
    fn triggers(&self) -> &'static [&'static str] {
        &[".exs:", " failure"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        let test = leading_number(before.back(1).trim_start())
            .and_then(|(_, rest)| rest.strip_prefix(") "));
        match (test, place(line.trim_start())) {
            (Some(test), Some((place, ""))) => Look::open(Failure {
                test: test.to_owned(),
                place,
                message: None,
                frames: Vec::new(),
            }),
            _ => Look::Pass,
        }
    }
}

/// `5 tests, 3 failures, 1 skipped`, perhaps with `1 doctest, ` before it.
fn counts(line: &str) -> Option<TestCounts> {
    let (mut tests, mut failed, mut skipped) = (0_u32, None, 0_u32);
    for part in line.split(", ") {
        let (number, kind) = leading_number(part)?;
        match kind {
            " test" | " tests" | " doctest" | " doctests" | " property" | " properties" => {
                tests = tests.saturating_add(number);
            }
            " failure" | " failures" => failed = Some(number),
            " skipped" | " excluded" | " invalid" => skipped = skipped.saturating_add(number),
            _ => return None,
        }
    }
    let failed = failed?;
    Some(TestCounts {
        passed: tests.saturating_sub(failed).saturating_sub(skipped),
        failed,
        skipped,
    })
}

/// A test that failed.
struct Failure {
    test: String,
    place: Place,
    message: Option<String>,
    frames: Vec<Frame>,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if !line.is_empty() && !line.starts_with("     ") {
            return Flow::Not;
        }
        let text = line.trim();
        if self.message.is_none() {
            let message =
                thrown(text).map(|thrown| format!("{}: {}", thrown.class, thrown.message));
            self.message = (!text.is_empty()).then(|| message.unwrap_or_else(|| text.to_owned()));
        } else {
            self.frames.extend(frame(text));
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            let finding = Finding::error(TOOL, message).test(self.test).at(self.place);
            out.problem(finding.frames(self.frames));
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
        assert_eq!(counts("5 tests, 3 failures, 1 skipped"), counted(1, 3, 1));
        assert_eq!(counts("1 doctest, 2 tests, 0 failures"), counted(3, 0, 0));
        assert_eq!(counts("2 examples, 0 failures"), None);
        assert_eq!(counts("5 tests"), None);
    }
}
