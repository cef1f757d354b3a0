//! nodemon: when it starts the program, and how that ended.
//!
//! ```text
//! [nodemon] restarting due to changes...
//! [nodemon] starting `node main.js`
//! [nodemon] app crashed - waiting for file changes before starting...
//! ```

use super::{Before, Format, Look, Out};

const TOOL: &str = "nodemon";

pub(super) struct Nodemon;

impl Format for Nodemon {
    fn triggers(&self) -> &'static [&'static str] {
        &["[nodemon] "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        let Some(said) = line.strip_prefix("[nodemon] ") else {
            return Look::Pass;
        };
        if said.starts_with("starting `") {
            out.cycle_began(TOOL);
        } else if said.starts_with("app crashed") {
            out.cycle_ended(TOOL, None);
        } else if said.starts_with("clean exit") {
            out.cycle_ended(TOOL, Some(0));
        }
        Look::Taken
    }
}
