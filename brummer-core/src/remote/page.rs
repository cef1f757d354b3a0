//! A log page on the wire: what the lines of one read have in common is said once, and all text is one piece.
//!
//! A line of the index takes two bytes where it follows the one before it and came in the same read.

use std::io::{self, Read, Write};

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;
use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::wire::{self, invalid};
use crate::id::{ProcessId, Run};
use crate::log::{Level, LogCursor, LogGap, LogLine, LogPage, OpenLine, Stream};

/// The number of the line is one more than that of the line before.
const NEXT: u8 = 1;
/// It is one less.
const PREVIOUS: u8 = 1 << 1;
/// The line came in another read than the one before, which is told behind the mark.
const OTHER_READ: u8 = 1 << 2;
const SPLIT: u8 = 1 << 3;
/// From here on its level, 0 for none.
const LEVEL: u32 = 4;

/// What the lines of one read share.
#[derive(Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Source {
    /// Its place among the processes of the page.
    process: u32,
    run: Run,
    stream: Stream,
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    time: Timestamp,
}

/// A page without its lines.
type Rest = (
    Vec<OpenLine>,
    Vec<u64>,
    LogCursor,
    LogCursor,
    LogGap,
    bool,
    u64,
    u64,
);

impl BorshSerialize for LogPage {
    fn serialize<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        let (processes, index) = index(&self.lines)?;
        (processes, self.lines.len() as u64, index).serialize(writer)?;
        let length: usize = self.lines.iter().map(|line| line.bytes.len()).sum();
        (length as u64).serialize(writer)?;
        for line in &self.lines {
            writer.write_all(&line.bytes)?;
        }
        self.open.serialize(writer)?;
        self.context.serialize(writer)?;
        (self.next, self.previous, self.gap).serialize(writer)?;
        (self.more, self.left_out, self.evicted).serialize(writer)
    }
}

/// The processes of the lines, and what is said of each line besides its text.
fn index(lines: &[LogLine]) -> io::Result<(Vec<&ProcessId>, Vec<u8>)> {
    let (mut processes, mut places) = (Vec::new(), FxHashMap::default());
    let mut index = Vec::with_capacity(lines.len() * 3);
    let mut before: Option<(u64, Source)> = None;
    for line in lines {
        let process = *places.entry(&line.process).or_insert_with(|| {
            processes.push(&line.process);
            // There are at most 4,096 of them.
            u32::try_from(processes.len() - 1).unwrap_or(u32::MAX)
        });
        let source = Source {
            process,
            run: line.run,
            stream: line.stream,
            time: line.time,
        };
        let (sequence, last) = before.unzip();
        let mut mark = level_number(line.level) << LEVEL;
        if line.split {
            mark |= SPLIT;
        }
        if last != Some(source) {
            mark |= OTHER_READ;
        }
        if sequence.and_then(|sequence| sequence.checked_add(1)) == Some(line.sequence) {
            mark |= NEXT;
        } else if sequence.and_then(|sequence| sequence.checked_sub(1)) == Some(line.sequence) {
            mark |= PREVIOUS;
        }
        index.push(mark);
        put_number(&mut index, line.bytes.len() as u64);
        if mark & (NEXT | PREVIOUS) == 0 {
            line.sequence.serialize(&mut index)?;
        }
        if mark & OTHER_READ != 0 {
            source.serialize(&mut index)?;
        }
        before = Some((line.sequence, source));
    }
    Ok((processes, index))
}

impl BorshDeserialize for LogPage {
    fn deserialize_reader<R: Read>(reader: &mut R) -> io::Result<Self> {
        let (processes, count, index) =
            <(Vec<ProcessId>, u64, Vec<u8>)>::deserialize_reader(reader)?;
        let text = text(reader)?;
        let lines = lines(&processes, count, &index, &text)?;
        let (open, context, next, previous, gap, more, left_out, evicted) =
            Rest::deserialize_reader(reader)?;
        Ok(Self {
            lines,
            open,
            context,
            next,
            previous,
            gap,
            more,
            left_out,
            evicted,
        })
    }
}

/// The text of all lines. Memory grows with what arrives, never with the length that is claimed.
fn text<R: Read>(reader: &mut R) -> io::Result<Bytes> {
    let length = u64::deserialize_reader(reader)?;
    let mut text = Vec::new();
    reader.by_ref().take(length).read_to_end(&mut text)?;
    if text.len() as u64 == length {
        Ok(text.into())
    } else {
        Err(invalid("the text of a page is cut off"))
    }
}

fn lines(
    processes: &[ProcessId],
    count: u64,
    mut index: &[u8],
    text: &Bytes,
) -> io::Result<Vec<LogLine>> {
    // Each line takes two bytes at least.
    if count > index.len() as u64 / 2 {
        return Err(invalid("a page that claims too many lines"));
    }
    let mut lines = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
    let mut before: Option<(u64, Source)> = None;
    let mut at = 0_usize;
    for _ in 0..count {
        let mark = u8::deserialize(&mut index)?;
        let length = usize::try_from(number(&mut index)?).unwrap_or(usize::MAX);
        let sequence = sequence(mark, before, &mut index)?;
        let source = match before {
            Some((_, source)) if mark & OTHER_READ == 0 => source,
            _ => Source::deserialize(&mut index)?,
        };
        let end = at.checked_add(length).filter(|end| *end <= text.len());
        let end = end.ok_or_else(|| invalid("a line without its text"))?;
        let process = processes.get(source.process as usize);
        lines.push(LogLine {
            sequence,
            time: source.time,
            process: process
                .ok_or_else(|| invalid("a line of no process"))?
                .clone(),
            run: source.run,
            stream: source.stream,
            level: level(mark >> LEVEL)?,
            bytes: text.slice(at..end),
            split: mark & SPLIT != 0,
        });
        at = end;
        before = Some((sequence, source));
    }
    if !index.is_empty() || at != text.len() {
        return Err(invalid("a page with something left over"));
    }
    Ok(lines)
}

fn sequence(mark: u8, before: Option<(u64, Source)>, index: &mut &[u8]) -> io::Result<u64> {
    let sequence = match (before, mark & (NEXT | PREVIOUS)) {
        (_, 0) => Some(u64::deserialize(index)?),
        (Some((before, _)), NEXT) => before.checked_add(1),
        (Some((before, _)), PREVIOUS) => before.checked_sub(1),
        _ => None,
    };
    sequence.ok_or_else(|| invalid("a line without a number"))
}

fn level_number(level: Option<Level>) -> u8 {
    match level {
        None => 0,
        Some(Level::Trace) => 1,
        Some(Level::Debug) => 2,
        Some(Level::Info) => 3,
        Some(Level::Warn) => 4,
        Some(Level::Error) => 5,
        Some(Level::Fatal) => 6,
    }
}

fn level(number: u8) -> io::Result<Option<Level>> {
    match usize::from(number).checked_sub(1) {
        None => Ok(None),
        Some(place) => match Level::ALL.get(place) {
            Some(level) => Ok(Some(*level)),
            None => Err(invalid("a level that does not exist")),
        },
    }
}

/// Appends a number in groups of seven bits, the least significant first; each but the last has its highest bit set.
fn put_number(buf: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        buf.push(low_bits(number) | 0x80);
        number >>= 7;
    }
    buf.push(low_bits(number));
}

fn low_bits(number: u64) -> u8 {
    number.to_le_bytes()[0] & 0x7f
}

fn number(index: &mut &[u8]) -> io::Result<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let group = u8::deserialize(index)?;
        number |= u64::from(group & 0x7f) << shift;
        if group & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(invalid("a number that does not end"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::InstanceId;

    fn line() -> impl Strategy<Value = LogLine> {
        let process = prop_oneof![Just("web"), Just("api")];
        let level = proptest::option::of(proptest::sample::select(&Level::ALL[..]));
        (
            0_u64..6,
            0_i64..3,
            process,
            level,
            ".{0,200}",
            any::<bool>(),
        )
            .prop_map(|(sequence, time, process, level, text, split)| LogLine {
                sequence: sequence + 10,
                time: Timestamp::new(time, 17).unwrap(),
                process: ProcessId::new(process).unwrap(),
                run: Run::from_number(3),
                stream: if split {
                    Stream::Stderr
                } else {
                    Stream::Stdout
                },
                level,
                bytes: text.into(),
                split,
            })
    }

    fn page(lines: Vec<LogLine>) -> LogPage {
        let cursor = |sequence| LogCursor {
            epoch: InstanceId::from_number(7),
            sequence,
        };
        LogPage {
            lines,
            open: Vec::new(),
            context: vec![3],
            next: cursor(9),
            previous: cursor(1),
            gap: LogGap::Evicted(4),
            more: true,
            left_out: 5,
            evicted: 6,
        }
    }

    proptest! {
        #[test]
        fn a_page_arrives_as_it_was(lines in proptest::collection::vec(line(), 0..20)) {
            let page = page(lines);
            let arrived = LogPage::try_from_slice(&borsh::to_vec(&page).unwrap()).unwrap();
            prop_assert_eq!(format!("{page:?}"), format!("{arrived:?}"));
        }

        #[test]
        fn any_bytes_are_a_page_or_an_error(bytes: Vec<u8>) {
            let _ = LogPage::try_from_slice(&bytes);
        }

        #[test]
        fn a_changed_byte_is_a_page_or_an_error(
            lines in proptest::collection::vec(line(), 1..5), at: usize, to: u8,
        ) {
            let mut bytes = borsh::to_vec(&page(lines)).unwrap();
            let at = at % bytes.len();
            bytes[at] = to;
            let _ = LogPage::try_from_slice(&bytes);
        }

        #[test]
        fn a_number_arrives_as_it_was(expected: u64) {
            let mut buf = Vec::new();
            put_number(&mut buf, expected);
            prop_assert_eq!(number(&mut &buf[..]).unwrap(), expected);
        }
    }

    #[test]
    fn lines_of_one_read_take_two_bytes_more_than_their_text() {
        let lines = (0..1000).map(|n| LogLine {
            sequence: n,
            time: Timestamp::UNIX_EPOCH,
            process: ProcessId::new("web").unwrap(),
            run: Run::FIRST,
            stream: Stream::Stdout,
            level: None,
            bytes: Bytes::from_static(&[b'x'; 80]),
            split: false,
        });
        let bytes = borsh::to_vec(&page(lines.collect())).unwrap().len();
        assert!(bytes < 1000 * 82 + 200, "{bytes} bytes");
    }
}
