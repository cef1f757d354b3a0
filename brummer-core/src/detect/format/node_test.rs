//! Node's test runner, `node --test`, with the reporters `spec` and `dot`.
//!
//! ```text
//! ℹ tests 2
//! ℹ pass 1
//! ℹ fail 1
//! ℹ duration_ms 29.9
//!
//! ✖ failing tests:
//!
//! test at test/math.test.js:9:3
//! ✖ adds (0.84ms)
//!   AssertionError [ERR_ASSERTION]: x
//!       at TestContext.<anonymous> (/app/test/math.test.js:10:12)
//! ```

use super::javascript::{Heading, frame};
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::{Frame, Place};

const TOOL: &str = "node:test";

pub(super) struct NodeTest;

impl Format for NodeTest {
    fn triggers(&self) -> &'static [&'static str] {
        &["ℹ pass ", "✖ "]
    }

    fn look(&self, line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        if let Some(text) = line
            .strip_prefix("ℹ ")
            .filter(|text| text.starts_with("pass "))
        {
            let mut run = Run::default();
            count(&mut run.counts, text);
            return Look::open(run);
        }
        match failed(line) {
            Some(name) => Look::open(Failure::new(name, None)),
            None => Look::Pass,
        }
    }
}

/// `✖ adds (0.84ms)`
fn failed(line: &str) -> Option<&str> {
    let (name, time) = line.strip_prefix("✖ ")?.rsplit_once(" (")?;
    let name = name.trim_end();
    time.contains("ms)").then_some(name)
}

/// A test that failed, with its error further in.
struct Failure {
    name: String,
    place: Option<Place>,
    message: Option<String>,
    code: Option<String>,
    frames: Vec<Frame>,
    /// The numbers of its first and its last line; not known where it is a block of its own.
    lines: (u64, u64),
}

impl Failure {
    fn new(name: &str, place: Option<Place>) -> Self {
        Self {
            name: name.to_owned(),
            place,
            message: None,
            code: None,
            frames: Vec::new(),
            lines: (0, 0),
        }
    }

    fn body(&mut self, text: &str) {
        if self.message.is_none() {
            match Heading::find(text) {
                Some(heading) => {
                    self.message = Some(heading.text());
                    self.code = heading.code.map(str::to_owned);
                }
                None => self.message = Some(text.trim_matches('\'').to_owned()),
            }
        } else if let Some(frame) = frame(text) {
            self.frames.push(frame);
        }
    }

    fn finding(self) -> Option<Finding> {
        let message = self.message?;
        // A suite that holds tests that failed.
        if message.ends_with(" subtest failed") || message.ends_with(" subtests failed") {
            return None;
        }
        let mut finding = Finding::error(TOOL, message)
            .test(self.name)
            .frames(self.frames);
        finding.place = finding.place.or(self.place);
        finding.code = self.code;
        finding.lines = self.lines;
        Some(finding)
    }
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let Some(text) = line.strip_prefix("  ") else {
            return Flow::Not;
        };
        // While tests run, those below a suite are further in.
        let is_test = text.starts_with(['✔', '✖', '▶', '﹣', 'ℹ']);
        if is_test && self.message.is_none() {
            return Flow::Not;
        }
        self.body(text);
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(finding) = self.finding() {
            out.problem(finding);
        }
    }
}

/// The counts, and the tests that failed.
#[derive(Default)]
struct Run {
    counts: TestCounts,
    /// How many failures began so far.
    seen: u32,
    is_counted: bool,
    /// Where the next test that failed is.
    place: Option<Place>,
    failure: Option<Failure>,
}

impl Run {
    fn flush(&mut self, out: &mut Out<'_>) {
        if let Some(finding) = self.failure.take().and_then(Failure::finding) {
            out.problem(finding);
        }
    }
}

impl Block for Run {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if !self.is_counted {
            let Some(text) = line.strip_prefix("ℹ ") else {
                return Flow::Not;
            };
            count(&mut self.counts, text);
            self.is_counted = text.starts_with("duration_ms ");
            return if self.is_counted && self.counts.failed == 0 {
                Flow::Last
            } else {
                Flow::More
            };
        }
        if let Some(name) = failed(line) {
            self.flush(out);
            let mut failure = Failure::new(name, self.place.take());
            failure.lines = (out.number(), out.number());
            self.failure = Some(failure);
            self.seen += 1;
            return Flow::More;
        }
        if let Some(place) = line.strip_prefix("test at ") {
            self.place = Place::parse(place);
            return Flow::More;
        }
        match (&mut self.failure, line.strip_prefix("  ")) {
            (Some(failure), Some(text)) => {
                failure.body(text);
                failure.lines.1 = out.number();
                Flow::More
            }
            (Some(_), None) if self.seen >= self.counts.failed => Flow::Not,
            _ if line.is_empty() || line == "✖ failing tests:" => Flow::More,
            _ => Flow::Not,
        }
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.flush(out);
        // A watcher that is ended counts tests that it did not run.
        if self.counts != TestCounts::default() {
            out.tests(self.counts);
            out.cycle_ended(TOOL, Some(self.counts.failed));
        }
    }
}

/// `pass 5`, which stands behind `ℹ ` or, in TAP, behind `# `.
pub(super) fn count(counts: &mut TestCounts, text: &str) {
    let Some((word, number)) = text.split_once(' ') else {
        return;
    };
    let Ok(number) = number.trim().parse::<u32>() else {
        return;
    };
    let sum = match word {
        "pass" => &mut counts.passed,
        "fail" | "cancelled" => &mut counts.failed,
        "skipped" | "todo" => &mut counts.skipped,
        _ => return,
    };
    *sum = sum.saturating_add(number);
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        assert_eq!(said(lines), expected);
    }

    #[test]
    fn a_suite_fails_by_its_tests() {
        check(
            &[
                "✖ math (23.3ms)",
                "  '2 subtests failed'",
                "✖ x (1ms)",
                "✖ no test",
            ],
            &[],
        );
    }

    #[test]
    fn a_run_without_tests_is_none() {
        check(&["ℹ pass 0", "ℹ fail 0", "ℹ duration_ms 1"], &[]);
    }
}
