//! What is wrong, as much of it as anybody reads.

use crate::config::Warning;

/// The most warnings that are kept; of more, only the number is.
const MAX_KEPT: usize = 100;

/// The warnings so far.
#[derive(Default)]
pub(super) struct Warnings {
    kept: Vec<Warning>,
    dropped: usize,
}

impl Warnings {
    /// Adds one, if there is room.
    pub(super) fn push(&mut self, warning: Warning) {
        if self.kept.len() < MAX_KEPT {
            self.kept.push(warning);
        } else {
            self.dropped += 1;
        }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// All that are kept, and how many more there are.
    pub(super) fn finish(mut self) -> Vec<Warning> {
        if self.dropped > 0 {
            let message = format!("{} more warnings are not shown", self.dropped);
            self.kept.push(Warning {
                origin: None,
                message,
            });
        }
        self.kept
    }
}
