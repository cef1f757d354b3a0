//! Pest and `php artisan test`, which print alike.
//!
//! ```text
//!    FAILED  Tests\\Unit\\CartTest > of nothing                    TypeError
//!   Failed asserting that 0 is identical to 1.
//!
//!   at tests/Unit/CartTest.php:15
//!
//!   Tests:    1 failed, 1 skipped, 3 passed (4 assertions)
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place, TestCounts};

const TOOL: &str = "pest";

pub(super) struct Pest;

impl Format for Pest {
    fn triggers(&self) -> &'static [&'static str] {
        &["   FAILED  ", " assertion"]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        let Some(title) = line.strip_prefix("   FAILED  ") else {
            return Look::Pass;
        };
        // The class of an exception stands at the right.
        let (test, class) = match title.split_once("  ") {
            Some((test, class)) => (test, class.trim()),
            None => (title.trim_end(), ""),
        };
        if !test.contains(" > ") {
            return Look::Pass;
        }
        Look::open(Failure {
            test: test.to_owned(),
            class: class.to_owned(),
            message: None,
            frames: Vec::new(),
        })
    }
}

/// `  Tests:    1 failed, 1 skipped, 3 passed (4 assertions)`
fn counts(line: &str) -> Option<TestCounts> {
    let parts = line.trim_start().strip_prefix("Tests:  ")?.trim_start();
    let (parts, _) = parts.split_once(" (")?;
    let mut counts = TestCounts::default();
    for part in parts.split(", ") {
        let (number, kind) = leading_number(part)?;
        let count = match kind {
            " failed" => &mut counts.failed,
            " passed" | " risky" | " deprecated" | " warnings" => &mut counts.passed,
            " skipped" | " incomplete" | " todos" | " todo" => &mut counts.skipped,
            _ => return None,
        };
        *count = count.saturating_add(number);
    }
    Some(counts)
}

/// A test that failed.
struct Failure {
    test: String,
    class: String,
    message: Option<String>,
    frames: Vec<Frame>,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let text = line.trim();
        if let Some(place) = text.strip_prefix("at ").and_then(Place::parse) {
            self.frames.push(Frame::new(None, Some(place)));
            return Flow::Last;
        }
        let is_next = text.starts_with("FAILED  ") || text.starts_with("Tests:  ");
        if is_next || !(text.is_empty() || line.starts_with("  ")) {
            return Flow::Not;
        }
        if self.message.is_none() && !text.is_empty() {
            self.message = Some(text.to_owned());
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let Some(message) = self.message else {
            return;
        };
        let message = match self.class.as_str() {
            "" => message,
            class => format!("{class}: {message}"),
        };
        let finding = Finding::error(TOOL, message).test(self.test);
        out.problem(finding.frames(self.frames));
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
        assert_eq!(
            counts("  Tests:    1 failed, 1 skipped, 3 passed (4 assertions)"),
            counted(3, 1, 1)
        );
        assert_eq!(
            counts("  Tests:    2 passed (4 assertions)"),
            counted(2, 0, 0)
        );
        assert_eq!(counts("Tests: 9, Assertions: 4."), None);
    }
}
