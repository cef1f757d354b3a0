//! Reports of Go's race detector.
//!
//! ```text
//! WARNING: DATA RACE
//! Read at 0x00c0000ae008 by goroutine 7:
//!   main.main.func5()
//!       /app/main.go:48 +0x39
//!
//! Previous write at 0x00c0000ae008 by main goroutine:
//! …
//! ==================
//! ```

use super::TOOL;
use super::stack::Stack;
use crate::detect::format::{Before, Block, Finding, Flow, Format, Look, Out};

pub(crate) struct Races;

impl Format for Races {
    fn triggers(&self) -> &'static [&'static str] {
        &["WARNING: DATA RACE"]
    }

    fn look(&self, line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        if line == "WARNING: DATA RACE" {
            Look::open(Race::default())
        } else {
            Look::Pass
        }
    }
}

/// A report, as far as it is read: first where it was noticed, then where the other access was.
#[derive(Default)]
struct Race {
    stack: Stack,
}

impl Block for Race {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.starts_with("==================") {
            return Flow::Last;
        }
        if line.starts_with("  ") {
            self.stack.line(line);
        }
        let is_part = line.is_empty() || line.starts_with("  ") || line.ends_with(':');
        if is_part { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        // It is called a warning, but the program ends with an error.
        out.problem(Finding::error(TOOL, "DATA RACE").frames(self.stack.into_frames()));
    }
}
