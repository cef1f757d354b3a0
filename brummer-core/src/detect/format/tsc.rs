//! TypeScript: `tsc`, with `--pretty` and without, and its watcher. Others print its errors as they are (Next.js, NestJS, vue-tsc).
//!
//! ```text
//! src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.
//! src/a.ts:3:7 - error TS2322: Type 'string' is not assignable to type 'number'.
//! error TS18003: No inputs were found in config file …
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Place;
use crate::detect::place::leading_number;

const TOOL: &str = "tsc";

pub(super) struct Tsc;

impl Format for Tsc {
    fn triggers(&self) -> &'static [&'static str] {
        &["error TS", "compilation", "Watching for file changes"]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.contains("Starting compilation in watch mode")
            || line.contains("Starting incremental compilation")
        {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        if let Some(errors) = errors_of_cycle(line) {
            out.cycle_ended(TOOL, Some(errors));
            out.ready();
            return Look::Taken;
        }
        match finding(line) {
            Some((finding, style)) => Look::open(Details { finding, style }),
            None => Look::Pass,
        }
    }
}

/// How the lines behind an error look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// The reasons, indented.
    Plain,
    /// An excerpt of the code, empty lines, and places that have to do with it.
    Pretty,
}

/// An error whose reasons and excerpt are being printed.
struct Details {
    finding: Finding,
    style: Style,
}

impl Block for Details {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let belongs = match self.style {
            Style::Plain => line.starts_with("  "),
            Style::Pretty => line.is_empty() || line.starts_with(' ') || is_excerpt(line),
        };
        if belongs { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.finding);
    }
}

/// `10 export const item = …`
fn is_excerpt(line: &str) -> bool {
    leading_number(line).is_some_and(|(_, code)| code.is_empty() || code.starts_with(' '))
}

fn finding(line: &str) -> Option<(Finding, Style)> {
    let (before, message) = line.split_once("error TS")?;
    let (code, message) = leading_number(message)?;
    let finding = Finding::error(TOOL, message.strip_prefix(": ")?).code(&format!("TS{code}"));
    // Angular before version 17 says `Error: ` first.
    let before = before.trim_start();
    let before = before.strip_prefix("Error: ").unwrap_or(before);
    if before.is_empty() {
        return Some((finding, Style::Plain));
    }
    if let Some((place, ": ")) = Place::leading_in_parentheses(before) {
        return Some((finding.at(place), Style::Plain));
    }
    let place = Place::parse(before.strip_suffix(" - ")?)?;
    Some((finding.at(place), Style::Pretty))
}

/// `Found 2 errors. Watching for file changes.`
fn errors_of_cycle(line: &str) -> Option<u32> {
    let (_, found) = line.split_once("Found ")?;
    let (errors, rest) = leading_number(found)?;
    let rest = rest.strip_prefix(" error")?.trim_start_matches('s');
    rest.starts_with(". Watching").then_some(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, u32)>) {
        let place = finding(line).and_then(|(finding, _)| finding.place);
        let found = place
            .as_ref()
            .map(|place| (place.file.as_str(), place.line.unwrap()));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn an_error_may_have_no_place() {
        let line = "error TS18003: No inputs were found in config file 'tsconfig.json'.";
        assert!(finding(line).is_some());
        check(line, None);
    }

    #[test]
    fn angular_says_that_it_is_an_error_first() {
        check(
            "Error: src/app/app.component.ts:5:3 - error TS2322: Type 'a' is not 'b'.",
            Some(("src/app/app.component.ts", 5)),
        );
    }

    #[test]
    fn text_that_mentions_an_error_is_none() {
        check("see error TS2322 in the handbook", None);
        check("// @ts-expect-error TS2322: not assignable", None);
    }
}
