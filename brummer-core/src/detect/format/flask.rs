//! Flask's development server. Exceptions are told by [`python`](super::python).
//!
//! ```text
//!  * Running on http://127.0.0.1:5000
//!  * Detected change in '/app/cart.py', reloading
//!  * Restarting with stat
//!  * Debugger is active!
//! Usage: flask run [OPTIONS]
//! Try 'flask run --help' for help.
//!
//! Error: Could not import 'missing'.
//! ```

use super::{Before, Finding, Format, Look, Out};

const TOOL: &str = "flask";

pub(super) struct Flask;

impl Format for Flask {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "* Running on http",
            "Error: ",
            " is in use by another program.",
            "', reloading",
            "* Debugger is active!",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if line.starts_with(" * Running on http") {
            out.ready();
            return Look::Taken;
        }
        if line.starts_with(" * Detected change in '") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        if line == " * Debugger is active!" {
            // In between stands why the application could not be loaded.
            let is_loaded = before.back(1).starts_with(" * Restarting with ");
            out.cycle_ended(TOOL, is_loaded.then_some(0));
            return Look::Taken;
        }
        match finding(line, before) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

fn finding(line: &str, before: &Before) -> Option<Finding> {
    if line.starts_with("Port ") && line.contains(" is in use by another program. Either ") {
        return Some(Finding::error(TOOL, line));
    }
    let message = line.strip_prefix("Error: ")?;
    let is_own = (1..=4).any(|back| before.back(back).starts_with("Usage: flask"));
    is_own.then(|| Finding::error(TOOL, message))
}
