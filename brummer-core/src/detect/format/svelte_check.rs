//! svelte-check: Svelte's own diagnostics and TypeScript's in components, and its watcher.
//!
//! ```text
//! /app/src/routes/+page.svelte:2:9
//! Error: Type 'string' is not assignable to type 'number'. (ts)
//! <script lang="ts">
//!   const count: number = "three";
//! </script>
//!
//! svelte-check found 1 error and 0 warnings in 1 file
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Place, Severity};

const TOOL: &str = "svelte-check";

pub(super) struct SvelteCheck;

impl Format for SvelteCheck {
    fn triggers(&self) -> &'static [&'static str] {
        &["Error: ", "Warn: ", "svelte-check"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(found) = line.strip_prefix("svelte-check found ") {
            let errors = leading_number(found).map(|(errors, _)| errors);
            out.cycle_ended(TOOL, errors);
            out.ready();
            return Look::Taken;
        }
        // In a watcher it stands behind "Watching for file changes...", which ends without a line of its own.
        if line.contains("Loading svelte-check in workspace") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        let (severity, message) = match line.strip_prefix("Error: ") {
            Some(message) => (Severity::Error, message),
            None => match line.strip_prefix("Warn: ") {
                Some(message) => (Severity::Warning, message),
                None => return Look::Pass,
            },
        };
        let Some(place) = component(before.back(1)) else {
            return Look::Pass;
        };
        let (message, source) = sourced(message);
        let mut finding = Finding::new(severity, TOOL, message).at(place);
        finding.lines = (out.number().saturating_sub(1), out.number());
        Look::open(Diagnostic {
            finding,
            has_source: source,
        })
    }
}

/// A place that is all of a line, with the column, in a file as this tool checks them.
fn component(line: &str) -> Option<Place> {
    let place = Place::parse(line)?;
    let checked = [".svelte", ".ts", ".js", ".mts", ".cts", ".mjs", ".cjs"];
    let is_checked = checked.iter().any(|kind| place.file.ends_with(kind));
    (is_checked && place.column.is_some()).then_some(place)
}

/// The message without who found it, and whether that stood behind it: `(ts)`, `(svelte)`, `(js)`, `(css)`.
fn sourced(message: &str) -> (&str, bool) {
    let source = message.strip_suffix(')').and_then(|m| m.rsplit_once(" ("));
    match source {
        Some((message, "ts" | "js" | "svelte" | "css" | "scss" | "postcss" | "less")) => {
            (message, true)
        }
        Some(_) | None => (message, false),
    }
}

/// A diagnostic, until it is clear that it is one of this tool.
struct Diagnostic {
    finding: Finding,
    /// Who found it is said at the end of the message, which may have several lines.
    has_source: bool,
}

impl Block for Diagnostic {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            return Flow::Last;
        }
        self.finding.lines.1 = out.number();
        self.has_source |= sourced(line).1;
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if self.has_source {
            out.problem(self.finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::format::said::said;

    #[test]
    fn a_message_may_have_several_lines_and_must_have_a_source() {
        assert_eq!(
            said(&[
                "/app/a.svelte:2:9",
                "Error: Type 'a' is not 'b'.",
                "  It has no 'c'. (ts)",
                "<script>",
                "",
            ]),
            ["/app/a.svelte:2:9: error: Type 'a' is not 'b'. [svelte-check]"]
        );
        assert_eq!(said(&["/app/a.js:2:9", "Error: not ours", "more"]), [""; 0]);
        assert_eq!(said(&["Error: not ours (ts)"]), [""; 0]);
    }
}
