//! Jest, and its watcher.
//!
//! ```text
//!  FAIL  src/math.test.js
//!   ● math › adds
//!
//!     expect(received).toBe(expected) // Object.is equality
//!     …
//!       at Object.toBe (src/math.test.js:9:25)
//!
//! Tests:       1 failed, 2 passed, 3 total
//! ```

use super::javascript::{babel, frame, indent};
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place};

const TOOL: &str = "jest";

pub(super) struct Jest;

impl Format for Jest {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "  ● ",
            " failed",
            " passed",
            "  console.",
            "No tests found, exiting with code 1",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(title) = line.strip_prefix("  ● ") {
            return Look::open(Failure::new(title, before));
        }
        if let Some(suites) = line.strip_prefix("Test Suites: ").and_then(counts) {
            return Look::open(Summary {
                suites: suites.failed,
                tests: None,
            });
        }
        if line == "No tests found, exiting with code 1" {
            out.problem(Finding::error(TOOL, line));
            return Look::Taken;
        }
        if is_console(line) {
            return Look::open(Console);
        }
        Look::Pass
    }
}

/// `     1 failed, 1 skipped, 1 todo, 1 passed, 4 total`
fn counts(text: &str) -> Option<TestCounts> {
    let mut counts = TestCounts::default();
    for part in text.trim().split(", ") {
        let (number, word) = leading_number(part)?;
        match word {
            " failed" => counts.failed = number,
            " passed" => counts.passed = number,
            " skipped" | " todo" => counts.skipped += number,
            " total" => return Some(counts),
            _ => return None,
        }
    }
    None
}

/// `Test Suites: 1 failed, 1 total`, and `Tests: 1 failed, 1 total` below it.
struct Summary {
    /// How many suites failed, which one can that cannot run.
    suites: u32,
    tests: Option<TestCounts>,
}

impl Block for Summary {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        self.tests = line.strip_prefix("Tests: ").and_then(counts);
        if self.tests.is_some() {
            Flow::Last
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let Some(tests) = self.tests else {
            return;
        };
        let failed = match tests.failed {
            0 => self.suites,
            failed => failed,
        };
        out.tests(tests);
        out.cycle_ended(TOOL, Some(failed));
    }
}

/// `  console.error`
fn is_console(line: &str) -> bool {
    line.strip_prefix("  console.")
        .is_some_and(|method| method.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// What a test printed: it expects that, or fails.
struct Console;

impl Block for Console {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.is_empty() || indent(line) >= 4 {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, _out: &mut Out<'_>) {}
}

/// A test that failed, or a suite that cannot run.
struct Failure {
    what: What,
    message: Option<String>,
    /// Where the message itself says that it is.
    place: Option<Place>,
    frames: Vec<Frame>,
    /// Whether something was said of it already.
    is_said: bool,
}

enum What {
    Test(String),
    /// With the file, where it is known.
    Suite(Option<String>),
    /// What tests printed.
    Console,
}

impl Failure {
    fn new(title: &str, before: &Before) -> Self {
        let what = match title {
            "Console" => What::Console,
            "Test suite failed to run" => {
                let file = before.back(1).trim_start().strip_prefix("FAIL ");
                let file = file.and_then(|file| file.split_whitespace().next());
                What::Suite(file.map(str::to_owned))
            }
            _ => What::Test(title.to_owned()),
        };
        Self {
            what,
            message: None,
            place: None,
            frames: Vec::new(),
            is_said: false,
        }
    }

    fn message(&mut self, text: &str) {
        // It says below what is wrong.
        if text == "Jest encountered an unexpected token" {
            return;
        }
        if let Some((message, place)) = babel(text) {
            self.message = Some(message);
            self.place = Some(place);
        } else if self.message.is_none() {
            self.message = Some(text.to_owned());
        }
    }
}

impl Block for Failure {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            return Flow::More;
        }
        if indent(line) < 4 {
            return Flow::Not;
        }
        let text = line.trim();
        if let Some(finding) = type_error(text) {
            out.problem(finding);
            self.is_said = true;
        } else if let Some(frame) = frame(line) {
            self.frames.push(frame);
        } else if self.message.is_none() || text.starts_with("SyntaxError: ") {
            // What Jest advises comes before what Babel says.
            if indent(line) == 4 && (self.message.is_none() || self.place.is_none()) {
                self.message(text);
            }
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let Self {
            what,
            message,
            place,
            frames,
            is_said,
        } = *self;
        let Some(message) = message.filter(|_| !is_said) else {
            return;
        };
        let mut finding = Finding::error(TOOL, message).frames(frames);
        match what {
            What::Test(name) => finding.test = Some(name),
            What::Suite(file) if finding.place.is_none() => {
                finding.place = file.as_deref().map(Place::file);
            }
            What::Suite(_) => {}
            What::Console => return,
        }
        if place.is_some() {
            finding.place = place;
        }
        out.problem(finding);
    }
}

/// What ts-jest says of types: `src/a.test.ts:4:9 - error TS2322: message`
fn type_error(text: &str) -> Option<Finding> {
    let (place, message) = text.split_once(" - error TS")?;
    let (code, message) = leading_number(message)?;
    let finding = Finding::error(TOOL, message.strip_prefix(": ")?).code(&format!("TS{code}"));
    Some(finding.at(Place::parse(place)?))
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        assert_eq!(said(lines), expected);
    }

    #[test]
    fn what_tests_print_is_not_taken_for_a_failure() {
        check(
            &[
                "  ● Console",
                "",
                "    console.error",
                "      Error: expected by the test",
                "          at Object.<anonymous> (/app/a.test.js:2:17)",
                "",
                " PASS  src/a.test.js",
            ],
            &[],
        );
    }

    #[test]
    fn a_suite_that_cannot_run_fails_the_cycle() {
        check(
            &["Test Suites: 1 failed, 1 total", "Tests:       0 total"],
            &["0 passed, 0 failed, 0 skipped", "jest ended Some(1)"],
        );
    }

    #[test]
    fn other_bullets_are_text() {
        check(&["  ● Tests: good", "ok"], &[]);
    }
}
