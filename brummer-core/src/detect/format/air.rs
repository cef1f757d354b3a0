//! Air, which builds and runs a Go program anew after each change. What the compiler says is that of Go.
//!
//! ```text
//! building...
//! running...
//! failed to build, error: exit status 1
//! ```

use super::{Before, Format, Look, Out};

const TOOL: &str = "air";

pub(super) struct Air;

impl Format for Air {
    fn triggers(&self) -> &'static [&'static str] {
        &["running...", "failed to build, error: "]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        match line {
            // Any program may say that it is running.
            "running..." if (1..=8).any(|lines| before.back(lines) == "building...") => {
                out.cycle_ended(TOOL, Some(0));
            }
            _ if line.starts_with("failed to build, error: ") => out.cycle_ended(TOOL, None),
            _ => return Look::Pass,
        }
        Look::Taken
    }
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[test]
    fn only_what_was_built_is_a_cycle() {
        assert_eq!(said(&["building...", "running..."]), ["air ended Some(0)"]);
        assert!(said(&["running..."]).is_empty());
    }
}
