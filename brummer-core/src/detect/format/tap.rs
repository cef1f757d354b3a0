//! TAP, the Test Anything Protocol, as Node's test runner, Vitest, tape and others write it.
//!
//! ```text
//! not ok 2 - adds
//!   ---
//!   location: '/app/test/math.test.js:9:3'
//!   error: 'x'
//!   name: 'RangeError'
//!   stack: |-
//!     TestContext.<anonymous> (/app/test/math.test.js:10:12)
//!   ...
//! # tests 2
//! # pass 1
//! # fail 1
//! ```
//!
//! The specification is at <https://testanything.org/tap-version-14-specification.html>.

use super::javascript::{frame, indent};
use super::node_test::count;
use super::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};
use crate::detect::place::leading_number;
use crate::detect::{Frame, Place};

const TOOL: &str = "tap";

pub(super) struct Tap;

impl Format for Tap {
    fn triggers(&self) -> &'static [&'static str] {
        &["not ok ", "# pass "]
    }

    fn look(&self, line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        if let Some(text) = line
            .strip_prefix("# ")
            .filter(|text| text.starts_with("pass "))
        {
            let mut counts = TestCounts::default();
            count(&mut counts, text);
            return Look::open(Summary(counts));
        }
        match failed(line) {
            Some(name) => Look::open(Failure {
                test: name.to_owned(),
                ..Failure::default()
            }),
            None => Look::Pass,
        }
    }
}

/// The name of a test that failed, unless that was expected: `not ok 2 - adds # time=1ms`
fn failed(line: &str) -> Option<&str> {
    let (_, rest) = leading_number(line.trim_start().strip_prefix("not ok ")?)?;
    let rest = rest.strip_prefix(' ')?;
    let name = rest.strip_prefix("- ").unwrap_or(rest);
    let (name, directive) = match name.rsplit_once(" # ") {
        Some((name, directive)) => (name, directive),
        None => (name, ""),
    };
    let is_expected = ["todo", "skip"].iter().any(|word| {
        let start = directive.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    });
    // Vitest puts the file before the name.
    let name = match name.split_once(" > ") {
        Some((file, name)) if file.contains('.') && !file.contains(' ') => name,
        _ => name,
    };
    (!is_expected).then_some(name)
}

/// A test that failed, and the YAML below it.
#[derive(Default)]
struct Failure {
    test: String,
    kind: Option<String>,
    message: Option<String>,
    code: Option<String>,
    place: Option<Place>,
    frames: Vec<Frame>,
    is_suite: bool,
    within: Within,
    /// How far in the keys are.
    indent: usize,
    /// The key whose own keys these are.
    parent: String,
}

/// Where in the YAML we are.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    /// Before it.
    #[default]
    Start,
    Keys,
    /// In the text of this key, which goes on until a line that is less far in.
    Error,
    Stack(usize),
}

impl Failure {
    fn key(&mut self, line: &str) {
        let text = line.trim();
        let Some((key, value)) = text.split_once(':') else {
            return;
        };
        let value = value.trim();
        if indent(line) <= self.indent {
            key.clone_into(&mut self.parent);
        } else if self.parent != "error" {
            return;
        }
        let is_text = value.starts_with('|') || value.starts_with('>');
        let plain = || value.trim_matches(['\'', '"']).to_owned();
        match key {
            "error" | "message" if is_text => self.within = Within::Error,
            "error" | "message" if !value.is_empty() => self.message = Some(plain()),
            "name" => self.kind = Some(plain()),
            "code" if value.trim_matches('\'') != "ERR_TEST_FAILURE" => self.code = Some(plain()),
            "location" | "at" => {
                self.place = self.place.take().or(Place::parse(&plain()));
            }
            "failureType" => self.is_suite = value == "'subtestsFailed'",
            "stack" if is_text => self.within = Within::Stack(indent(line)),
            _ => {}
        }
    }
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let text = line.trim();
        match self.within {
            Within::Start if text == "---" => {
                self.within = Within::Keys;
                self.indent = indent(line);
            }
            Within::Start => return Flow::Not,
            _ if text == "..." => return Flow::Last,
            Within::Keys => self.key(line),
            Within::Error => {
                self.message = Some(text.to_owned());
                self.within = Within::Keys;
            }
            Within::Stack(of_key) if indent(line) > of_key => {
                self.frames.extend(frame(&format!("at {text}")));
            }
            Within::Stack(_) => {
                self.within = Within::Keys;
                self.key(line);
            }
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if self.is_suite {
            return;
        }
        let message = match (self.kind, self.message) {
            (Some(kind), Some(message)) => format!("{kind}: {message}"),
            (_, message) => message.unwrap_or_else(|| "not ok".to_owned()),
        };
        let mut finding = Finding::error(TOOL, message)
            .test(self.test)
            .frames(self.frames);
        finding.place = finding.place.or(self.place);
        finding.code = self.code;
        out.problem(finding);
    }
}

/// `# pass 7`, and the counts below it.
struct Summary(TestCounts);

impl Block for Summary {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let Some(text) = line.strip_prefix("# ") else {
            return Flow::Not;
        };
        count(&mut self.0, text);
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if self.0 != TestCounts::default() {
            out.tests(self.0);
            out.cycle_ended(TOOL, Some(self.0.failed));
        }
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
    fn a_failure_without_details_is_one() {
        check(
            &["not ok 1 - adds", "ok 2 - divides"],
            &["error: adds: not ok [tap]"],
        );
    }

    #[test]
    fn a_failure_that_is_expected_is_none() {
        check(&["not ok 1 - adds # TODO soon", "not ok 2 x # skip"], &[]);
    }

    #[test]
    fn keys_of_values_are_not_those_of_the_failure() {
        check(
            &[
                "not ok 1 - adds",
                "  ---",
                "  error: 'x'",
                "  actual:",
                "    name: 'a'",
                "  ...",
            ],
            &["error: adds: x [tap]"],
        );
    }

    #[test]
    fn other_words_may_be_not_ok() {
        check(&["this is not ok 1", "not ok at all"], &[]);
    }
}
