//! pytest.
//!
//! ```text
//! =================================== FAILURES ===================================
//! ___________________________ TestPrices.test_negative ___________________________
//!
//!     def test_negative(self):
//! >       Cart().add("tea", -1)
//!
//! test_cart.py:20:
//! _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
//! …
//! E           ValueError: price of tea is negative
//!
//! shop/cart.py:10: ValueError
//! =========================== short test summary info ============================
//! FAILED test_cart.py::TestPrices::test_negative - ValueError: price of tea is negative
//! ========================= 1 failed, 4 passed in 0.49s ==========================
//! ```
//!
//! What failed is told in full first, and named as it can be run only in the summary, in the same order.

mod failure;

use std::collections::VecDeque;

use self::failure::Failure;
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts, python};
use crate::detect::Place;
use crate::detect::place::leading_number;

const TOOL: &str = "pytest";

/// The title of the summary.
const SUMMARY: &str = "short test summary info";

pub(super) struct Pytest;

impl Format for Pytest {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "= FAILURES =",
            "= ERRORS =",
            "= warnings summary =",
            "FAILED ",
            "ERROR ",
            " passed",
            " failed",
            " error",
            "ERROR: ",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(title) = banner(line)
            && let Some(part) = Part::titled(title)
        {
            return Look::open(Report::new(part));
        }
        // With `--tb=no` nothing is told before the summary.
        if banner(before.back(1)) == Some(SUMMARY) {
            let mut report = Report::new(Part::Summary);
            report.named(line, out);
            return Look::open(report);
        }
        if let Some(counts) = counts(banner(line).unwrap_or(line)) {
            out.tests(counts);
            return Look::Taken;
        }
        match misuse(line, before) {
            Some(message) => {
                out.problem(Finding::error(TOOL, message));
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// The title in a line that is drawn across the report.
fn banner(line: &str) -> Option<&str> {
    let title = line.strip_prefix("==")?.strip_suffix("==")?;
    Some(title.trim_matches('=').trim())
}

fn misuse<'a>(line: &'a str, before: &Before) -> Option<&'a str> {
    if before.back(1).starts_with("ERROR: usage: ") {
        return Some(line.split_once(": error: ")?.1);
    }
    let message = line.strip_prefix("ERROR: ")?;
    let is_known =
        message.starts_with("file or directory not found: ") || message.starts_with("not found: ");
    is_known.then_some(message)
}

/// `6 failed, 4 passed, 1 skipped, 1 xfailed, 1 warning in 0.49s`
fn counts(text: &str) -> Option<TestCounts> {
    let (text, time) = text.rsplit_once(" in ")?;
    if !time.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut counts = TestCounts::default();
    let mut is_known = false;
    for part in text.split(", ") {
        let (number, what) = leading_number(part)?;
        let count = match what {
            " passed" => &mut counts.passed,
            " failed" | " error" | " errors" => &mut counts.failed,
            " skipped" => &mut counts.skipped,
            _ if what.starts_with(' ') => continue,
            _ => return None,
        };
        *count += number;
        is_known = true;
    }
    is_known.then_some(counts)
}

/// A part of the report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Failures,
    Errors,
    Warnings,
    Summary,
    /// One without problems of its own, as the slowest tests.
    Other,
}

impl Part {
    fn titled(title: &str) -> Option<Self> {
        Some(match title {
            "FAILURES" => Self::Failures,
            "ERRORS" => Self::Errors,
            "warnings summary" | "warnings summary (final)" => Self::Warnings,
            SUMMARY => Self::Summary,
            _ => return None,
        })
    }
}

/// What is told after all tests ran.
struct Report {
    part: Part,
    /// What is being told.
    failure: Option<Failure>,
    /// What was told, and not yet named.
    failures: VecDeque<Failure>,
    errors: VecDeque<Failure>,
}

impl Report {
    fn new(part: Part) -> Self {
        Self {
            part,
            failure: None,
            failures: VecDeque::new(),
            errors: VecDeque::new(),
        }
    }

    fn finish_failure(&mut self) {
        if let Some(failure) = self.failure.take().filter(|failure| !failure.is_empty()) {
            match self.part {
                Part::Errors => self.errors.push_back(failure),
                _ => self.failures.push_back(failure),
            }
        }
    }

    fn told(&mut self, line: &str, number: u64) {
        if let Some(name) = failure::header(line) {
            self.finish_failure();
            self.failure = Some(Failure::new(Some(name), number));
            return;
        }
        let failure = self
            .failure
            .get_or_insert_with(|| Failure::new(None, number));
        failure.line(line, number);
        if failure.is_short() {
            self.finish_failure();
        }
    }

    /// `FAILED test_cart.py::test_total - assert 3 == 4`
    fn named(&mut self, line: &str, out: &mut Out<'_>) {
        let (test, failure) = if let Some(test) = line.strip_prefix("FAILED ") {
            (test, self.failures.pop_front())
        } else if let Some(test) = line.strip_prefix("ERROR ") {
            (test, self.errors.pop_front())
        } else {
            return;
        };
        let (test, message) = name_and_message(test);
        let finding = failure.and_then(Failure::finding).unwrap_or_else(|| {
            let file = test.split("::").next().unwrap_or(test);
            let mut finding =
                Finding::error(TOOL, message.unwrap_or("failed")).at(Place::file(file));
            finding.lines = (out.number(), out.number());
            finding
        });
        out.problem(finding.test(test));
    }
}

impl Block for Report {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if let Some(title) = banner(line) {
            self.finish_failure();
            self.part = Part::titled(title).unwrap_or(Part::Other);
        }
        // With `-q` the last line stands alone.
        if self.failure.is_none()
            && let Some(counts) = counts(banner(line).unwrap_or(line))
        {
            out.tests(counts);
            return Flow::Last;
        }
        match self.part {
            Part::Failures | Part::Errors if banner(line).is_none() => {
                self.told(line, out.number());
            }
            Part::Warnings if line.starts_with("  ") => {
                if let Some(mut warning) = python::warning(line.trim_start()) {
                    warning.tool = TOOL;
                    warning.lines = (out.number(), out.number());
                    out.problem(warning);
                }
            }
            Part::Summary => self.named(line, out),
            Part::Failures | Part::Errors | Part::Warnings | Part::Other => {}
        }
        Flow::More
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.finish_failure();
        for failure in self.errors.into_iter().chain(self.failures) {
            let name = failure.name.clone();
            if let (Some(name), Some(finding)) = (name, failure.finding()) {
                out.problem(finding.test(name));
            }
        }
    }

    fn most_lines(&self) -> usize {
        super::REPORT_LINES
    }
}

/// Parts a line of the summary. The values of a parametrised test may hold what otherwise parts it.
fn name_and_message(text: &str) -> (&str, Option<&str>) {
    let parted = match (text.find('['), text.find(" - ")) {
        (Some(bracket), Some(dash)) if bracket < dash => {
            text.find("] - ").map(|at| (at + 1, at + 4))
        }
        (_, Some(dash)) => Some((dash, dash + 3)),
        (_, None) => None,
    };
    match parted {
        Some((end, start)) => (&text[..end], Some(&text[start..])),
        None => (text.trim_end(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        let check = |line: &str, expected: Option<(u32, u32, u32)>| {
            let found = counts(line).map(|counts| (counts.passed, counts.failed, counts.skipped));
            assert_eq!(found, expected, "{line}");
        };
        check("3 passed in 0.03s", Some((3, 0, 0)));
        check("1 failed, 2 errors in 62.11s (0:01:02)", Some((0, 3, 0)));
        check("2 passed, 1 rerun, 3 deselected in 1s", Some((2, 0, 0)));
        check("4 deselected in 0.11s", None);
        check("no tests ran in 0.09s", None);
        check("3 passed", None);
        check("2 errors in src/a.py", None);
    }

    #[test]
    fn names_may_hold_what_parts_them_from_the_message() {
        assert_eq!(
            name_and_message("a.py::t[x - y] - no"),
            ("a.py::t[x - y]", Some("no"))
        );
        assert_eq!(
            name_and_message("a.py::t - a[0] - 1"),
            ("a.py::t", Some("a[0] - 1"))
        );
        assert_eq!(name_and_message("a.py"), ("a.py", None));
    }
}
