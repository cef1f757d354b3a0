//! Deno: errors, type checks, `deno lint`, `deno test`, and `--watch`.
//!
//! ```text
//! error: Uncaught (in promise) Error: x       TS2322 [ERROR]: x           error[no-var]: x
//!   throw new Error("x");                     const a: string = 1;         --> /app/a.ts:2:3
//!         ^                                         ~
//!     at main (file:///app/a.ts:3:9)              at file:///app/a.ts:1:7
//! ```

use super::javascript::{Heading, frame};
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place};

const TOOL: &str = "deno";

pub(super) struct Deno;

impl Format for Deno {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "    at ",
            " [ERROR]: ",
            "error[",
            ", col ",
            " passed ",
            "estarting",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(message) = line.strip_prefix("Watcher ") {
            return watcher(message, out);
        }
        if let Some(counts) = counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        if line.starts_with("file://")
            && let Some(finding) = compact(line)
        {
            out.problem(finding);
            return Look::Taken;
        }
        check(line)
            .or_else(|| lint(line))
            .or_else(|| error(line, before))
            .unwrap_or(Look::Pass)
    }
}

fn watcher(message: &str, out: &mut Out<'_>) -> Look {
    if message.starts_with("Restarting!") {
        out.cycle_began(TOOL);
    } else if message.starts_with("Process finished") {
        out.cycle_ended(TOOL, Some(0));
    } else if message.starts_with("Process failed") {
        out.cycle_ended(TOOL, None);
    } else {
        return Look::Pass;
    }
    Look::Taken
}

/// `FAILED | 1 passed (1 step) | 2 failed (1 step) | 1 ignored (22ms)`
fn counts(line: &str) -> Option<TestCounts> {
    let (verdict, rest) = line.split_once(" | ")?;
    if !matches!(verdict, "ok" | "FAILED") {
        return None;
    }
    let mut counts = TestCounts::default();
    for part in rest.split(" | ") {
        let (number, word) = leading_number(part)?;
        if word.starts_with(" passed") {
            counts.passed = number;
        } else if word.starts_with(" failed") {
            counts.failed = number;
        } else if word.starts_with(" ignored") {
            counts.skipped = number;
        }
    }
    Some(counts)
}

/// `file:///app/a.ts: line 1, col 29 - message (code)`
fn compact(line: &str) -> Option<Finding> {
    let (file, rest) = line.split_once(": line ")?;
    let (number, rest) = leading_number(rest)?;
    let (column, rest) = leading_number(rest.strip_prefix(", col ")?)?;
    let (message, code) = rest
        .strip_prefix(" - ")?
        .strip_suffix(')')?
        .rsplit_once(" (")?;
    let place = Place::column(file, number, column);
    Some(Finding::error(TOOL, message).code(code).at(place))
}

/// `TS2322 [ERROR]: message`
fn check(line: &str) -> Option<Look> {
    let (code, message) = line.split_once(" [ERROR]: ")?;
    let number = code.strip_prefix("TS")?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(Look::open(Check {
        finding: Finding::error(TOOL, message).code(code),
    }))
}

/// An error of types: the code, where it is, and what belongs to it, further in.
struct Check {
    finding: Finding,
}

impl Block for Check {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if self.finding.place.is_some() {
            return if line.is_empty() || line.starts_with("    ") {
                Flow::More
            } else {
                Flow::Not
            };
        }
        if let Some(place) = line.strip_prefix("    at ").and_then(Place::parse) {
            self.finding.place = Some(place);
        } else if line.is_empty() {
            return Flow::Not;
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.finding);
    }
}

/// `error[no-var]: message`; codes of rustc, which looks the same, have no lowercase letters.
fn lint(line: &str) -> Option<Look> {
    let (code, message) = line.strip_prefix("error[")?.split_once("]: ")?;
    let is_rule = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !code.starts_with(|c: char| c.is_ascii_lowercase()) || !code.chars().all(is_rule) {
        return None;
    }
    Some(Look::open(Lint(Finding::error(TOOL, message).code(code))))
}

struct Lint(Finding);

impl Block for Lint {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let Some(place) = line.trim_start().strip_prefix("--> ") else {
            return Flow::Not;
        };
        self.0.place = Place::parse(place);
        Flow::Last
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.0);
    }
}

/// The first frame below a line that begins with `error: `. The frames of Deno are URLs.
fn error(line: &str, before: &Before) -> Option<Look> {
    let is_url = ["file:///", "ext:", "https://", "http://", "jsr:"]
        .iter()
        .any(|scheme| line.contains(scheme));
    if !is_url || !line.starts_with("    at ") {
        return None;
    }
    let first = frame(line)?;
    let above = (1..=8).find(|&lines| before.back(lines).starts_with("error: "))?;
    let message = before.back(above).strip_prefix("error: ")?;
    let message = message.strip_prefix("Uncaught ").unwrap_or(message);
    let message = message.strip_prefix("(in promise) ").unwrap_or(message);
    Some(Look::open(Trace {
        message: Heading::of_any_type(message).map_or(message.to_owned(), |error| error.text()),
        test: test(before.back(above + 1)),
        frames: vec![first],
        lines_before: above as u64,
    }))
}

/// `math ... adds => ./math_test.ts:8:6`
fn test(line: &str) -> Option<String> {
    let (name, place) = line.rsplit_once(" => ")?;
    Place::parse(place).map(|_| name.to_owned())
}

/// An error that was thrown.
struct Trace {
    message: String,
    test: Option<String>,
    frames: Vec<Frame>,
    /// How many lines the message stands above the first frame.
    lines_before: u64,
}

impl Block for Trace {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.starts_with("Caused by: ") {
            return Flow::More;
        }
        match frame(line) {
            Some(frame) => {
                self.frames.push(frame);
                Flow::More
            }
            None => Flow::Not,
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let mut finding = Finding::error(TOOL, self.message).frames(self.frames);
        finding.test = self.test;
        finding.lines = (out.first.saturating_sub(self.lines_before), out.last);
        out.problem(finding);
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
    fn errors_of_rustc_are_not_taken() {
        let said = said(&["error[E0308]: mismatched types", " --> src/main.rs:2:5"]);
        assert!(!said.iter().any(|fact| fact.ends_with("[deno]")));
    }

    #[test]
    fn other_programs_may_say_error_too() {
        check(&["error: x", "    at home, as always"], &[]);
    }
}
