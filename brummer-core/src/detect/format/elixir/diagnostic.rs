//! Warnings and errors of the compiler. Their place comes last.
//!
//! ```text
//! warning: function close/0 is unused
//!   lib/till.ex:7
//!
//!     error: undefined variable "drawr"
//!     │
//!   4 │     drawr
//!     │     ^^^^^
//!     │
//!     └─ lib/till.ex:4:5: Till.open/0
//! ```

use super::TOOL;
use super::frame::place;
use crate::detect::fact::Finding;
use crate::detect::format::{Before, Format, Look, Out};

pub(in crate::detect::format) struct Diagnostic;

impl Format for Diagnostic {
    fn triggers(&self) -> &'static [&'static str] {
        &[".ex:", ".exs:"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
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
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let text = text.strip_prefix("└─ ").unwrap_or(text);
    let is_old = indent == 2;
    let (place, rest) = place(text)?;
    // Frames of stacks are indented by more, and have no corner.
    if !(is_old || text.len() < line.len() - indent) || !(rest.is_empty() || rest.starts_with(": "))
    {
        return None;
    }
    for lines in 1..=8 {
        let above = before.back(lines);
        // The place of another one.
        if above.contains("└─ ") || is_old && super::frame::place(above.trim_start()).is_some()
        {
            return None;
        }
        let title = above.trim_start();
        if let Some(message) = title.strip_prefix("warning: ") {
            return Some(Finding::warning(TOOL, message).at(place));
        }
        if let Some(message) = title.strip_prefix("error: ") {
            return Some(Finding::error(TOOL, message).at(place));
        }
    }
    None
}
