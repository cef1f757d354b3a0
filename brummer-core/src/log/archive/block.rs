//! The format of the files: blocks with length and checksum.
//!
//! All numbers are little-endian. A file begins with [`MAGIC`]. A block is the length of its payload (`u32`), the CRC-32 of
//! length and payload (`u32`), and the payload, which begins with its kind (`u8`).

use bytes::Bytes;
use jiff::Timestamp;

use crate::id::{ProcessId, Run};
use crate::log::Stream;
use crate::log::segment::{Batch, Index, Segment};

/// What a file begins with; the last byte is the version of the format.
pub(super) const MAGIC: [u8; 8] = *b"brumlog\x01";

/// The length of what stands before a payload.
const FRAME: usize = 8;

/// The longest payload that is read. Segments are far smaller.
const MAX_PAYLOAD: usize = 16 * 1024 * 1024;

const LINES: u8 = 1;
const RUN: u8 = 2;

/// What a file says.
#[derive(Debug)]
pub(super) enum Block {
    /// A process printed these lines.
    Lines {
        process: ProcessId,
        segment: Segment,
    },
    /// A process began a run, which may never have printed anything.
    Run { process: ProcessId, run: Run },
}

/// Adds a block with the lines of a segment from one position to another.
pub(super) fn lines(
    to: &mut Vec<u8>,
    process: &ProcessId,
    segment: &Segment,
    part: std::ops::Range<usize>,
) {
    let (text, index) = segment.slice(part);
    framed(to, |to| {
        to.push(LINES);
        put_process(to, process);
        put_u32(to, index.batches().len());
        for batch in index.batches() {
            to.extend_from_slice(&batch.first_line.to_le_bytes());
            to.extend_from_slice(&batch.first_sequence.to_le_bytes());
            to.extend_from_slice(&batch.time.as_nanosecond().to_le_bytes());
            to.extend_from_slice(&batch.run.number().to_le_bytes());
            to.push(match batch.stream {
                Stream::Stdout => 1,
                Stream::Stderr => 2,
            });
        }
        put_u32(to, index.len());
        for end in index.raw_ends() {
            to.extend_from_slice(&end.to_le_bytes());
        }
        to.extend_from_slice(text);
    });
}

/// Adds a block that tells of a run.
pub(super) fn run(to: &mut Vec<u8>, process: &ProcessId, run: Run) {
    framed(to, |to| {
        to.push(RUN);
        put_process(to, process);
        to.extend_from_slice(&run.number().to_le_bytes());
    });
}

/// Reads the blocks of a file, up to the first that is not whole; none if it is not a file of ours.
pub(super) fn read(file: &Bytes) -> Option<Vec<Block>> {
    let mut rest = file.slice_ref(file.strip_prefix(&MAGIC)?);
    let mut blocks = Vec::new();
    while let Some((block, behind)) = next(&rest) {
        blocks.push(block);
        rest = behind;
    }
    Some(blocks)
}

fn next(bytes: &Bytes) -> Option<(Block, Bytes)> {
    let mut frame = Cursor(bytes.clone());
    let length = frame.take(4)?;
    let sum = frame.u32()?;
    let payload_length = u32::from_le_bytes(length.as_ref().try_into().ok()?) as usize;
    if payload_length > MAX_PAYLOAD {
        return None;
    }
    let payload = frame.take(payload_length)?;
    if checksum(&length, &payload) != sum {
        return None;
    }
    Some((decode(payload)?, frame.0))
}

fn decode(payload: Bytes) -> Option<Block> {
    let mut payload = Cursor(payload);
    match payload.u8()? {
        LINES => {
            let process = payload.process()?;
            let batches = (0..payload.u32()?).map(|_| payload.batch());
            let batches: Vec<Batch> = batches.collect::<Option<_>>()?;
            let ends = (0..payload.u32()?).map(|_| payload.u32());
            let ends: Vec<u32> = ends.collect::<Option<_>>()?;
            let text = payload.0;
            let index = Index::from_raw(ends, batches, &text)?;
            let segment = Segment::new(text, index);
            Some(Block::Lines { process, segment })
        }
        RUN => Some(Block::Run {
            process: payload.process()?,
            run: Run::from_number(payload.u32()?),
        }),
        _ => None,
    }
}

/// Writes a payload, then what stands before it.
fn framed(to: &mut Vec<u8>, payload: impl FnOnce(&mut Vec<u8>)) {
    let start = to.len();
    to.extend_from_slice(&[0; FRAME]);
    payload(to);
    let length = u32::try_from(to.len() - start - FRAME)
        .expect("a segment is far smaller than 2³² bytes")
        .to_le_bytes();
    let sum = checksum(&length, &to[start + FRAME..]);
    to[start..start + 4].copy_from_slice(&length);
    to[start + 4..start + FRAME].copy_from_slice(&sum.to_le_bytes());
}

/// With the length, so that zeros are no block.
fn checksum(length: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(length);
    hasher.update(payload);
    hasher.finalize()
}

fn put_u32(to: &mut Vec<u8>, number: usize) {
    let number = u32::try_from(number).expect("a segment holds fewer than 2³² lines");
    to.extend_from_slice(&number.to_le_bytes());
}

fn put_process(to: &mut Vec<u8>, process: &ProcessId) {
    let name = process.as_str().as_bytes();
    to.push(u8::try_from(name.len()).expect("a name has at most 128 bytes"));
    to.extend_from_slice(name);
}

/// The rest of a payload.
struct Cursor(Bytes);

impl Cursor {
    fn take(&mut self, length: usize) -> Option<Bytes> {
        (length <= self.0.len()).then(|| self.0.split_to(length))
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.as_ref().try_into().ok()
    }

    fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn process(&mut self) -> Option<ProcessId> {
        let length = self.u8()?;
        let name = self.take(length.into())?;
        ProcessId::new(std::str::from_utf8(&name).ok()?).ok()
    }

    fn batch(&mut self) -> Option<Batch> {
        Some(Batch {
            first_line: self.u32()?,
            first_sequence: self.array().map(u64::from_le_bytes)?,
            time: Timestamp::from_nanosecond(self.array().map(i128::from_le_bytes)?).ok()?,
            run: Run::from_number(self.u32()?),
            stream: match self.u8()? {
                1 => Stream::Stdout,
                2 => Stream::Stderr,
                _ => return None,
            },
        })
    }
}
