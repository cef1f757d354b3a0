//! Gradle: why a build failed, tests, and continuous builds.
//!
//! ```text
//! shop.CartTest > first FAILED
//!     java.lang.AssertionError at CartTest.java:11
//!
//! * What went wrong:
//! Could not compile build file '/app/build.gradle'.
//! ```

use super::java::trace::Trace;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Place, TestCounts};

const TOOL: &str = "gradle";

pub(super) struct Gradle;

impl Format for Gradle {
    fn triggers(&self) -> &'static [&'static str] {
        &[" FAILED", " failed", "BUILD SUCCESSFUL in "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.ends_with("ailed with an exception.") {
            return Look::open(Failure::default());
        }
        if let Some(test) = line.strip_suffix(" FAILED")
            && test.contains(" > ")
            && !test.starts_with("> ")
        {
            return Look::open(Test {
                name: test.to_owned(),
                finding: None,
                trace: None,
            });
        }
        if let Some(counts) = counts(line) {
            out.tests(counts);
        } else if line.starts_with("BUILD SUCCESSFUL in ") {
            out.cycle_ended(TOOL, Some(0));
        } else if line.starts_with("BUILD FAILED in ") {
            out.cycle_ended(TOOL, None);
        } else {
            return Look::Pass;
        }
        Look::Taken
    }
}

/// `4 tests completed, 2 failed, 1 skipped`
fn counts(line: &str) -> Option<TestCounts> {
    let (completed, rest) = leading_number(line)?;
    let rest = rest.strip_prefix(" test")?.trim_start_matches('s');
    let (failed, rest) = leading_number(rest.strip_prefix(" completed, ")?)?;
    let rest = rest.strip_prefix(" failed")?;
    let skipped = rest.strip_prefix(", ").and_then(leading_number);
    let skipped = skipped.map_or(0, |(skipped, _)| skipped);
    Some(TestCounts {
        passed: completed.saturating_sub(failed).saturating_sub(skipped),
        failed,
        skipped,
    })
}

/// A test that failed, with its exception, in one line or with the stack.
struct Test {
    name: String,
    /// The exception with its place, where Gradle writes both in one line.
    finding: Option<Finding>,
    trace: Option<Trace>,
}

impl Block for Test {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if !line.starts_with("    ") {
            return Flow::Not;
        }
        let Some(trace) = &mut self.trace else {
            let line = line.trim_start();
            let short = line.rsplit_once(" at ").and_then(|(exception, place)| {
                let is_class = !exception.contains(' ');
                is_class.then_some(Finding::error(TOOL, exception).at(Place::parse(place)?))
            });
            if self.finding.is_none() && short.is_some() {
                self.finding = short;
            } else if self.finding.is_none() {
                self.trace = Some(Trace::new(line));
            }
            return Flow::More;
        };
        trace.take(line);
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let exception = self.trace.map(|trace| {
            let finding = Finding::error(TOOL, trace.message());
            trace.on(finding)
        });
        if let Some(finding) = exception.or(self.finding) {
            out.problem(finding.test(self.name));
        }
    }
}

/// Why the build failed.
#[derive(Default)]
struct Failure {
    place: Option<Place>,
    step: Step,
    message: Option<String>,
}

/// What the next line is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Step {
    #[default]
    Title,
    Where,
    What,
    /// Why a task failed: the reason is in the second line.
    Reason,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        match (self.step, line) {
            (_, "" | "* Where:" | "* What went wrong:") => {
                self.step = match line {
                    "* Where:" => Step::Where,
                    "* What went wrong:" => Step::What,
                    _ => self.step,
                };
                Flow::More
            }
            (Step::Where, _) => {
                self.place = script(line);
                Flow::More
            }
            (Step::What, _) if line.starts_with("Execution failed for task ") => {
                self.step = Step::Reason;
                Flow::More
            }
            (Step::What, _) => {
                self.message = Some(line.to_owned());
                Flow::Last
            }
            (Step::Reason, _) => {
                self.message = line
                    .strip_prefix("> ")
                    .filter(|reason| is_news(reason))
                    .map(str::to_owned);
                Flow::Last
            }
            (Step::Title, _) if line.starts_with("---") => Flow::More,
            (Step::Title, _) => Flow::Not,
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            let mut finding = Finding::error(TOOL, message);
            finding.place = self.place;
            out.problem(finding);
        }
    }
}

/// Whether a reason says more than what compilers, tests and programs printed before.
fn is_news(reason: &str) -> bool {
    const SUMMARIES: [&str; 5] = [
        "Compilation failed",
        "Compilation error",
        "There were failing tests",
        "Process '",
        "A failure occurred while executing",
    ];
    !SUMMARIES.iter().any(|start| reason.starts_with(start))
}

/// `Build file '/app/build.gradle' line: 7`
fn script(line: &str) -> Option<Place> {
    let (_, rest) = line.split_once('\'')?;
    let (file, rest) = rest.rsplit_once('\'')?;
    let (line, _) = leading_number(rest.strip_prefix(" line: ")?)?;
    Some(Place::line(file, line))
}

#[cfg(test)]
mod tests {
    use super::super::said::said;
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
            counts("4 tests completed, 2 failed, 1 skipped"),
            counted(1, 2, 1)
        );
        assert_eq!(counts("1 test completed, 1 failed"), counted(0, 1, 0));
        assert_eq!(counts("3 builds failed"), None);
    }

    #[test]
    fn a_task_fails_for_its_reason_or_for_what_was_printed_before() {
        let failure = |reason| {
            said(&[
                "FAILURE: Build failed with an exception.",
                "",
                "* What went wrong:",
                "Execution failed for task ':bootJar'.",
                reason,
                "",
            ])
        };
        assert_eq!(
            failure("> Main class name has not been configured"),
            ["error: Main class name has not been configured [gradle]"]
        );
        assert!(
            failure("> Compilation failed; see the compiler error output for details.").is_empty()
        );
    }
}
