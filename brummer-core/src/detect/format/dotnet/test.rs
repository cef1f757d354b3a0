//! `dotnet test`.
//!
//! ```text
//!   Failed Shop.Tests.CartTest.OfNothing [5 ms]
//!   Error Message:
//!    Assert.Equal() Failure: Values differ
//!   Stack Trace:
//!      at Shop.Tests.CartTest.OfNothing() in /app/CartTest.cs:line 14
//! Failed!  - Failed:     2, Passed:     3, Skipped:     1, Total:     6, Duration: 21 ms - Shop.Tests.dll (net9.0)
//! ```

use super::TOOL;
use super::exception::Stack;
use crate::detect::fact::{Finding, TestCounts};
use crate::detect::format::{Before, Block, Flow, Format, Look, Out};
use crate::detect::place::leading_number;

pub(in crate::detect::format) struct Test;

impl Format for Test {
    fn triggers(&self) -> &'static [&'static str] {
        &["  Failed ", "- Failed: "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        let test = line
            .strip_prefix("  Failed ")
            .and_then(|rest| rest.rsplit_once(" ["));
        test.map_or(Look::Pass, |(test, _)| {
            Look::open(Failure {
                test: test.to_owned(),
                step: Step::Title,
                message: None,
                stack: Stack::default(),
            })
        })
    }
}

fn counts(line: &str) -> Option<TestCounts> {
    let (_, rest) = line.split_once("!  - Failed:")?;
    let (failed, rest) = leading_number(rest.trim_start())?;
    let (passed, rest) = leading_number(rest.strip_prefix(", Passed:")?.trim_start())?;
    let (skipped, _) = leading_number(rest.strip_prefix(", Skipped:")?.trim_start())?;
    Some(TestCounts {
        passed,
        failed,
        skipped,
    })
}

/// A test that failed.
struct Failure {
    test: String,
    step: Step,
    message: Option<String>,
    stack: Stack,
}

/// Which part of it the lines are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Title,
    Message,
    Stack,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        match (self.step, line.trim()) {
            (Step::Title, "Error Message:") => self.step = Step::Message,
            (Step::Title, _) => return Flow::Not,
            (Step::Message, "Stack Trace:") => self.step = Step::Stack,
            (Step::Message, text) => {
                // xUnit puts a space before the colon.
                self.message
                    .get_or_insert_with(|| text.replacen("Exception : ", "Exception: ", 1));
            }
            (Step::Stack, text) => {
                if !self.stack.take(text) {
                    return Flow::Not;
                }
            }
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            let finding = Finding::error(TOOL, message).test(self.test);
            out.problem(self.stack.on(finding));
        }
    }
}
