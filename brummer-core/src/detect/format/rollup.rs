//! Rollup: errors, warnings, and watching.
//!
//! ```text
//! bundles src/main.js → out...
//! [!] RollupError: src/sum.js (2:15): Expression expected
//! src/sum.js (2:15)
//! 1: export const sum = (a, b) => {
//! 2:     return a + ;
//!                   ^
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Place, Severity};

const TOOL: &str = "rollup";

pub(super) struct Rollup;

impl Format for Rollup {
    fn triggers(&self) -> &'static [&'static str] {
        &["[!] ", "(!) ", "bundles ", "waiting for changes"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if line.starts_with("bundles ") && line.ends_with("...") && line.contains(" → ") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        let is_timed = line.get(1..5).and_then(leading_number).is_some();
        if is_timed && line.starts_with('[') && line.ends_with("] waiting for changes...") {
            // Behind an error it says so too; that cycle ended with the error.
            if (1..=2).any(|lines| before.back(lines).starts_with("created ")) {
                out.cycle_ended(TOOL, Some(0));
            }
            out.ready();
            return Look::Taken;
        }
        let (severity, said) = match line.strip_prefix("[!] ") {
            Some(said) if said.contains("Error: ") => (Severity::Error, said),
            Some(_) => return Look::Pass,
            None => match line.strip_prefix("(!) ") {
                Some(said) => (Severity::Warning, said),
                None => return Look::Pass,
            },
        };
        let (place, code, message) = taken_apart(said);
        let mut finding = Finding::new(severity, TOOL, message);
        finding.code = code;
        finding.place = place;
        Look::open(Message {
            finding,
            ends_cycle: severity == Severity::Error && is_watched(before),
            latest: None,
            has_file: false,
        })
    }
}

/// Whether the bundle that is being built is one of a watcher.
fn is_watched(before: &Before) -> bool {
    (1..=8).any(|lines| before.back(lines).starts_with("bundles "))
}

/// The place, the code and the message out of `[plugin typescript] src/a.ts (1:14): @rollup/plugin-typescript TS2322: Type …`,
/// `RollupError: src/sum.js (2:15): Expression expected`.
fn taken_apart(said: &str) -> (Option<Place>, Option<String>, String) {
    let said = match said
        .strip_prefix("[plugin ")
        .and_then(|said| said.split_once("] "))
    {
        Some((_, said)) => said,
        None => said,
    };
    let (kind, rest) = match said.split_once("RollupError: ") {
        Some((_, rest)) => ("RollupError: ", rest),
        None => ("", said),
    };
    let placed = rest.split_once("): ").and_then(|(head, message)| {
        let (file, position) = head.rsplit_once(" (")?;
        let place = format!("{file}:{position}");
        // The compiler that this plugin runs counts columns from 1, Rollup from 0.
        let place = if message.starts_with("@rollup/plugin-typescript ") {
            Place::parse(&place)
        } else {
            Place::parse_from_zero(&place)
        };
        Some((place?, message))
    });
    let (place, message) = match placed {
        Some((place, message)) => (Some(place), message),
        None => (None, rest),
    };
    let message = match message.strip_prefix("@rollup/plugin-typescript ") {
        Some(message) => message,
        None => message,
    };
    if let Some((code, message)) = message.split_once(": ")
        && let Some(number) = code.strip_prefix("TS")
        && leading_number(number).is_some_and(|(_, rest)| rest.is_empty())
    {
        return (place, Some(code.to_owned()), message.to_owned());
    }
    (place, None, format!("{kind}{message}"))
}

/// A message whose place and excerpt are being printed.
struct Message {
    finding: Finding,
    ends_cycle: bool,
    /// The number of the latest line of the excerpt.
    latest: Option<u32>,
    /// Whether the line for the file came.
    has_file: bool,
}

impl Message {
    /// `src/sum.js (2:15)`, `src/main.js`
    fn file(&mut self, line: &str) {
        self.has_file = true;
        if self.finding.place.is_some() {
            return;
        }
        let positioned = line
            .strip_suffix(')')
            .and_then(|line| line.rsplit_once(" ("))
            .and_then(|(file, position)| Place::parse_from_zero(&format!("{file}:{position}")));
        let is_file = line.contains(['/', '.']) && !line.contains(' ');
        self.finding.place = positioned.or_else(|| is_file.then(|| Place::file(line)));
    }

    /// The line of the excerpt that the caret stands under is that of the problem.
    fn excerpt(&mut self, line: &str) {
        if let Some((number, rest)) = leading_number(line)
            && rest.starts_with(':')
        {
            self.latest = Some(number);
        } else if line.trim_start().starts_with('^')
            && let Some(place) = &mut self.finding.place
            && place.line.is_none()
        {
            place.line = self.latest;
        }
    }
}

impl Block for Message {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        let begins_another = line.starts_with("(!) ") || line.starts_with("[!] ");
        if begins_another || line.starts_with("created ") {
            return Flow::Not;
        }
        if line.is_empty() {
            return Flow::Last;
        }
        if line.starts_with("https://") {
            return Flow::More;
        }
        if self.has_file {
            self.excerpt(line);
        } else {
            self.file(line);
        }
        self.finding.lines = (out.first, out.number());
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.finding);
        if self.ends_cycle {
            out.cycle_ended(TOOL, Some(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_apart() {
        let check = |said, place, code: Option<&str>, message: &str| {
            let expected = (place, code.map(str::to_owned), message.to_owned());
            assert_eq!(taken_apart(said), expected, "{said}");
        };
        check(
            "(plugin commonjs--resolver) RollupError: src/a.js (2:15): Expression expected",
            Some(Place::column("src/a.js", 2, 16)),
            None,
            "RollupError: Expression expected",
        );
        check(
            "[plugin typescript] src/a.ts (1:14): @rollup/plugin-typescript TS2322: No",
            Some(Place::column("src/a.ts", 1, 14)),
            Some("TS2322"),
            "No",
        );
        check("Circular dependency", None, None, "Circular dependency");
    }
}
