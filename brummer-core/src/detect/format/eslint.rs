//! ESLint: its default format `stylish`, the formats `unix` and `compact`, and its own failures.
//!
//! ```text
//! /app/src/a.ts
//!   3:15  warning  Expected '===' and instead saw '=='  eqeqeq
//!
//! /app/src/a.ts:3:15: Expected '===' and instead saw '=='. [Warning/eqeqeq]
//! /app/src/a.ts: line 3, col 15, Warning - Expected '===' and instead saw '=='. (eqeqeq)
//!
//! Oops! Something went wrong! :(
//!
//! ESLint: 10.15.0
//!
//! ConfigError: Config (unnamed): Unexpected key "rulez" found.
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::stack::javascript;
use crate::detect::{Frame, Place, Severity};

const TOOL: &str = "eslint";

pub(super) struct Eslint;

impl Format for Eslint {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "  error  ",
            "  warning  ",
            "[Error",
            "[Warning",
            ", Error - ",
            ", Warning - ",
            "Oops! Something went wrong",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if line.starts_with("Oops! Something went wrong") {
            return Look::open(Failure::default());
        }
        if let Some(row) = Row::of(line) {
            let file = before.back(1);
            if !is_file(file) && !file.starts_with("./") {
                return Look::Pass;
            }
            let mut rows = Rows {
                file: file.to_owned(),
                latest: None,
            };
            rows.begin(&row, out);
            return Look::open(rows);
        }
        match unix(line).or_else(|| compact(line)) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// A line of the table under a file.
struct Row<'a> {
    severity: Severity,
    line: u32,
    column: u32,
    message: &'a str,
    rule: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (number, rest) = leading_number(line.strip_prefix("  ")?)?;
        let (column, rest) = leading_number(rest.strip_prefix(':')?)?;
        let rest = rest.trim_start();
        let (severity, rest) = match rest.strip_prefix("error  ") {
            Some(rest) => (Severity::Error, rest),
            None => (Severity::Warning, rest.strip_prefix("warning  ")?),
        };
        let rest = rest.trim();
        let (message, rule) = match trailing_rule(rest) {
            Some((message, rule)) => (message, Some(rule)),
            None => (rest, None),
        };
        Some(Self {
            severity,
            line: number,
            column,
            message,
            rule,
        })
    }
}

/// The name of a rule behind two spaces, with what stands before it.
fn trailing_rule(text: &str) -> Option<(&str, &str)> {
    let (message, rule) = text.rsplit_once("  ")?;
    let is_rule = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '@' | '_');
    (!rule.is_empty() && rule.chars().all(is_rule)).then_some((message.trim_end(), rule))
}

/// A whole line that is the path of a file, as opposed to a place in it.
fn is_file(line: &str) -> bool {
    let is_absolute = line.starts_with('/') || line.get(1..3) == Some(":\\");
    is_absolute && Place::parse(line).is_none()
}

/// The table under a file.
struct Rows {
    file: String,
    /// The row that came last, since messages go on over several lines.
    latest: Option<Finding>,
}

impl Rows {
    fn begin(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        self.flush(out);
        let mut finding = Finding::new(row.severity, TOOL, row.message)
            .at(Place::column(&self.file, row.line, row.column));
        finding.code = row.rule.map(str::to_owned);
        finding.lines = (out.number(), out.number());
        self.latest = Some(finding);
    }

    fn flush(&mut self, out: &mut Out<'_>) {
        if let Some(finding) = self.latest.take() {
            out.problem(finding);
        }
    }
}

impl Block for Rows {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if let Some(row) = Row::of(line) {
            self.begin(&row, out);
            return Flow::More;
        }
        if line.is_empty() {
            return Flow::More;
        }
        // A message of several lines has its rule at the end of the last one.
        match &mut self.latest {
            Some(latest) if latest.code.is_none() && !is_file(line) && !line.starts_with('✖') => {
                if latest.message.starts_with("Parsing error") {
                    return Flow::Not;
                }
                latest.lines.1 = out.number();
                latest.code = trailing_rule(line).map(|(_, rule)| rule.to_owned());
                Flow::More
            }
            Some(_) | None => Flow::Not,
        }
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.flush(out);
    }
}

fn unix(line: &str) -> Option<Finding> {
    let (rest, tag) = line.strip_suffix(']')?.rsplit_once(" [")?;
    let (severity, rule) = match tag.split_once('/') {
        Some((severity, rule)) => (severity, Some(rule)),
        None => (tag, None),
    };
    let (place, message) = Place::leading(rest)?;
    let mut finding = Finding::new(
        severity_of(severity)?,
        TOOL,
        message.strip_prefix(": ")?.trim(),
    )
    .at(place);
    finding.code = rule.map(str::to_owned);
    Some(finding)
}

fn compact(line: &str) -> Option<Finding> {
    let (file, rest) = line.split_once(": line ")?;
    let (number, rest) = leading_number(rest)?;
    let (column, rest) = leading_number(rest.strip_prefix(", col ")?)?;
    let (severity, message) = rest.strip_prefix(", ")?.split_once(" - ")?;
    let (message, rule) = match message.strip_suffix(')').and_then(|m| m.rsplit_once(" (")) {
        Some((message, rule)) => (message, Some(rule)),
        None => (message, None),
    };
    let mut finding =
        Finding::new(severity_of(severity)?, TOOL, message).at(Place::column(file, number, column));
    finding.code = rule.map(str::to_owned);
    Some(finding)
}

fn severity_of(word: &str) -> Option<Severity> {
    match word {
        "Error" => Some(Severity::Error),
        "Warning" => Some(Severity::Warning),
        _ => None,
    }
}

/// ESLint itself fails: the version, then what is wrong, perhaps with a stack.
#[derive(Default)]
struct Failure {
    message: Option<String>,
    frames: Vec<Frame>,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if self.message.is_none() {
            if !line.is_empty() && !line.starts_with("ESLint: ") {
                self.message = Some(line.to_owned());
            }
            return Flow::More;
        }
        if line.is_empty() {
            return Flow::Not;
        }
        self.frames.extend(javascript(line));
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            out.problem(Finding::error(TOOL, message).frames(self.frames));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::format::said::said;

    #[test]
    fn a_row_has_a_message_and_perhaps_a_rule() {
        let check = |line, expected| {
            let row = Row::of(line).map(|row| (row.message, row.rule));
            assert_eq!(row, expected, "{line}");
        };
        check(
            "  3:15  warning  Unexpected  eqeqeq",
            Some(("Unexpected", Some("eqeqeq"))),
        );
        check(
            "  2:0  error  Parsing error: x",
            Some(("Parsing error: x", None)),
        );
        check(
            "  1:1  error  a  b is wrong.",
            Some(("a  b is wrong.", None)),
        );
        check("  3:15  info  Unexpected  eqeqeq", None);
        check("3 errors  error  x", None);
    }

    #[test]
    fn a_message_of_several_lines_has_its_rule_at_the_end() {
        assert_eq!(
            said(&[
                "/app/a.tsx",
                "  3:5  error  Error: Calling setState synchronously",
                "",
                "/app/a.tsx:3:5",
                "> 3 |     setX(1)  react-hooks/set-state-in-effect",
                "  9:1  warning  Unexpected console statement  no-console",
                "",
                "/app/b.tsx",
                "  1:1  error  Unreachable code  no-unreachable",
            ]),
            [
                "/app/a.tsx:3:5: error react-hooks/set-state-in-effect: Error: Calling setState synchronously [eslint]",
                "/app/a.tsx:9:1: warning no-console: Unexpected console statement [eslint]",
                "/app/b.tsx:1:1: error no-unreachable: Unreachable code [eslint]",
            ]
        );
    }
}
