//! `go test`, with `-v` and without.
//!
//! ```text
//! === RUN   TestPrices/green_tea
//!     cart_test.go:23: no price of green tea
//! --- FAIL: TestPrices (0.00s)
//!     --- PASS: TestPrices/tea (0.00s)
//!     --- FAIL: TestPrices/green_tea (0.00s)
//! FAIL
//! FAIL    example.com/shop        0.027s
//! ok      example.com/shop/till   0.002s
//! ```
//!
//! With `-v` messages stand before the results, otherwise below them. A test that has others in it is not counted: they are. Without
//! `-v` it is not said which tests passed, and a package that is fine counts as one.

use super::TEST;
use crate::detect::Place;
use crate::detect::format::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};

/// The tests of Go.
pub(crate) struct Tests;

impl Format for Tests {
    fn triggers(&self) -> &'static [&'static str] {
        &["--- FAIL: ", "--- PASS: ", "--- SKIP: ", "ok  \t", "FAIL\t"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = package(line, before) {
            out.more_tests(counts);
            return Look::Taken;
        }
        let Some((outcome, name)) = result(line) else {
            return Look::Pass;
        };
        let mut results = Results {
            messages: messages(before),
            ..Results::default()
        };
        results.begin(outcome, name, out.number());
        Look::open(results)
    }
}

/// `ok  \texample.com/shop\t0.004s`, `FAIL\texample.com/shop [build failed]`
fn package(line: &str, before: &Before) -> Option<TestCounts> {
    let mut counts = TestCounts::default();
    if line.starts_with("ok  \t") {
        // With `-v` its tests were counted.
        if before.back(1) != "PASS" {
            counts.passed = 1;
        }
    } else {
        let rest = line.strip_prefix("FAIL\t")?;
        if rest.ends_with(" [build failed]") || rest.ends_with(" [setup failed]") {
            counts.failed = 1;
        }
    }
    Some(counts)
}

/// What became of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

/// `--- FAIL: TestTotal (0.00s)`
fn result(line: &str) -> Option<(Outcome, &str)> {
    let rest = line.trim_start_matches(' ').strip_prefix("--- ")?;
    let (word, rest) = rest.split_once(": ")?;
    let outcome = match word {
        "PASS" => Outcome::Passed,
        "FAIL" => Outcome::Failed,
        "SKIP" => Outcome::Skipped,
        _ => return None,
    };
    let (name, time) = rest.rsplit_once(" (")?;
    time.ends_with("s)").then_some((outcome, name))
}

/// The name in the result of a test that failed.
pub(super) fn failed(line: &str) -> Option<&str> {
    match result(line)? {
        (Outcome::Failed, name) => Some(name),
        (Outcome::Passed | Outcome::Skipped, _) => None,
    }
}

/// `    cart_test.go:7: Total = 3, want 4`
fn message(line: &str) -> Option<(Option<Place>, &str)> {
    let (place, rest) = Place::leading(line.strip_prefix("    ")?.trim_start())?;
    let message = rest.strip_prefix(": ")?;
    if !place.has_extension(&["go"]) || place.file.contains(' ') {
        return None;
    }
    // Go itself speaks from there.
    let is_own = place.file != "testing.go";
    Some((is_own.then_some(place), message))
}

/// What tests said first, as printed before the results with `-v`.
fn messages(before: &Before) -> Vec<(String, Message)> {
    let mut messages: Vec<(String, Message)> = Vec::new();
    let mut test = None;
    for line in (1..=8).rev().map(|back| before.back(back)) {
        if let Some(name) = line.strip_prefix("=== ").and_then(|line| {
            let (_, name) = line.split_once(' ')?;
            Some(name.trim_start())
        }) {
            test = Some(name);
        } else if let Some((place, text)) = message(line) {
            // Of a test that began longer ago the name is not known.
            let name = test.unwrap_or_default();
            if messages.iter().all(|(known, _)| known != name) {
                messages.push((name.to_owned(), (place, text.to_owned())));
            }
        } else {
            messages.clear();
            test = None;
        }
    }
    messages
}

/// What a test said, and where.
type Message = (Option<Place>, String);

/// Results of tests that stand together.
#[derive(Default)]
struct Results {
    counts: TestCounts,
    latest: Option<Latest>,
    messages: Vec<(String, Message)>,
}

/// The result that was read last.
struct Latest {
    outcome: Outcome,
    name: String,
    message: Option<Message>,
    /// The number of its line.
    first: u64,
}

impl Results {
    fn begin(&mut self, outcome: Outcome, name: &str, first: u64) {
        let known = |known: &str| known == name || known.is_empty();
        let message = self.messages.iter().position(|(test, _)| known(test));
        // One whose test is not known may be of the next one as well.
        let message = message.map(|at| {
            if self.messages[at].0.is_empty() {
                self.messages[at].1.clone()
            } else {
                self.messages.swap_remove(at).1
            }
        });
        self.latest = Some(Latest {
            outcome,
            name: name.to_owned(),
            message,
            first,
        });
    }

    fn finish(&mut self, out: &mut Out<'_>) {
        let Some(latest) = self.latest.take() else {
            return;
        };
        match latest.outcome {
            Outcome::Passed => self.counts.passed += 1,
            Outcome::Skipped => self.counts.skipped += 1,
            Outcome::Failed => {
                self.counts.failed += 1;
                if let Some((place, message)) = latest.message {
                    let mut finding = Finding::error(TEST, message).test(latest.name);
                    finding.place = place;
                    finding.lines = (latest.first, out.number().max(latest.first));
                    out.problem(finding);
                }
            }
        }
    }
}

impl Block for Results {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if let Some((outcome, name)) = result(line) {
            let is_inner = |latest: &Latest| {
                let rest = name.strip_prefix(&latest.name);
                rest.is_some_and(|rest| rest.starts_with('/'))
            };
            if self.latest.as_ref().is_some_and(is_inner) {
                self.latest = None;
            }
            self.finish(out);
            self.begin(outcome, name, out.number());
            return Flow::More;
        }
        if !line.starts_with("    ") {
            return Flow::Not;
        }
        if let Some(latest) = &mut self.latest
            && latest.message.is_none()
            && let Some((place, text)) = message(line)
        {
            latest.message = Some((place, text.to_owned()));
        }
        Flow::More
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.finish(out);
        out.more_tests(self.counts);
    }

    fn most_lines(&self) -> usize {
        crate::detect::format::REPORT_LINES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::{Fact, Reader};

    #[track_caller]
    fn check(lines: &str, expected: (u32, u32, u32), problems: &[&str]) {
        let mut reader = Reader::default();
        let mut facts = Vec::new();
        for (number, line) in (0..).zip(lines.lines()) {
            reader.line(number, line.as_bytes(), &mut facts);
        }
        reader.settle(&mut facts);
        let mut counts = TestCounts::default();
        let mut found = Vec::new();
        for fact in facts {
            match fact {
                Fact::MoreTests(more) => counts = counts + more,
                Fact::Problem(problem) => found.push(problem.to_string()),
                _ => {}
            }
        }
        assert_eq!((counts.passed, counts.failed, counts.skipped), expected);
        assert_eq!(found, problems);
    }

    #[test]
    fn messages_are_those_of_the_test_that_was_named_above_them() {
        check(
            "=== RUN   TestA
=== PAUSE TestA
=== RUN   TestB
    b_test.go:3: of b
--- FAIL: TestB (0.00s)
=== CONT  TestA
    a_test.go:4: of a
--- FAIL: TestA (0.00s)
FAIL",
            (0, 2, 0),
            &[
                "b_test.go:3: error: TestB: of b [go test]",
                "a_test.go:4: error: TestA: of a [go test]",
            ],
        );
    }

    #[test]
    fn a_test_with_others_in_it_is_not_counted() {
        check(
            "--- FAIL: TestA (0.00s)
    --- FAIL: TestA/x (0.00s)
        a_test.go:3: no
--- FAIL: TestAB (0.00s)
    a_test.go:9: neither
FAIL",
            (0, 2, 0),
            &[
                "a_test.go:3: error: TestA/x: no [go test]",
                "a_test.go:9: error: TestAB: neither [go test]",
            ],
        );
    }

    #[test]
    fn packages_count_where_their_tests_are_not_told() {
        check("ok  \ta\t0.1s\nok  \tb\t(cached)", (2, 0, 0), &[]);
        check("PASS\nok  \ta\t0.1s", (0, 0, 0), &[]);
        check("FAIL\ta [build failed]", (0, 1, 0), &[]);
    }
}
