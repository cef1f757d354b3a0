//! Logs on disk: written beside the ones in memory, and read back by a later program.
//!
//! A [`Keeper`] follows the logs in memory as any other reader does, on a thread of its own, and appends what it finds
//! to a file of its own. So nothing is queued but what the logs hold anyway, and a slow disk holds up nobody: what was
//! evicted before it was written is counted. A [`LogArchive`] reads the files of all programs that kept logs in a
//! directory.
//!
//! A file is a sequence of [blocks](block), each with its length and a checksum. The first one that is not whole ends the
//! file: what a kill cut off is never taken for something else.

use borsh::{BorshDeserialize, BorshSerialize};

mod block;
mod file;
mod keeper;
mod prune;
mod reader;
mod runs;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::Duration;

pub(crate) use self::keeper::Keeper;
pub use self::reader::LogArchive;

/// Where and how much of the logs is kept on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStorage {
    /// The directory, made with mode 0700 where it does not exist; several programs may share it.
    pub dir: PathBuf,
    /// The most bytes that all files in it may take; at least [`LogStorage::MIN_BYTES`], and raised to that.
    pub max_bytes: u64,
    /// Files in which nothing was written for longer are deleted.
    pub max_age: Duration,
}

impl LogStorage {
    /// The least that can be kept, in bytes.
    pub const MIN_BYTES: u64 = 1024 * 1024;

    /// How much is kept by default, in bytes.
    pub const DEFAULT_BYTES: u64 = 64 * 1024 * 1024;

    /// How long is kept by default: a week.
    pub const DEFAULT_AGE: Duration = Duration::from_hours(7 * 24);
}

/// How keeping logs on disk goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct LogStorageReport {
    /// How many lines at most were evicted from memory before they were written.
    pub lost: u64,
    /// Why nothing is written at the moment. What memory has is written when that is over.
    pub failure: Option<String>,
}
