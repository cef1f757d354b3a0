//! Mocha, and Cypress, which runs it: failures come below the counts.
//!
//! ```text
//!   1 passing (58ms)
//!   2 pending
//!   1 failing
//!
//!   1) math
//!        adds:
//!      AssertionError [ERR_ASSERTION]: x
//!       at Context.<anonymous> (test/math.js:11:12)
//! ```

use super::javascript::{Heading, frame, indent};
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place};

const TOOL: &str = "mocha";

pub(super) struct Mocha;

impl Format for Mocha {
    fn triggers(&self) -> &'static [&'static str] {
        &[" passing (", "specs passed!", " failed ("]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = cypress_counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        let Some((passed, rest)) = line.strip_prefix("  ").and_then(leading_number) else {
            return Look::Pass;
        };
        if !rest.starts_with(" passing (") {
            return Look::Pass;
        }
        Look::open(Summary {
            counts: TestCounts {
                passed,
                ..TestCounts::default()
            },
            seen: 0,
            failure: None,
        })
    }
}

/// The last line of Cypress, on all specs: `    ✖  1 of 2 failed (50%)   00:09   5   2   2   1   -`
fn cypress_counts(line: &str) -> Option<TestCounts> {
    let text = line.trim_start();
    let (_, numbers) = match text.strip_prefix("✖  ") {
        Some(text) => text.split_once(" failed (")?.1.split_once("%) ")?,
        None => text.strip_prefix("✔  ")?.split_once("specs passed! ")?,
    };
    // The time, all tests, passing, failing, pending, skipped; `-` is none.
    let mut columns = numbers.split_whitespace().skip(2);
    let mut next = || -> Option<u32> {
        match columns.next()? {
            "-" => Some(0),
            number => number.parse().ok(),
        }
    };
    let (passed, failed, pending, skipped) = (next()?, next()?, next()?, next()?);
    Some(TestCounts {
        passed,
        failed,
        skipped: pending.saturating_add(skipped),
    })
}

/// The counts and what is below them.
struct Summary {
    counts: TestCounts,
    /// How many failures began so far.
    seen: u32,
    failure: Option<Failure>,
}

impl Summary {
    fn count_line(&mut self, line: &str) -> Flow {
        match line.strip_prefix("  ").and_then(leading_number) {
            Some((number, " pending")) => self.counts.skipped = number,
            Some((number, " failing")) => self.counts.failed = number,
            _ if line.is_empty() && self.counts.failed > 0 => {}
            _ => return Flow::Not,
        }
        Flow::More
    }

    fn flush(&mut self, out: &mut Out<'_>) {
        if let Some(finding) = self.failure.take().and_then(Failure::finding) {
            out.problem(finding);
        }
    }
}

impl Block for Summary {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if let Some(title) = numbered(line, self.seen + 1) {
            self.flush(out);
            self.seen += 1;
            self.failure = Some(Failure::new(title, out.number()));
            return Flow::More;
        }
        let is_last = self.seen == self.counts.failed;
        let Some(failure) = &mut self.failure else {
            return self.count_line(line);
        };
        if is_last && failure.is_over(line) {
            return Flow::Not;
        }
        failure.line(line, out.number());
        Flow::More
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.flush(out);
        out.tests(self.counts);
        out.cycle_ended(TOOL, Some(self.counts.failed));
    }
}

/// `  2) title`, if it has that number.
fn numbered(line: &str, number: u32) -> Option<&str> {
    let (found, title) = leading_number(line.strip_prefix("  ")?)?;
    title.strip_prefix(") ").filter(|_| found == number)
}

/// A test that failed.
struct Failure {
    /// The titles of the suites it is in, and its own.
    name: String,
    is_named: bool,
    error: Option<Error>,
    frames: Vec<Frame>,
    /// The numbers of its first and its last line.
    lines: (u64, u64),
    is_cypress: bool,
}

/// What its heading says.
struct Error {
    message: String,
    code: Option<String>,
}

impl Failure {
    fn new(title: &str, number: u64) -> Self {
        let mut failure = Self {
            name: String::new(),
            is_named: false,
            error: None,
            frames: Vec::new(),
            lines: (number, number),
            is_cypress: false,
        };
        failure.title(title);
        failure
    }

    fn title(&mut self, title: &str) {
        if !self.name.is_empty() {
            self.name.push(' ');
        }
        self.is_named = title.ends_with(':');
        self.name.push_str(title.strip_suffix(':').unwrap_or(title));
    }

    /// Whether a line that follows it is not about it.
    fn is_over(&self, line: &str) -> bool {
        let is_frame = frame(line).is_some();
        !self.frames.is_empty() && !is_frame || line.contains("[mocha] ")
    }

    fn line(&mut self, line: &str, number: u64) {
        if line.trim().is_empty() {
            return;
        }
        self.lines.1 = number;
        if !self.is_named && indent(line) >= 7 {
            self.title(line.trim());
        } else if let Some(frame) = frame(line) {
            self.is_cypress |= line.contains("webpack:") || line.contains("/__cypress/");
            self.frames.push(of_browser(frame));
        } else {
            self.message(line);
        }
    }

    fn message(&mut self, line: &str) {
        let text = line.trim();
        match &mut self.error {
            None => {
                let heading = Heading::find(text);
                self.error = Some(Error {
                    message: heading.as_ref().map_or(text.to_owned(), Heading::text),
                    code: heading.and_then(|heading| heading.code.map(str::to_owned)),
                });
            }
            // Cypress explains whose error it is, and quotes it below.
            Some(error) if error.message.ends_with(OF_APPLICATION) => {
                if let Some(quoted) = text.strip_prefix("> ") {
                    let kind = error.message.strip_suffix(OF_APPLICATION);
                    error.message = format!("{}{quoted}", kind.unwrap_or_default());
                    self.is_cypress = true;
                }
            }
            Some(_) => {}
        }
    }

    fn finding(self) -> Option<Finding> {
        let error = self.error?;
        let tool = if self.is_cypress { "cypress" } else { TOOL };
        let of_file = file_of_timeout(&error.message).map(Place::file);
        let mut finding = Finding::error(tool, error.message)
            .test(self.name)
            .frames(self.frames);
        finding.place = finding.place.or(of_file);
        finding.code = error.code;
        finding.lines = self.lines;
        Some(finding)
    }
}

const OF_APPLICATION: &str =
    "The following error originated from your application code, not from Cypress.";

/// `Error: Timeout of 50ms exceeded. … (/app/test/math.js)`
fn file_of_timeout(message: &str) -> Option<&str> {
    let (_, file) = message.strip_suffix(')')?.rsplit_once(" (")?;
    (message.contains("Timeout of ") && file.starts_with('/')).then_some(file)
}

/// Files as a browser calls them, by their path in the project: `webpack://app/./src/a.js`, `http://localhost:5173/src/a.js`.
fn of_browser(frame: Frame) -> Frame {
    let Some(mut place) = frame.place else {
        return frame;
    };
    if let Some((scheme, path)) = place.file.split_once("://")
        && let Some((_, path)) = path.split_once('/')
        && matches!(scheme, "webpack" | "http" | "https")
    {
        let path = path.strip_prefix("./").unwrap_or(path);
        place = Place {
            file: path.to_owned(),
            ..place
        };
    }
    let is_runner = place.file.starts_with("__cypress/");
    let mut frame = Frame::new(frame.function.as_deref(), Some(place));
    frame.is_own &= !is_runner;
    frame
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        assert_eq!(said(lines), expected);
    }

    #[test]
    fn a_failure_without_a_stack_ends_with_the_output() {
        check(
            &[
                "  0 passing (2ms)",
                "  1 failing",
                "",
                "  1) adds:",
                "     Error: x",
            ],
            &[
                "error: adds: Error: x [mocha]",
                "0 passed, 1 failed, 0 skipped",
                "mocha ended Some(1)",
            ],
        );
    }

    #[test]
    fn cypress_counts_all_specs() {
        check(
            &[
                "    ✔  All specs passed!                        130ms        3        2        -        1        -  ",
            ],
            &["2 passed, 0 failed, 1 skipped"],
        );
    }
}
