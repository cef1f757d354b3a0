//! Playwright Test.
//!
//! ```text
//!   1) tests/shop.spec.ts:14:3 › shop › greets by name ──────
//!
//!     Error: expect(locator).toHaveText(expected) failed
//!     …
//!         at /app/tests/shop.spec.ts:15:44
//!
//!   1 failed
//!     tests/shop.spec.ts:14:3 › shop › greets by name ──────
//!   1 passed (12.8s)
//! ```

use super::javascript::{Heading, babel, frame, indent};
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place};

const TOOL: &str = "playwright";

pub(super) struct Playwright;

impl Format for Playwright {
    fn triggers(&self) -> &'static [&'static str] {
        &[" › ", " failed", " flaky", " passed (", "Error: "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(test) = failed_test(line) {
            return Look::open(Failure {
                test,
                message: None,
                frames: Vec::new(),
                is_over: false,
            });
        }
        let mut summary = Summary::default();
        if summary.count(line) {
            return Look::open(summary);
        }
        if is_of_run(line) {
            out.problem(Finding::error(TOOL, line));
            return Look::Taken;
        }
        unloadable(line)
    }
}

/// Why nothing ran.
fn is_of_run(line: &str) -> bool {
    line == "Error: No tests found."
        || line.starts_with("Error: Process from config.webServer ")
        || line.starts_with("Error: Timed out waiting ") && line.contains(" config.webServer")
}

/// `  1) [chromium] › tests/shop.spec.ts:14:3 › shop › greets by name ──────`
fn failed_test(line: &str) -> Option<String> {
    let (_, title) = leading_number(line.strip_prefix("  ")?)?;
    let title = title.strip_prefix(") ")?.trim_end_matches([' ', '─']);
    let (place, name) = title.split_once(" › ")?;
    if Place::parse(place).is_some() {
        return Some(name.to_owned());
    }
    let (place, name) = name.split_once(" › ")?;
    (title.starts_with('[') && Place::parse(place).is_some()).then(|| name.to_owned())
}

/// A test that failed.
struct Failure {
    test: String,
    message: Option<String>,
    frames: Vec<Frame>,
    /// What follows is about a retry.
    is_over: bool,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            return Flow::More;
        }
        if indent(line) < 4 {
            return Flow::Not;
        }
        if self.is_over {
            return Flow::More;
        }
        if let Some(frame) = frame(line) {
            self.frames.push(frame);
        } else if line.starts_with("    Retry #") {
            self.is_over = true;
        } else if self.message.is_none() {
            self.message = Some(line.trim().to_owned());
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            let finding = Finding::error(TOOL, message).test(self.test);
            out.problem(finding.frames(self.frames));
        }
    }
}

/// `  4 failed`, `  1 skipped`, `  1 passed (12.8s)`, with the names of tests between them.
#[derive(Default)]
struct Summary(TestCounts);

impl Summary {
    fn count(&mut self, line: &str) -> bool {
        let Some((number, word)) = line.strip_prefix("  ").and_then(leading_number) else {
            return false;
        };
        let sum = match word {
            " failed" | " interrupted" => &mut self.0.failed,
            // They passed in the end.
            " flaky" => &mut self.0.passed,
            " skipped" | " did not run" => &mut self.0.skipped,
            _ if word.starts_with(" passed (") => &mut self.0.passed,
            _ => return false,
        };
        *sum = sum.saturating_add(number);
        true
    }
}

impl Block for Summary {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if self.count(line) || line.starts_with("    ") {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.tests(self.0);
        out.cycle_ended(TOOL, Some(self.0.failed));
    }
}

/// An error at the start of a line may be that of a file of tests that cannot be loaded, if Playwright says below in which.
fn unloadable(line: &str) -> Look {
    if !line.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Look::Pass;
    }
    let (message, place) = match babel(line) {
        Some((message, place)) => (message, Some(place)),
        None => match Heading::find(line) {
            Some(heading) => (heading.text(), None),
            None => return Look::Pass,
        },
    };
    Look::open(Unloadable {
        message,
        place,
        file: None,
        frames: Vec::new(),
    })
}

struct Unloadable {
    message: String,
    /// Where the message says that it is.
    place: Option<Place>,
    /// Where Playwright says that it is, which tells that it is Playwright.
    file: Option<Place>,
    frames: Vec<Frame>,
}

impl Block for Unloadable {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            return Flow::More;
        }
        if self.file.is_none() {
            let file = line.strip_prefix("   at ").and_then(Place::parse);
            self.file = file.filter(|place| place.column.is_none());
            let is_part = line == "Require stack:" || line.starts_with("- ");
            return if self.file.is_some() || is_part {
                Flow::More
            } else {
                Flow::Not
            };
        }
        if let Some(frame) = frame(line) {
            self.frames.push(frame);
            return Flow::More;
        }
        let is_code = line.starts_with([' ', '>']) && line.contains('|');
        if is_code && self.frames.is_empty() {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let Some(file) = self.file else {
            return;
        };
        let mut finding = Finding::error(TOOL, self.message).frames(self.frames);
        finding.place = self.place.or(finding.place).or(Some(file));
        out.problem(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        assert_eq!(said(lines), expected);
    }

    #[test]
    fn the_project_is_not_part_of_the_name() {
        check(
            &[
                "  1) [chromium] › tests/a.spec.ts:3:1 › shop › buys ────",
                "",
                "    Error: x",
                "        at /app/tests/a.spec.ts:4:2",
                "",
                "    Retry #1 ────",
                "",
                "    Error: y",
                "        at /app/tests/a.spec.ts:5:2",
                "",
                "  1 failed",
                "    [chromium] › tests/a.spec.ts:3:1 › shop › buys ────",
            ],
            &[
                "/app/tests/a.spec.ts:4:2: error: shop › buys: Error: x [playwright]",
                "0 passed, 1 failed, 0 skipped",
                "playwright ended Some(1)",
            ],
        );
    }

    #[test]
    fn an_error_at_the_start_of_a_line_is_that_of_another_program() {
        check(&["Error: x", "", "Require stack:", "Error: y"], &[]);
    }
}
