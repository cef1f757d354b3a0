//! tsx: when it runs the program again. How that ended it does not say.
//!
//! ```text
//! 1:00:10 PM [tsx] change in ./src/main.ts Rerunning...
//! ```

use super::{Before, Format, Look, Out};

const TOOL: &str = "tsx";

pub(super) struct Tsx;

impl Format for Tsx {
    fn triggers(&self) -> &'static [&'static str] {
        &["[tsx] "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        let is_run = |said: &str| said.ends_with("Rerunning...") || said == "rerunning";
        match line.split_once("[tsx] ") {
            Some((_, said)) if is_run(said) => {
                out.cycle_began(TOOL);
                Look::Taken
            }
            Some(_) | None => Look::Pass,
        }
    }
}
