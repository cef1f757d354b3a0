//! TypeScript: `tsc`, with `--pretty` and without, and its watcher.
//!
//! ```text
//! src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.
//! src/a.ts:3:7 - error TS2322: Type 'string' is not assignable to type 'number'.
//! error TS18003: No inputs were found in config file …
//! ```

use super::{Before, Finding, Format, Look, Out};
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
            return Look::Taken;
        }
        match finding(line) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

fn finding(line: &str) -> Option<Finding> {
    let (before, message) = line.split_once("error TS")?;
    let (code, message) = leading_number(message)?;
    let finding = Finding::error(TOOL, message.strip_prefix(": ")?).code(&format!("TS{code}"));
    if before.is_empty() {
        return Some(finding);
    }
    let place = match Place::leading_in_parentheses(before) {
        Some((place, ": ")) => place,
        _ => Place::parse(before.strip_suffix(" - ")?)?,
    };
    Some(finding.at(place))
}

/// `Found 2 errors. Watching for file changes.`
fn errors_of_cycle(line: &str) -> Option<u32> {
    let (_, found) = line.split_once("Found ")?;
    let (errors, rest) = leading_number(found)?;
    let rest = rest.strip_prefix(" error")?.trim_start_matches('s');
    rest.starts_with(". Watching").then_some(errors)
}
