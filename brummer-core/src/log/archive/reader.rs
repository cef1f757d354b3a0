//! Reads logs back from disk.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::block::{self, Block, MAGIC};
use super::file::SUFFIX;
use crate::directory::Directory;
use crate::error::Error;
use crate::id::{InstanceId, ProcessId, Run};
use crate::log::read::{End, answer};
use crate::log::segment::{ActiveSegment, Segment};
use crate::log::store::View;
use crate::log::{LogPage, LogQuery};

/// The longest file that is read, in bytes; ours are much shorter.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// The logs that programs have kept in a directory, as they were when it was opened.
///
/// It is asked as a [`Supervisor`](crate::Supervisor) is. The lines of all programs have one order, that of time, and numbers of
/// their own; cursors are of no use beyond one archive.
pub struct LogArchive {
    logs: Vec<View>,
    end: End,
    problems: Vec<String>,
}

impl LogArchive {
    /// Reads everything that is in the directory.
    ///
    /// # Errors
    /// [`Error::LogStorage`] if the directory cannot be read, is a symbolic link, or belongs to somebody else.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let failed = |source| Error::LogStorage {
            dir: dir.to_owned(),
            source,
        };
        let open = Directory::open(dir).map_err(failed)?;
        let mut names = open.names().map_err(failed)?;
        names.retain(|name| name.ends_with(SUFFIX));
        names.sort_unstable();
        let mut found = Found::default();
        let mut problems = Vec::new();
        for name in names {
            match open.existing_file(&name).and_then(contents) {
                Ok(bytes) => match block::read(&bytes) {
                    Some(blocks) => found.add(&name, blocks),
                    // A program was killed before it had written the first bytes.
                    None if MAGIC.starts_with(&bytes) => {}
                    None => problems.push(format!("`{name}` is not a log of brummer")),
                },
                // Its program has deleted it just now.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => problems.push(format!("cannot read `{name}`: {error}")),
            }
        }
        let (logs, end) = found.logs();
        Ok(Self {
            logs,
            end: End {
                epoch: InstanceId::random(),
                sequence: end,
            },
            problems,
        })
    }

    /// The processes that have lines or runs, in the order of their names.
    pub fn processes(&self) -> impl Iterator<Item = &ProcessId> {
        self.logs.iter().map(|log| &log.process)
    }

    /// What of the directory could not be read, in words.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Reads lines.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`] if the query names a process that has left nothing.
    pub fn read(&self, query: &LogQuery) -> Result<LogPage, Error> {
        let log = |id: &ProcessId| {
            let found = self.logs.iter().find(|log| log.process == *id);
            found
                .cloned()
                .ok_or_else(|| Error::UnknownProcess { id: id.to_string() })
        };
        let logs = if query.processes.is_empty() {
            self.logs.clone()
        } else {
            query.processes.iter().map(log).collect::<Result<_, _>>()?
        };
        Ok(answer(self.end, logs, query))
    }
}

/// What was found in files so far.
#[derive(Default)]
struct Found {
    /// The beginnings of the names of files, of which each program has one.
    programs: Vec<String>,
    segments: Vec<(ProcessId, Segment)>,
    batches: Vec<Place>,
    last_runs: HashMap<ProcessId, Run>,
}

/// Where a batch is, and where it belongs.
struct Place {
    program: usize,
    first_sequence: u64,
    /// When it was read; not before those that its program numbered earlier, even if the clock was set back.
    time: Timestamp,
    segment: usize,
    batch: usize,
}

impl Found {
    fn add(&mut self, name: &str, blocks: Vec<Block>) {
        let program = name.rsplit_once('-').map_or(name, |(program, _)| program);
        if self.programs.last().is_none_or(|last| last != program) {
            self.programs.push(program.to_owned());
        }
        for block in blocks {
            match block {
                Block::Run { process, run } => self.note_run(&process, run),
                Block::Lines { process, segment } => self.add_lines(process, segment),
            }
        }
    }

    fn add_lines(&mut self, process: ProcessId, segment: Segment) {
        for (batch, about) in segment.index.batches().iter().enumerate() {
            self.note_run(&process, about.run);
            self.batches.push(Place {
                program: self.programs.len(),
                first_sequence: about.first_sequence,
                time: about.time,
                segment: self.segments.len(),
                batch,
            });
        }
        self.segments.push((process, segment));
    }

    fn note_run(&mut self, process: &ProcessId, run: Run) {
        match self.last_runs.get_mut(process) {
            Some(last) => *last = run.max(*last),
            None => {
                self.last_runs.insert(process.clone(), run);
            }
        }
    }

    /// One log for each process, in one order, and the number behind the last line.
    fn logs(mut self) -> (Vec<View>, u64) {
        self.put_in_order();
        let mut logs: HashMap<&ProcessId, (ActiveSegment, Vec<Arc<Segment>>)> = HashMap::new();
        let mut sequence = 0;
        for place in &self.batches {
            let (process, segment) = &self.segments[place.segment];
            let (active, sealed) = logs.entry(process).or_default();
            if active.is_full_for(1) {
                sealed.push(Arc::new(active.seal()));
            }
            active.append(segment, place.batch, sequence);
            sequence += segment.index.lines_of(place.batch).len() as u64;
        }
        let mut views: Vec<View> = self
            .last_runs
            .iter()
            .map(|(process, run)| {
                let (mut active, mut segments) = logs.remove(process).unwrap_or_default();
                segments.push(Arc::new(active.seal()));
                segments.retain(|segment| segment.index.len() > 0);
                View {
                    process: process.clone(),
                    segments,
                    open: Vec::new(),
                    skipped: 0,
                    last_run: Some(*run),
                    evicted: 0,
                    evicted_to: 0,
                }
            })
            .collect();
        views.sort_by(|one, other| one.process.cmp(&other.process));
        (views, sequence)
    }

    /// By time; what one program numbered stays in its order.
    fn put_in_order(&mut self) {
        self.batches
            .sort_unstable_by_key(|place| (place.program, place.first_sequence));
        let mut latest = (0, Timestamp::MIN);
        for place in &mut self.batches {
            if latest.0 == place.program {
                place.time = place.time.max(latest.1);
            }
            latest = (place.program, place.time);
        }
        self.batches
            .sort_by_key(|place| (place.time, place.program, place.first_sequence));
    }
}

fn contents(file: File) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    file.take(MAX_FILE).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}
