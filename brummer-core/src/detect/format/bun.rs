//! Bun: errors, `bun build`, `bun test`, and its watcher.
//!
//! ```text
//! 3 | throw new Error("x");
//!           ^
//! error: x                        `TypeError: x` for others than `Error`
//!       at main (/app/a.ts:3:11)
//! ✗ math > adds [0.20ms]          `(fail) math > adds [0.20ms]` without colours
//! ```

use super::javascript::{Heading, frame};
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place};

const TOOL: &str = "bun";

pub(super) struct Bun;

impl Format for Bun {
    fn triggers(&self) -> &'static [&'static str] {
        &["error: ", "Error: ", " pass"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(passed) = line.strip_suffix(" pass").and_then(|line| count(line, "")) {
            let counts = TestCounts {
                passed,
                ..TestCounts::default()
            };
            return Look::open(Summary(counts));
        }
        if let Some(finding) = unresolved(line) {
            out.problem(finding);
            return Look::Taken;
        }
        if before.back(1).trim() != "^" || !is_code(before.back(2)) {
            return Look::Pass;
        }
        let message = match line.strip_prefix("error: ") {
            Some(message) => message.to_owned(),
            None => match Heading::find(line) {
                Some(error) => error.text(),
                None => return Look::Pass,
            },
        };
        Look::open(Trace {
            message,
            code: None,
            test: None,
            frames: Vec::new(),
            lines: 0,
        })
    }
}

/// `12 | let x = 1;`, also behind other text.
fn is_code(line: &str) -> bool {
    let Some((number, _)) = line.split_once(" |") else {
        return false;
    };
    number.ends_with(|c: char| c.is_ascii_digit())
}

/// `error: Cannot find module './settings' from '/app/src/missing.ts'`: the only error that shows no code.
fn unresolved(line: &str) -> Option<Finding> {
    let message = line.strip_prefix("error: ")?;
    let (_, file) = message.strip_suffix('\'')?.rsplit_once(" from '")?;
    let is_import =
        message.starts_with("Cannot find module '") || message.starts_with("Cannot find package '");
    is_import.then(|| Finding::error(TOOL, message).at(Place::file(file)))
}

/// An error whose end has not come yet.
struct Trace {
    message: String,
    code: Option<String>,
    test: Option<String>,
    frames: Vec<Frame>,
    lines: usize,
}

impl Trace {
    /// The most lines between a message and its stack, such as a difference.
    const LINES: usize = 200;
}

impl Block for Trace {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(frame) = frame(line) {
            self.frames.push(frame);
            return Flow::More;
        }
        if let Some(name) = failed(line) {
            self.test = Some(name.to_owned());
            return Flow::Last;
        }
        self.lines += 1;
        if !self.frames.is_empty() || self.lines > Self::LINES || line.starts_with("Bun v") {
            return Flow::Not;
        }
        if let Some(code) = line.trim_start().strip_prefix("code: \"") {
            self.code = code.split('"').next().map(str::to_owned);
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if self.frames.is_empty() {
            return;
        }
        let mut finding = Finding::error(TOOL, self.message).frames(self.frames);
        finding.code = self.code;
        finding.test = self.test;
        finding.lines = (out.first.saturating_sub(2), out.last);
        out.problem(finding);
    }
}

/// The name of a test that failed: `✗ math > adds [0.20ms]`, `(fail) math > adds [0.20ms]`
fn failed(line: &str) -> Option<&str> {
    let name = line
        .strip_prefix("✗ ")
        .or_else(|| line.strip_prefix("(fail) "))?;
    Some(match name.rsplit_once(" [") {
        Some((name, time)) if time.ends_with("s]") => name,
        _ => name,
    })
}

/// ` 3 fail`
fn count(line: &str, word: &str) -> Option<u32> {
    let (number, rest) = leading_number(line.strip_prefix(' ')?)?;
    (rest.trim_start() == word).then_some(number)
}

/// ` 1 pass`, and the lines below it up to `Ran 6 tests across 1 file.`
struct Summary(TestCounts);

impl Block for Summary {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(number) = count(line, "skip").or_else(|| count(line, "todo")) {
            self.0.skipped += number;
        } else if let Some(number) = count(line, "fail") {
            self.0.failed = number;
        } else if line.starts_with("Ran ") {
            return Flow::Last;
        } else if !line.starts_with(' ') {
            return Flow::Not;
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.tests(self.0);
        out.cycle_ended(TOOL, Some(self.0.failed));
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
    fn an_error_without_code_above_it_is_text() {
        check(&["error: expected by the test", "      at 12:00"], &[]);
    }

    #[test]
    fn a_run_without_failures_is_clean() {
        check(
            &[" 2 pass", " 0 fail", "Ran 2 tests across 1 file. [5.00ms]"],
            &["2 passed, 0 failed, 0 skipped", "bun ended Some(0)"],
        );
    }
}
