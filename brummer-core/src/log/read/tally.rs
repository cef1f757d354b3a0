//! Counts lines by how serious they are, without looking at their text.

use std::ops::Range;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::id::ProcessId;
use crate::log::Level;
use crate::log::store::{Part, View};

/// How many lines a process printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineCounts {
    /// The process.
    pub process: ProcessId,
    /// All lines.
    pub lines: u64,
    /// Those that warn.
    pub warnings: u64,
    /// Those that tell of an error, or of a fatal one.
    pub errors: u64,
    /// How many more there may have been that are no longer kept.
    pub evicted: u64,
}

/// The part of a log that a tally looks at.
pub(super) fn part(positions: &Range<u64>) -> Part {
    Part {
        from: positions.start,
        to: positions.end,
        last: usize::MAX,
    }
}

/// What a log has between two positions.
pub(super) fn count(view: &View, positions: &Range<u64>) -> LineCounts {
    let mut counts = LineCounts {
        process: view.process.clone(),
        lines: 0,
        warnings: 0,
        errors: 0,
        evicted: view
            .evicted
            .min(view.evicted_to.saturating_sub(positions.start)),
    };
    for segment in &view.segments {
        let index = &segment.index;
        for position in index.position(positions.start)..index.position(positions.end) {
            counts.lines += 1;
            match index.level(position) {
                Some(Level::Error | Level::Fatal) => counts.errors += 1,
                Some(Level::Warn) => counts.warnings += 1,
                Some(Level::Trace | Level::Debug | Level::Info) | None => {}
            }
        }
    }
    counts
}
