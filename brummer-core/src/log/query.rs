//! What a reader asks of the logs.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;

use super::{Level, LogCursor, LogPattern, Stream};
use crate::detect::FieldQuery;
use crate::error::Error;
use crate::id::{ProcessId, Run};
use crate::remote::wire;

/// A question to the logs. `LogQuery::default()` asks for the latest hundred lines of all processes.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct LogQuery {
    /// The processes to read; empty for all.
    pub processes: Vec<ProcessId>,
    /// Which part of the logs.
    pub range: LogRange,
    /// The most lines to return, besides context; 1 to [`LogQuery::MAX_LIMIT`], and clamped to that.
    pub limit: usize,
    /// Only lines of this stream.
    pub stream: Option<Stream>,
    /// Only lines of this level or a more serious one. A line without a level is none of them.
    pub level: Option<Level>,
    /// Only lines of this run of each process.
    pub run: Option<LogRun>,
    /// Only lines that were read at this moment or later.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub since: Option<Timestamp>,
    /// Only lines that were read before this moment.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub until: Option<Timestamp>,
    /// Only lines that match.
    pub pattern: Option<LogPattern>,
    /// Only lines that match all of these as well.
    pub also: Vec<LogPattern>,
    /// Only structured lines whose fields hold all of these.
    pub fields: Vec<FieldQuery>,
    /// Which lines around those are returned as well.
    pub context: LogContext,
    /// Which line of a page is its first. What is on the page, `range` decides.
    pub order: LogOrder,
}

impl LogQuery {
    /// The most lines of one page.
    pub const MAX_LIMIT: usize = 100_000;

    /// How far lines are counted that a page has no room for.
    pub const MAX_COUNTED: u64 = 10_000;

    /// The latest `limit` lines of one process.
    pub fn tail(process: &ProcessId, limit: usize) -> Self {
        Self {
            processes: vec![process.clone()],
            limit,
            ..Self::default()
        }
    }
}

impl Default for LogQuery {
    fn default() -> Self {
        Self {
            processes: Vec::new(),
            range: LogRange::Tail,
            limit: 100,
            stream: None,
            level: None,
            run: None,
            since: None,
            until: None,
            pattern: None,
            also: Vec::new(),
            fields: Vec::new(),
            context: LogContext::default(),
            order: LogOrder::default(),
        }
    }
}

/// Which part of the logs a query reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum LogRange {
    /// The latest lines.
    Tail,
    /// The first lines behind the cursor.
    After(LogCursor),
    /// The last lines before the cursor.
    Before(LogCursor),
    /// The lines nearest to a point, at most this long before and after it.
    Around(
        LogPoint,
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")] Duration,
    ),
}

/// A point in the logs of all processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum LogPoint {
    /// The line with this number; if it is no longer there, the next one.
    Line(u64),
    /// A moment.
    Time(#[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")] Timestamp),
}

/// A run of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum LogRun {
    /// The run with this number.
    Number(Run),
    /// Counted from the last one: 1 is the last, 2 the one before.
    FromLast(u32),
}

impl LogRun {
    /// Which one it is for a process with this last run.
    pub(super) fn resolve(self, last: Option<Run>) -> Option<Run> {
        match self {
            Self::Number(run) => Some(run),
            Self::FromLast(back) => {
                let number = last?.number().checked_sub(back.checked_sub(1)?)?;
                (number > 0).then(|| Run::from_number(number))
            }
        }
    }
}

impl FromStr for LogRun {
    type Err = Error;

    /// Reads a number: `3` is run 3, `-1` the last run, `-2` the one before.
    fn from_str(text: &str) -> Result<Self, Error> {
        let number = |digits: &str| match digits.parse::<u32>() {
            Ok(number) if number > 0 && !digits.starts_with('+') => Some(number),
            Ok(_) | Err(_) => None,
        };
        let run = match text.strip_prefix('-') {
            Some(back) => number(back).map(Self::FromLast),
            None => number(text).map(|number| Self::Number(Run::from_number(number))),
        };
        run.ok_or_else(|| Error::InvalidRun {
            text: text.chars().take(100).collect(),
        })
    }
}

/// As it is read: `3`, `-1`.
impl fmt::Display for LogRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(run) => run.fmt(f),
            Self::FromLast(back) => write!(f, "-{back}"),
        }
    }
}

/// Lines of the same process around each line that was found, whatever they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct LogContext {
    /// How many before it; at most [`LogContext::MAX`], and clamped to that.
    pub before: usize,
    /// How many after it; at most [`LogContext::MAX`], and clamped to that.
    pub after: usize,
}

impl LogContext {
    /// The most lines on either side.
    pub const MAX: usize = 1000;

    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// Which line of a page is its first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum LogOrder {
    /// The oldest.
    #[default]
    OldestFirst,
    /// The newest.
    NewestFirst,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, last: u32, expected: Option<u32>) {
        let run = text.parse::<LogRun>().unwrap();
        assert_eq!(run.to_string(), text);
        let resolved = run.resolve(Some(Run::from_number(last)));
        assert_eq!(resolved.map(Run::number), expected);
    }

    #[test]
    fn a_run_is_a_number_or_counted_from_the_last() {
        check("3", 7, Some(3));
        check("-1", 7, Some(7));
        check("-7", 7, Some(1));
        check("-8", 7, None);
    }

    #[test]
    fn what_is_no_run_is_an_error_that_names_it() {
        for text in ["", "0", "-0", "x", "--1", "+1", "1.5", "99999999999"] {
            let error = text.parse::<LogRun>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{text}`")), "{error}");
        }
    }
}
