//! The expressions of a matcher, one for each line of a problem, and what their groups mean.

use std::io;

use borsh::{BorshDeserialize, BorshSerialize};
use regex::{Captures, Regex};
use serde_json::Value;

use super::fault::MatcherStep;
use super::object::{Object, Reading};
use crate::remote::wire;

/// The most lines of a problem.
const LINES: usize = 16;

/// What finds a problem: an expression for each of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) lines: Vec<LinePattern>,
    pub(super) kind: Kind,
    /// Whether further lines like the last one are further problems.
    pub(super) loops: bool,
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Kind {
    /// A place in a file.
    Location,
    /// A file as a whole.
    File,
}

/// What one line of a problem looks like.
#[derive(Clone, Debug)]
pub(super) struct LinePattern {
    source: String,
    pub(super) regex: Regex,
    groups: Groups,
}

/// By its text: an expression says all that it means.
impl PartialEq for LinePattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.groups == other.groups
    }
}

impl Eq for LinePattern {}

impl BorshSerialize for Pattern {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        (self.kind, self.loops).serialize(writer)?;
        u32::try_from(self.lines.len())
            .unwrap_or(u32::MAX)
            .serialize(writer)?;
        self.lines.iter().try_for_each(|line| {
            line.source.serialize(writer)?;
            wire::write(&line.regex, writer)?;
            line.groups.serialize(writer)
        })
    }
}

/// One that has lines arrives: the others are never made.
impl BorshDeserialize for Pattern {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let (kind, loops, lines) = <(Kind, bool, u32)>::deserialize_reader(reader)?;
        if !(1..=LINES).contains(&(lines as usize)) {
            return Err(wire::invalid("a matcher without lines, or with too many"));
        }
        let line = |_| {
            Ok(LinePattern {
                source: String::deserialize_reader(reader)?,
                regex: wire::read(reader)?,
                groups: Groups::deserialize_reader(reader)?,
            })
        };
        Ok(Self {
            lines: (0..lines).map(line).collect::<io::Result<_>>()?,
            kind,
            loops,
        })
    }
}

/// The numbers of the groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Groups {
    file: Option<usize>,
    location: Option<usize>,
    line: Option<usize>,
    column: Option<usize>,
    severity: Option<usize>,
    code: Option<usize>,
    message: Option<usize>,
}

/// What the lines of a problem have said so far. What came first counts; messages are joined.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) file: Option<String>,
    pub(super) location: Option<String>,
    pub(super) line: Option<String>,
    pub(super) column: Option<String>,
    pub(super) severity: Option<String>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

impl LinePattern {
    /// Whether it tells how serious the problem is.
    pub(super) fn has_severity(&self) -> bool {
        self.groups.severity.is_some()
    }

    /// Adds what a line says.
    pub(super) fn take(&self, captures: &Captures<'_>, said: &mut Said) {
        let group = |number: Option<usize>| {
            let text = captures.get(number?)?.as_str().trim();
            Some(text.to_owned())
        };
        for (slot, number) in [
            (&mut said.file, self.groups.file),
            (&mut said.location, self.groups.location),
            (&mut said.line, self.groups.line),
            (&mut said.column, self.groups.column),
            (&mut said.severity, self.groups.severity),
            (&mut said.code, self.groups.code),
        ] {
            if slot.is_none() {
                *slot = group(number);
            }
        }
        match (&mut said.message, group(self.groups.message)) {
            (Some(message), Some(more)) => {
                message.push(' ');
                message.push_str(&more);
            }
            (message @ None, more) => *message = more,
            (Some(_), None) => {}
        }
    }
}

impl Pattern {
    /// An object, or an array of them: one for each line.
    pub(super) fn read(reading: &mut Reading<'_>, value: &Value) -> Option<Self> {
        const EXPECTED: &str =
            "a pattern, an array of them, or the name of a predefined one as in \"$tsc\"";
        let Value::Array(lines) = value else {
            let line = reading.object(value, EXPECTED, Line::read)??;
            return Self::of(reading, vec![line.with_defaults()]);
        };
        if lines.is_empty() || lines.len() > LINES {
            let title = format!("a pattern of {} lines finds nothing", lines.len());
            return reading.refuse(title, format!("expected 1 to {LINES}"));
        }
        let read = lines.iter().enumerate().map(|(number, line)| {
            reading.step(MatcherStep::Element(number), |reading| {
                let line = reading.object(line, "a pattern", Line::read)??;
                if number > 0 && line.kind.is_some() {
                    reading.fault("only the first line of a pattern has a `kind`", "");
                }
                if number + 1 < lines.len() && line.loops {
                    reading.fault("only the last line of a pattern can `loop`", "");
                }
                Some(line)
            })
        });
        // All of them are read, so that all of their faults are known.
        let read: Vec<Option<Line>> = read.collect();
        Self::of(reading, read.into_iter().collect::<Option<_>>()?)
    }

    fn of(reading: &mut Reading<'_>, lines: Vec<Line>) -> Option<Self> {
        let kind = lines.first()?.kind.unwrap_or(Kind::Location);
        let has = |group: fn(&Groups) -> Option<usize>| {
            lines.iter().any(|line| group(&line.groups).is_some())
        };
        if !has(|groups| groups.file) || !has(|groups| groups.message) {
            return reading.refuse(
                "a pattern needs groups for a file and a message",
                "expected the keys `file` and `message`",
            );
        }
        let is_placed = has(|groups| groups.line) || has(|groups| groups.location);
        if kind == Kind::Location && !is_placed {
            return reading.refuse(
                "a pattern needs a group for a line",
                "expected `line`, `location`, or `kind` as \"file\"",
            );
        }
        Some(Self {
            kind,
            loops: lines.last()?.loops,
            lines: lines.into_iter().map(Line::pattern).collect(),
        })
    }
}

/// A line of a pattern as it was written.
struct Line {
    source: String,
    regex: Regex,
    groups: Groups,
    kind: Option<Kind>,
    loops: bool,
}

impl Line {
    fn read(object: &mut Object<'_, '_>) -> Option<Self> {
        if !object.has("regexp") {
            object
                .reading
                .fault("a pattern needs an expression", "expected the key `regexp`");
        }
        let regexp = object.regexp("regexp");
        let kinds = [("location", Kind::Location), ("file", Kind::File)];
        let kind = object.choice("kind", &kinds);
        let last = regexp.as_ref().map(|(_, regex)| regex.captures_len() - 1);
        let mut group =
            |name| object.key(name, |reading, value| Some(number(reading, value, last)));
        let groups = Groups {
            file: group("file"),
            location: group("location"),
            line: group("line"),
            column: group("column"),
            severity: group("severity"),
            code: group("code"),
            message: group("message"),
        };
        // A problem has a place here, and no extent.
        for end in ["endLine", "endColumn"] {
            group(end);
        }
        let loops = object.flag("loop").unwrap_or(false);
        let (source, regex) = regexp?;
        Some(Self {
            source,
            regex,
            groups,
            kind,
            loops,
        })
    }

    /// What VS Code takes the groups of a pattern of one line for.
    fn with_defaults(mut self) -> Self {
        let last = self.regex.captures_len() - 1;
        let groups = &mut self.groups;
        let named = [
            groups.file,
            groups.location,
            groups.line,
            groups.column,
            groups.severity,
            groups.code,
            groups.message,
        ];
        // One that has a meaning already has no other.
        let is_free = |number| number == 0 || number <= last && !named.contains(&Some(number));
        let or = |group: Option<usize>, number| group.or(is_free(number).then_some(number));
        groups.file = or(groups.file, 1);
        groups.message = or(groups.message, 0);
        if groups.location.is_none() && self.kind != Some(Kind::File) {
            groups.line = or(groups.line, 2);
            groups.column = or(groups.column, 3);
        }
        self
    }

    fn pattern(self) -> LinePattern {
        LinePattern {
            source: self.source,
            regex: self.regex,
            groups: self.groups,
        }
    }
}

/// The number of a group that the expression has. A wrong one is reported and then taken for the whole match, so that nothing else is
/// wrong because of it.
fn number(reading: &mut Reading<'_>, value: &Value, last: Option<usize>) -> usize {
    let number = value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok());
    let Some(number) = number else {
        reading.unexpected::<()>(value, "the number of a group");
        return 0;
    };
    match last {
        Some(last) if number > last => {
            let has = match last {
                0 => "it has no groups".to_owned(),
                1 => "it has 1 group".to_owned(),
                more => format!("it has {more} groups"),
            };
            reading.fault(format!("the expression has no group {number}"), has);
            0
        }
        Some(_) | None => number,
    }
}
