//! The file that is being written, and the next one when it is full.

use std::fs::File;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::LogStorage;
use super::block::MAGIC;
use super::prune::prune;
use crate::directory::{Directory, try_lock};
use crate::id::InstanceId;

/// What the names of the files end with.
pub(super) const SUFFIX: &str = ".log";

/// The longest file, unless the limit for all of them asks for shorter ones, in bytes.
const MAX_FILE: u64 = 8 * 1024 * 1024;

/// One of so many files is deleted at a time when there is too much.
const FILES: u64 = 8;

/// Appends blocks to a file of its own.
pub(super) struct Writer {
    dir: Directory,
    storage: LogStorage,
    instance: InstanceId,
    /// When it was set up: what the names of its files begin with, so that they sort by age.
    began: Timestamp,
    /// How many files it has made.
    count: u32,
    open: Option<Open>,
}

struct Open {
    name: String,
    file: File,
    /// The length up to the end of the last block.
    length: u64,
    began: Instant,
}

impl Writer {
    pub(super) fn new(dir: Directory, storage: LogStorage, instance: InstanceId) -> Self {
        Self {
            dir,
            storage,
            instance,
            began: Timestamp::now(),
            count: 0,
            open: None,
        }
    }

    /// Deletes what is too much or too old.
    pub(super) fn prune(&self) {
        prune(&self.dir, &self.storage);
    }

    /// Appends whole blocks. If that fails, the file is as it was before.
    pub(super) fn append(&mut self, blocks: &[u8]) -> io::Result<()> {
        if self.open.as_ref().is_some_and(|open| self.is_full(open)) {
            self.open = None;
            self.prune();
        }
        let open = match &mut self.open {
            Some(open) => open,
            empty => {
                let name = name(self.began, self.instance, self.count);
                self.count += 1;
                empty.insert(create(&self.dir, name)?)
            }
        };
        let written = open.file.write_all(blocks);
        match written {
            Ok(()) => open.length += blocks.len() as u64,
            Err(_) => self.give_up(),
        }
        written
    }

    /// Cuts off what was half written, and begins another file the next time.
    fn give_up(&mut self) {
        let Some(open) = self.open.take() else { return };
        // If that fails as well, the reader cuts off what is not whole; nothing follows it in this file.
        let _ = if open.length == MAGIC.len() as u64 {
            self.dir.remove(&open.name)
        } else {
            open.file.set_len(open.length)
        };
    }

    fn is_full(&self, open: &Open) -> bool {
        let longest = (self.storage.max_bytes / FILES).min(MAX_FILE);
        let oldest = self.storage.max_age / u32::try_from(FILES).unwrap_or(1);
        open.length >= longest || open.began.elapsed() >= oldest.max(Duration::from_hours(1))
    }
}

fn name(began: Timestamp, instance: InstanceId, count: u32) -> String {
    format!(
        "{:014}-{instance}-{count:06}{SUFFIX}",
        began.as_millisecond()
    )
}

/// A new file, locked so that nobody deletes it while it is written.
fn create(dir: &Directory, name: String) -> io::Result<Open> {
    let mut file = dir.create_file(&name)?;
    // Nobody else has it; on a file system without locks it may be deleted early, which loses old lines at worst.
    let _ = try_lock(&file);
    if let Err(error) = file.write_all(&MAGIC) {
        // An empty file of ours says nothing.
        let _ = dir.remove(&name);
        return Err(error);
    }
    Ok(Open {
        name,
        file,
        length: MAGIC.len() as u64,
        began: Instant::now(),
    })
}
