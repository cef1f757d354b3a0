//! pyright and basedpyright.
//!
//! ```text
//!   /app/shop/cart.py:17:12 - error: Type "int | None" is not assignable to return type "str"
//!     Type "int | None" is not assignable to type "str" (reportReturnType)
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::{Place, Severity};

const TOOL: &str = "pyright";

pub(super) struct Pyright;

impl Format for Pyright {
    fn triggers(&self) -> &'static [&'static str] {
        &[" - error: ", " - warning: "]
    }

    fn look(&self, line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        let open = || {
            let (place, rest) = Place::leading(line.strip_prefix("  ")?)?;
            let (severity, message) = match rest.strip_prefix(" - error: ") {
                Some(message) => (Severity::Error, message),
                None => (Severity::Warning, rest.strip_prefix(" - warning: ")?),
            };
            let (message, rule) = ruled(message);
            let mut finding = Finding::new(severity, TOOL, message).at(place);
            finding.code = rule.map(str::to_owned);
            Some(Open { finding })
        };
        open().map_or(Look::Pass, Look::open)
    }
}

/// Parts a message from the rule at its end.
fn ruled(message: &str) -> (&str, Option<&str>) {
    let parted = message
        .strip_suffix(')')
        .and_then(|message| message.rsplit_once(" (report"));
    match parted {
        Some((text, _)) => (text, message[text.len() + 2..].strip_suffix(')')),
        None => (message, None),
    }
}

/// A problem whose rule may stand at the end of its details.
struct Open {
    finding: Finding,
}

impl Block for Open {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        // Details are indented by spaces that do not break.
        if !line.trim_start_matches(' ').starts_with('\u{a0}') {
            return Flow::Not;
        }
        if let (_, Some(rule)) = ruled(line) {
            self.finding.code = Some(rule.to_owned());
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_at_the_end() {
        assert_eq!(
            ruled("no (x) (reportCallIssue)"),
            ("no (x)", Some("reportCallIssue"))
        );
        assert_eq!(ruled("no (x)"), ("no (x)", None));
    }
}
