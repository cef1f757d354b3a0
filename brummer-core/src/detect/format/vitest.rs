//! Vitest, and its watcher.
//!
//! ```text
//!  FAIL  src/math.test.ts > math > adds
//! AssertionError: expected 1 to be 2 // Object.is equality
//!  ❯ src/math.test.ts:10:25
//! ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯
//!       Tests  1 failed | 2 passed (3)
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place};

const TOOL: &str = "vitest";

pub(super) struct Vitest;

impl Format for Vitest {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            " FAIL  ",
            " failed",
            " passed",
            " RERUN ",
            "Unhandled ",
            "Uncaught Exception",
            "stderr | ",
            "stdout | ",
            "No test files found, exiting with code 1",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(title) = line.strip_prefix(" FAIL  ") {
            return failure(title);
        }
        if line.starts_with("⎯⎯") && is_unhandled(line.trim_matches(['⎯', ' '])) {
            return Look::open(Failure::default());
        }
        if let Some(files) = line
            .trim_start()
            .strip_prefix("Test Files  ")
            .and_then(counts)
        {
            return Look::open(Summary {
                files: files.failed,
                tests: TestCounts::default(),
                errors: 0,
            });
        }
        if line.starts_with(" RERUN ") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        if line.starts_with("stderr | ") || line.starts_with("stdout | ") {
            return Look::open(Printed);
        }
        if line == "No test files found, exiting with code 1" {
            out.problem(Finding::error(TOOL, line));
            return Look::Taken;
        }
        Look::Pass
    }
}

fn failure(title: &str) -> Look {
    if let Some((_, name)) = title.split_once(" > ") {
        return Look::open(Failure {
            test: Some(name.to_owned()),
            ..Failure::default()
        });
    }
    match title
        .strip_suffix(" ]")
        .and_then(|title| title.split_once(" [ "))
    {
        Some((_, file)) => Look::open(Failure {
            suite: Some(Place::file(file)),
            ..Failure::default()
        }),
        None => Look::Pass,
    }
}

fn is_unhandled(title: &str) -> bool {
    matches!(
        title,
        "Unhandled Rejection" | "Uncaught Exception" | "Unhandled Error" | "Unhandled Source Error"
    )
}

/// `5 failed | 1 passed | 1 skipped | 1 todo (8)`, `no tests`
fn counts(text: &str) -> Option<TestCounts> {
    let mut counts = TestCounts::default();
    if text == "no tests" {
        return Some(counts);
    }
    let (text, _) = text.strip_suffix(')')?.rsplit_once(" (")?;
    for part in text.split(" | ") {
        let (number, word) = leading_number(part)?;
        match word {
            " failed" => counts.failed = number,
            " passed" => counts.passed = number,
            " skipped" | " todo" => counts.skipped += number,
            " expected fail" => counts.passed += number,
            _ => return None,
        }
    }
    Some(counts)
}

/// What a test printed: it expects that, or fails.
struct Printed;

impl Block for Printed {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            Flow::Last
        } else {
            Flow::More
        }
    }

    fn end(self: Box<Self>, _out: &mut Out<'_>) {}
}

/// A test that failed, a suite that cannot run, or an error outside of tests.
#[derive(Default)]
struct Failure {
    test: Option<String>,
    /// The file of a suite.
    suite: Option<Place>,
    message: Option<String>,
    code: Option<String>,
    /// Where the message says that it is.
    place: Option<Place>,
    frames: Vec<Frame>,
    /// The rest is about its cause.
    is_cause: bool,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.starts_with("⎯⎯") {
            return Flow::Last;
        }
        let Some(_) = &self.message else {
            if line.starts_with(" FAIL  ") {
                // The same error in several tests is printed once, below the names of all.
                return Flow::More;
            }
            self.message = (!line.is_empty()).then(|| line.to_owned());
            return Flow::More;
        };
        if line.starts_with(" FAIL  ") {
            return Flow::Not;
        }
        if line.starts_with("This error originated in ") {
            return Flow::Last;
        }
        self.is_cause |= line.starts_with("Caused by: ");
        if let Some(text) = line.strip_prefix(" ❯ ").filter(|_| !self.is_cause) {
            self.frames.extend(frame(text));
        } else if let Some((code, message)) = coded(line).filter(|_| self.code.is_none()) {
            self.code = Some(code.to_owned());
            self.message = Some(message.to_owned());
        } else if let Some((_, text)) = line.split_once("╭─[ ") {
            self.place = Place::parse(text.trim_end_matches([' ', ']']));
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let Some(message) = self.message else {
            return;
        };
        let mut finding = Finding::error(TOOL, message).frames(self.frames);
        if finding.place.is_none() {
            finding.place = self.place.or(self.suite);
        }
        finding.code = self.code;
        finding.test = self.test;
        out.problem(finding);
    }
}

/// `divide src/math.ts:4:22`, `src/math.ts:4:22`
fn frame(text: &str) -> Option<Frame> {
    if let Some((function, place)) = text.rsplit_once(' ') {
        return Some(Frame::new(Some(function), Some(Place::parse(place)?)));
    }
    Some(Frame::new(None, Some(Place::parse(text)?)))
}

/// What the bundler says of a file that it cannot parse: `[PARSE_ERROR] Unexpected token`
fn coded(line: &str) -> Option<(&str, &str)> {
    let (code, message) = line.strip_prefix('[')?.split_once("] ")?;
    let is_code = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    (code.len() > 2 && code.chars().all(is_code)).then_some((code, message))
}

/// `Test Files  1 failed (1)`, `Tests  1 failed (1)`, and where there are any outside of tests, `Errors  2 errors`.
struct Summary {
    /// How many files failed, which a file without tests can.
    files: u32,
    tests: TestCounts,
    errors: u32,
}

impl Block for Summary {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let line = line.trim_start();
        if let Some(tests) = line.strip_prefix("Tests  ").and_then(counts) {
            self.tests = tests;
            return Flow::More;
        }
        let errors = line.strip_prefix("Errors  ").and_then(leading_number);
        let Some((errors, _)) = errors else {
            return Flow::Not;
        };
        self.errors = errors;
        Flow::Last
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.tests(self.tests);
        let failed = match self.tests.failed {
            0 => self.files,
            failed => failed,
        };
        out.cycle_ended(TOOL, Some(failed.saturating_add(self.errors)));
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
    fn an_error_of_several_tests_is_one() {
        check(
            &[
                " FAIL  |unit| src/a.test.ts > adds",
                " FAIL  |unit| src/a.test.ts > divides",
                "Error: x",
                " ❯ src/a.test.ts:1:2",
                "⎯⎯⎯⎯⎯[1/2]⎯",
            ],
            &["src/a.test.ts:1:2: error: adds: Error: x [vitest]"],
        );
    }

    #[test]
    fn errors_outside_of_tests_fail_the_cycle() {
        check(
            &[
                " Test Files  1 passed (1)",
                "      Tests  1 passed (1)",
                "     Errors  2 errors",
            ],
            &["1 passed, 0 failed, 0 skipped", "vitest ended Some(2)"],
        );
    }
}
