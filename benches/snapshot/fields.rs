//! A read of all seven fields of a process, the same for every way to get at them.

use brummer_core::{ProcessSnapshot, Status};
use jiff::Timestamp;

/// Reads the seven fields of a snapshot.
#[inline]
pub(crate) fn sum(process: &ProcessSnapshot) -> i64 {
    Fields::from(process).sum()
}

/// The seven fields that a reader wants to know together.
pub(crate) struct Fields<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) script: &'a str,
    pub(crate) state: State,
}

/// Those of the fields that change.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) status: Status,
    pub(crate) start_time: Option<Timestamp>,
    pub(crate) end_time: Option<Timestamp>,
    pub(crate) exit_code: Option<i32>,
}

impl<'a> From<&'a ProcessSnapshot> for Fields<'a> {
    fn from(process: &'a ProcessSnapshot) -> Self {
        Self {
            id: process.id().as_str(),
            name: process.name(),
            script: process.script(),
            state: State {
                status: process.status(),
                start_time: process.start_time(),
                end_time: process.end_time(),
                exit_code: process.exit_code(),
            },
        }
    }
}

impl Fields<'_> {
    /// One number out of all fields: none of the reads can be left out, and none has to be written to memory.
    #[inline]
    pub(crate) fn sum(&self) -> i64 {
        let texts = self.id.len() ^ self.name.len() ^ self.script.len();
        let time = |time: Option<Timestamp>| {
            time.map_or(0, |time| {
                time.as_second() ^ i64::from(time.subsec_nanosecond())
            })
        };
        texts.cast_signed() as i64
            ^ self.state.status as i64
            ^ time(self.state.start_time)
            ^ time(self.state.end_time)
            ^ i64::from(self.state.exit_code.unwrap_or(-1))
    }
}
