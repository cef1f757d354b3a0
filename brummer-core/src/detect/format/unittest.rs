//! Python's unittest, and the tests of Django.
//!
//! ```text
//! ======================================================================
//! FAIL: test_add (test_cart.CartTest.test_add)
//! ----------------------------------------------------------------------
//! Traceback (most recent call last):
//!   File "/app/test_cart.py", line 8, in test_add
//!     self.assertEqual(cart.add(1, 2), 3)
//! AssertionError: -1 != 3
//!
//! ----------------------------------------------------------------------
//! Ran 5 tests in 0.002s
//!
//! FAILED (failures=1, skipped=1)
//! ```

use std::collections::HashSet;

use super::python::Trace;
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::place::leading_number;

const TOOL: &str = "unittest";

pub(super) struct Unittest;

impl Format for Unittest {
    fn triggers(&self) -> &'static [&'static str] {
        &["ERROR: ", "FAIL: ", "Ran "]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        let mut report = Report::default();
        if let Some(ran) = ran(line) {
            report.ran = Some(ran);
            return Look::open(report);
        }
        match name(line) {
            Some(name) if is_rule(before.back(1), '=') => {
                report.section = Some(Section::new(name, out.number()));
                Look::open(report)
            }
            _ => Look::Pass,
        }
    }
}

/// What is told after all tests ran.
#[derive(Default)]
struct Report {
    section: Option<Section>,
    /// The tests that failed, without the values of their subtests; a class or module that could not be prepared is none.
    failing: HashSet<String>,
    ran: Option<u32>,
}

/// A test that failed.
struct Section {
    name: String,
    /// Whether the description of the test is over.
    is_described: bool,
    trace: Trace,
    /// The number of the line with its name.
    first: u64,
}

impl Section {
    fn new(name: String, first: u64) -> Self {
        Self {
            name,
            first,
            is_described: false,
            trace: Trace::default(),
        }
    }
}

impl Report {
    fn finish_section(&mut self, out: &mut Out<'_>) {
        let Some(mut section) = self.section.take() else {
            return;
        };
        let test = section
            .name
            .split(" (")
            .next()
            .unwrap_or(&section.name)
            .split(" [")
            .next()
            .unwrap_or_default();
        if test.contains('.') {
            self.failing.insert(test.to_owned());
        }
        let (message, frames) = match section.trace.take() {
            Some(found) => found,
            None => (format!("{test} failed"), Vec::new()),
        };
        let mut finding = Finding::error(TOOL, message)
            .frames(frames)
            .test(section.name);
        // The line that is being looked at is below it.
        finding.lines = (
            section.first,
            out.number().saturating_sub(1).max(section.first),
        );
        out.problem(finding);
    }

    /// `FAILED (failures=2, errors=2, skipped=1)`, `OK`, `NO TESTS RAN`
    fn counts(&self, ran: u32, result: &str) -> Option<TestCounts> {
        let is_result = ["OK", "FAILED", "NO TESTS RAN"]
            .iter()
            .any(|word| result.starts_with(word));
        if !is_result {
            return None;
        }
        let count = |what: &str| {
            let number = result.split_once(what)?.1.split_once('=')?.1;
            Some(leading_number(number)?.0)
        };
        let skipped = count("skipped").unwrap_or(0);
        let failed = count("(failures").unwrap_or(0)
            + count("errors").unwrap_or(0)
            + count("unexpected successes").unwrap_or(0);
        let failing = u32::try_from(self.failing.len()).unwrap_or(u32::MAX);
        let passed = ran
            .saturating_sub(failing)
            .saturating_sub(skipped)
            .saturating_sub(count("expected failures").unwrap_or(0));
        Some(TestCounts {
            passed,
            failed,
            skipped,
        })
    }
}

impl Block for Report {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if let Some(ran) = self.ran {
            if line.is_empty() {
                return Flow::More;
            }
            let Some(counts) = self.counts(ran, line) else {
                return Flow::Not;
            };
            out.tests(counts);
            return Flow::Last;
        }
        if is_rule(line, '=') {
            self.finish_section(out);
        } else if is_rule(line, '-') {
            match &mut self.section {
                Some(section) if !section.is_described => section.is_described = true,
                _ => self.finish_section(out),
            }
        } else if let Some(section) = &mut self.section {
            if section.is_described {
                section.trace.line(line);
            }
        } else if let Some(ran) = ran(line) {
            self.ran = Some(ran);
        } else if let Some(name) = name(line) {
            self.section = Some(Section::new(name, out.number()));
        } else {
            return Flow::Not;
        }
        Flow::More
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.finish_section(out);
    }

    fn most_lines(&self) -> usize {
        super::REPORT_LINES
    }
}

/// Whether a line is drawn across the report.
fn is_rule(line: &str, with: char) -> bool {
    line.len() >= 40 && line.chars().all(|c| c == with)
}

/// `Ran 5 tests in 0.002s`
fn ran(line: &str) -> Option<u32> {
    let (ran, rest) = leading_number(line.strip_prefix("Ran ")?)?;
    (rest.starts_with(" test in ") || rest.starts_with(" tests in ")).then_some(ran)
}

/// The name of a test by which it can be run, out of `FAIL: test_add (test_cart.CartTest.test_add) (number=2)`.
fn name(line: &str) -> Option<String> {
    let header = line
        .strip_prefix("ERROR: ")
        .or_else(|| line.strip_prefix("FAIL: "))?;
    let whole = || Some(header.to_owned());
    let Some((method, rest)) = header.split_once(" (") else {
        return whole();
    };
    let Some((path, values)) = rest.split_once(')') else {
        return whole();
    };
    if method.starts_with("setUp") || method.starts_with("tearDown") {
        return whole();
    }
    let is_full = path.rsplit('.').next() == Some(method);
    // Before Python 3.11 the path is only that of the class.
    Some(if is_full {
        format!("{path}{values}")
    } else {
        format!("{path}.{method}{values}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_named_as_they_are_run() {
        let check = |line, expected: Option<&str>| assert_eq!(name(line).as_deref(), expected);
        check("FAIL: test_a (m.C.test_a)", Some("m.C.test_a"));
        check("FAIL: test_a (m.C)", Some("m.C.test_a"));
        check("FAIL: test_a (m.C.test_a) (n=2)", Some("m.C.test_a (n=2)"));
        check("ERROR: setUpClass (m.C)", Some("setUpClass (m.C)"));
        check("ERROR: no test", Some("no test"));
        check("error: x", None);
    }

    #[test]
    fn expected_failures_are_neither_passed_nor_failed() {
        let counts = Report::default().counts(4, "OK (skipped=1, expected failures=2)");
        let expected = TestCounts {
            passed: 1,
            failed: 0,
            skipped: 1,
        };
        assert_eq!(counts, Some(expected));
    }

    #[test]
    fn what_follows_the_number_of_tests_is_not_always_a_result() {
        assert_eq!(Report::default().counts(4, "Done"), None);
        assert_eq!(ran("Ran 3 migrations in 0.1s"), None);
    }
}
