//! `RSpec`.
//!
//! ```text
//!   1) Cart#total of nothing is one
//!      Failure/Error: expect(Cart.new.total).to eq 1
//!
//!        expected: 1
//!             got: 0
//!      # ./spec/cart_spec.rb:10:in `block (3 levels) in <top (required)>'
//!
//! 6 examples, 3 failures, 2 pending
//! ```

use super::ruby::frame::frame;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place, TestCounts};

const TOOL: &str = "rspec";

pub(super) struct Rspec;

impl Format for Rspec {
    fn triggers(&self) -> &'static [&'static str] {
        &["Failure/Error: ", " failure"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        if !line.trim_start().starts_with("Failure/Error: ") {
            return Look::Pass;
        }
        let test = test(before.back(1));
        let is_outside = (1..=8).any(|lines| before.back(lines).starts_with("An error occurred "));
        // Below the reason of a pending example stands the failure that is expected of it.
        if test.is_none() && !is_outside {
            return Look::Taken;
        }
        Look::open(Failure {
            test,
            ..Failure::default()
        })
    }
}

/// `6 examples, 3 failures, 2 pending`, perhaps with errors outside of examples.
fn counts(line: &str) -> Option<TestCounts> {
    let (examples, rest) = leading_number(line)?;
    let rest = rest.strip_prefix(" example")?.trim_start_matches('s');
    let (failed, rest) = leading_number(rest.strip_prefix(", ")?)?;
    let rest = rest.strip_prefix(" failure")?.trim_start_matches('s');
    let pending = rest.strip_prefix(", ").and_then(leading_number);
    let skipped = match pending {
        Some((pending, rest)) if rest.starts_with(" pending") => pending,
        _ => 0,
    };
    Some(TestCounts {
        passed: examples.saturating_sub(failed).saturating_sub(skipped),
        failed,
        skipped,
    })
}

/// `  1) Cart#total of nothing is one`
fn test(line: &str) -> Option<String> {
    let (_, rest) = leading_number(line.trim_start())?;
    rest.strip_prefix(") ").map(str::to_owned)
}

/// An example that failed, or an error outside of examples.
#[derive(Default)]
struct Failure {
    test: Option<String>,
    /// Whether the code is over that is shown first.
    is_code_over: bool,
    message: Option<String>,
    /// The class of the exception: the message is in the next line.
    class: Option<String>,
    frames: Vec<Frame>,
}

impl Failure {
    fn text(&mut self, text: &str) {
        if let Some(class) = self.class.take() {
            self.message = Some(format!("{class}: {text}"));
            return;
        }
        match text.strip_suffix(':').filter(|class| is_class(class)) {
            Some(class) => self.class = Some(class.to_owned()),
            None => self.message = Some(text.to_owned()),
        }
    }
}

fn is_class(text: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_');
    text.starts_with(char::is_uppercase) && text.chars().all(is_name)
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let text = line.trim();
        if let Some(frame) = text.strip_prefix("# ").and_then(frame) {
            self.frames.push(frame);
            return Flow::More;
        }
        if !self.frames.is_empty() || line.starts_with("Finished in ") || test(line).is_some() {
            return Flow::Not;
        }
        if text.is_empty() {
            self.is_code_over = true;
        } else if self.is_code_over && self.message.is_none() {
            self.text(text);
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let Some(mut message) = self.message.or(self.class) else {
            return;
        };
        let mut syntax = None;
        if let Some(rest) = message.strip_prefix("SyntaxError: ")
            && let Some((place, rest)) = Place::leading(rest)
        {
            syntax = Some(place);
            message = format!("SyntaxError{rest}");
        }
        let mut finding = Finding::error(TOOL, message).frames(self.frames);
        finding.test = self.test;
        if syntax.is_some() {
            finding.place = syntax;
        }
        out.problem(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::super::said::said;
    use super::*;

    #[test]
    fn examples_are_counted() {
        let counted = |passed, failed, skipped| {
            Some(TestCounts {
                passed,
                failed,
                skipped,
            })
        };
        assert_eq!(
            counts("6 examples, 3 failures, 2 pending"),
            counted(1, 3, 2)
        );
        assert_eq!(counts("1 example, 1 failure"), counted(0, 1, 0));
        assert_eq!(
            counts("0 examples, 0 failures, 1 error occurred outside of examples"),
            counted(0, 0, 0)
        );
        assert_eq!(counts("3 examples of failure"), None);
    }

    #[test]
    fn the_expected_failure_of_a_pending_example_is_no_problem() {
        let lines = [
            "  1) Cart pends",
            "     # Not yet",
            "     Failure/Error: expect(1).to eq 2",
            "",
            "       expected: 2",
        ];
        assert!(said(&lines).is_empty());
    }
}
