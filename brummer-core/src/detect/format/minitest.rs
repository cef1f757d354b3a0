//! Minitest, by itself and in Rails.
//!
//! ```text
//!   1) Failure:
//! CartTest#test_of_nothing [test/cart_test.rb:11]:
//! Expected: 1
//!   Actual: 0
//!
//! 5 runs, 3 assertions, 2 failures, 1 errors, 1 skips
//! ```

use super::ruby::frame::frame;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place, TestCounts};

const TOOL: &str = "minitest";

pub(super) struct Minitest;

impl Format for Minitest {
    fn triggers(&self) -> &'static [&'static str] {
        &["Failure:", "Error:", " failures, "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        let title = match leading_number(line.trim_start()) {
            Some((_, rest)) => rest.strip_prefix(") ").unwrap_or_default(),
            None => line,
        };
        if matches!(title, "Failure:" | "Error:") {
            Look::open(Failure::default())
        } else {
            Look::Pass
        }
    }
}

/// `5 runs, 3 assertions, 2 failures, 1 errors, 1 skips`
fn counts(line: &str) -> Option<TestCounts> {
    let (runs, rest) = leading_number(line)?;
    let (_, rest) = leading_number(rest.strip_prefix(" runs, ")?)?;
    let (failures, rest) = leading_number(rest.strip_prefix(" assertions, ")?)?;
    let (errors, rest) = leading_number(rest.strip_prefix(" failures, ")?)?;
    let (skipped, _) = leading_number(rest.strip_prefix(" errors, ")?)?;
    let failed = failures.saturating_add(errors);
    Some(TestCounts {
        passed: runs.saturating_sub(failed).saturating_sub(skipped),
        failed,
        skipped,
    })
}

/// A test that failed, up to the empty line behind it.
#[derive(Default)]
struct Failure {
    test: Option<String>,
    place: Option<Place>,
    message: Option<String>,
    frames: Vec<Frame>,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            return Flow::Not;
        }
        if self.test.is_some() {
            match frame(line.trim_start()) {
                Some(frame) if self.message.is_some() => self.frames.push(frame),
                _ if self.message.is_none() => self.message = Some(line.trim().to_owned()),
                _ => {}
            }
            return Flow::More;
        }
        let Some(title) = line.strip_suffix(':').filter(|title| title.contains('#')) else {
            return Flow::Not;
        };
        match title
            .strip_suffix(']')
            .and_then(|title| title.rsplit_once(" ["))
        {
            Some((test, place)) => {
                self.test = Some(test.to_owned());
                self.place = Place::parse(place);
            }
            None => self.test = Some(title.to_owned()),
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let (Some(test), Some(message)) = (self.test, self.message) else {
            return;
        };
        let mut finding = Finding::error(TOOL, message).test(test);
        finding.place = self.place;
        out.problem(finding.frames(self.frames));
    }
}
