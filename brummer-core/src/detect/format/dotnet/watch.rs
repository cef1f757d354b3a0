//! `dotnet watch`.
//!
//! ```text
//! dotnet watch 🔧 Building...
//! dotnet watch ⏳ Waiting for a file to change before restarting dotnet...
//! ```

use super::TOOL;
use crate::detect::format::{Before, Format, Look, Out};

pub(in crate::detect::format) struct Watch;

impl Format for Watch {
    fn triggers(&self) -> &'static [&'static str] {
        &["dotnet watch "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        // Before the text stands a symbol, or `:` where the terminal has none.
        let Some((_, text)) = line
            .strip_prefix("dotnet watch ")
            .and_then(|rest| rest.split_once(' '))
        else {
            return Look::Pass;
        };
        if text.starts_with("Building") {
            out.cycle_began(TOOL);
        } else if text.starts_with("Started") || text.starts_with("Hot reload of changes succeeded")
        {
            out.cycle_ended(TOOL, Some(0));
        } else if text.starts_with("Waiting for a file to change") {
            out.cycle_ended(TOOL, None);
        } else {
            return Look::Pass;
        }
        Look::Taken
    }
}
