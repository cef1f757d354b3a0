//! The test runner of Rust, as `cargo test` runs it.
//!
//! ```text
//! failures:
//!
//! ---- tests::adds stdout ----
//!
//! thread 'tests::adds' (2712) panicked at src/lib.rs:14:9:
//! assertion `left == right` failed: wrong sum
//!
//! failures:
//!     tests::adds
//!
//! test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.32s
//! ```

use super::panic::Panic;
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::Place;
use crate::detect::place::leading_number;

const TOOL: &str = "cargo test";

pub(super) struct CargoTest;

impl Format for CargoTest {
    fn triggers(&self) -> &'static [&'static str] {
        &["failures:", " passed; "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line == "failures:" {
            return Look::open(Failures::default());
        }
        match counts(line) {
            Some(counts) => {
                out.more_tests(counts);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// `test result: FAILED. 1 passed; 4 failed; 1 ignored; 0 measured; …`
fn counts(line: &str) -> Option<TestCounts> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut parts = counts.split("; ");
    let mut count = |what: &str| {
        let (count, rest) = leading_number(parts.next()?)?;
        (rest.trim_start() == what).then_some(count)
    };
    Some(TestCounts {
        passed: count("passed")?,
        failed: count("failed")?,
        skipped: count("ignored")?,
    })
}

/// What tests that failed have printed.
#[derive(Default)]
struct Failures {
    failed: Option<Failed>,
}

/// A test that failed.
struct Failed {
    name: String,
    panic: Option<Panic>,
    /// What it says if it did not panic.
    message: Option<String>,
    place: Option<Place>,
    /// The number of the line with its name.
    first: u64,
}

impl Failed {
    fn line(&mut self, line: &str) {
        if let Some(panic) = &mut self.panic {
            panic.line(line);
        } else if let Some(panic) = Panic::begun_by(line) {
            self.panic = Some(panic);
        } else if let Some(message) = line.strip_prefix("Error: ") {
            self.message = Some(message.to_owned());
        } else if let Some(note) = line.strip_prefix("note: test did not panic as expected") {
            self.message = Some("test did not panic as expected".to_owned());
            self.place = note.strip_prefix(" at ").and_then(Place::parse);
        } else if let Some((_, message)) = line.split_once("]: ")
            && line.starts_with("error[E")
        {
            // An example in the documentation that does not compile.
            self.message.get_or_insert_with(|| message.to_owned());
        }
    }

    fn finding(self) -> Finding {
        let example = example(&self.name);
        let finding = self.panic.and_then(|panic| panic.finding(TOOL));
        let mut finding = finding.unwrap_or_else(|| {
            let message = self.message.unwrap_or_else(|| "test failed".to_owned());
            let mut finding = Finding::error(TOOL, message);
            finding.place = self.place;
            finding
        });
        if example.is_some() {
            // It panicked in a file that was made for it.
            finding.place = example;
        }
        finding.test(self.name)
    }
}

/// The place of an example in the documentation: `src/lib.rs - total (line 1)`.
fn example(name: &str) -> Option<Place> {
    let (file, rest) = name.split_once(" - ")?;
    let (line, _) = leading_number(rest.split_once("(line ")?.1)?;
    Some(Place::line(file, line))
}

impl Failures {
    fn finish(&mut self, out: &mut Out<'_>) {
        if let Some(failed) = self.failed.take() {
            let first = failed.first;
            let mut finding = failed.finding();
            finding.lines = (first, out.number());
            out.problem(finding);
        }
    }
}

impl Block for Failures {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if line == "failures:" || line.starts_with("test result: ") {
            return Flow::Not;
        }
        let name = line
            .strip_prefix("---- ")
            .and_then(|line| line.strip_suffix(" ----"))
            .and_then(|name| {
                name.strip_suffix(" stdout")
                    .or_else(|| name.strip_suffix(" stderr"))
            });
        if let Some(name) = name {
            self.finish(out);
            self.failed = Some(Failed {
                name: name.to_owned(),
                panic: None,
                message: None,
                place: None,
                first: out.number(),
            });
            return Flow::More;
        }
        match &mut self.failed {
            Some(failed) => failed.line(line),
            None if line.is_empty() => {}
            None => return Flow::Not,
        }
        Flow::More
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.finish(out);
    }

    fn most_lines(&self) -> usize {
        super::REPORT_LINES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_counts_a_part() {
        let line = "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
        let expected = TestCounts {
            passed: 2,
            failed: 0,
            skipped: 1,
        };
        assert_eq!(counts(line), Some(expected));
        assert_eq!(counts("test result: none"), None);
        assert_eq!(counts("2 passed; 0 failed"), None);
    }

    #[test]
    fn examples_name_their_place() {
        assert_eq!(
            example("src/lib.rs - total (line 3)"),
            Some(Place::line("src/lib.rs", 3))
        );
        assert_eq!(example("tests::adds"), None);
    }
}
