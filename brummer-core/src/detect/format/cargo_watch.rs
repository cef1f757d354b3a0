//! cargo-watch.
//!
//! ```text
//! [Running 'cargo check']
//! [Finished running. Exit status: 0]
//! ```

use super::{Before, Format, Look, Out};

const TOOL: &str = "cargo-watch";

pub(super) struct CargoWatch;

impl Format for CargoWatch {
    fn triggers(&self) -> &'static [&'static str] {
        &["[Running '", "[Finished running. "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.starts_with("[Running '") && line.ends_with("']") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        let Some(end) = line.strip_prefix("[Finished running. ") else {
            return Look::Pass;
        };
        let errors = (end == "Exit status: 0]").then_some(0);
        out.cycle_ended(TOOL, errors);
        Look::Taken
    }
}
