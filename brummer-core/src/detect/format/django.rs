//! Django's manage.py: checks, migrations, and the development server.
//!
//! ```text
//! WARNINGS:
//! shop.Line.seats: (fields.W340) null has no effect on ManyToManyField.
//!
//! You have 18 unapplied migration(s). Your project may not work properly until you apply …
//! Starting WSGI development server at http://127.0.0.1:8000/
//! /app/shop/cart.py changed, reloading.
//! CommandError: …
//! ```

use super::python::HEAD;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Severity;

const TOOL: &str = "django";

pub(super) struct Django;

impl Format for Django {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "ERRORS:",
            "WARNINGS:",
            " unapplied migration(s). ",
            "Unknown command: '",
            "CommandError: ",
            "Error: That port is already in use.",
            " development server at http",
            " changed, reloading.",
            HEAD,
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        match line {
            "ERRORS:" => return Look::open(Checks(Severity::Error)),
            "WARNINGS:" => return Look::open(Checks(Severity::Warning)),
            _ => {}
        }
        if line.starts_with("Starting ") && line.contains(" development server at http") {
            out.ready();
            out.cycle_ended(TOOL, Some(0));
            return Look::Taken;
        }
        if line.ends_with(" changed, reloading.") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        if line == HEAD && before.back(1) == "Exception in thread django-main-thread:" {
            // The traceback itself is for others.
            out.cycle_ended(TOOL, None);
            return Look::Pass;
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
    if line.starts_with("You have ") && line.contains(" unapplied migration(s). ") {
        return Some(Finding::warning(TOOL, line));
    }
    if line.starts_with("Unknown command: '") {
        return Some(Finding::error(TOOL, line));
    }
    if line == "Error: That port is already in use." {
        return Some(Finding::error(TOOL, line.strip_prefix("Error: ")?));
    }
    let message = line.strip_prefix("CommandError: ")?;
    Some(Finding::error(TOOL, message))
}

/// What the system check found, of one severity.
struct Checks(Severity);

impl Block for Checks {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if line.starts_with('\t') {
            // A hint.
            return Flow::More;
        }
        if line.is_empty() {
            return Flow::Last;
        }
        let Some(mut finding) = check(line, self.0) else {
            return Flow::Not;
        };
        finding.lines = (out.number(), out.number());
        out.problem(finding);
        Flow::More
    }

    fn end(self: Box<Self>, _out: &mut Out<'_>) {}
}

/// `shop.Line.seats: (fields.W340) null has no effect on ManyToManyField.`, with `?` where no object is meant.
fn check(line: &str, severity: Severity) -> Option<Finding> {
    let (object, rest) = line.split_once(": (")?;
    let (code, message) = rest.split_once(") ")?;
    if code.contains(' ') || !code.contains('.') {
        return None;
    }
    let message = match object {
        "?" => message.to_owned(),
        _ => format!("{object}: {message}"),
    };
    Some(Finding::new(severity, TOOL, message).code(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_names_its_object() {
        let finding = check("a.B: (models.E010) no", Severity::Error).unwrap();
        assert_eq!(finding.message, "a.B: no");
        assert_eq!(finding.code.as_deref(), Some("models.E010"));
        let finding = check("?: (security.W004) no", Severity::Warning).unwrap();
        assert_eq!(finding.message, "no");
        assert_eq!(check("a: (see below) no", Severity::Error), None);
    }
}
