//! Understands what programs print: from lines to facts.
//!
//! A [`Reader`] takes the lines of one stream, in order, and says what they mean: problems, watch cycles, test results, readiness. It
//! reads text without escape sequences and knows nothing of processes, clocks or files.
//!
//! A line goes through stages that each keep the next one idle for most lines:
//!
//! 1. The sieve (`sieve`): does it hold a piece of text that some rule or format waits for? Most lines do not, and end here.
//! 2. The formats (`format`) that wait for what it holds look at it, the most specific first, until one takes it. One that needs more
//!    lines opens a block, which then gets each following line of the stream until it has enough.
//!
//! Problem matchers that a configuration brings along (`matcher`) see each line before the formats, whatever the sieve says.
//!
//! Where a program wraps the output of others (concurrently, turbo, docker compose), each of them is a lane (`lane`) with a state
//! of its own, so that interleaved problems stay whole.

mod cover;
mod fact;
mod fingerprint;
pub(crate) mod format;
mod lane;
mod level;
mod matcher;
mod output;
mod place;
mod plain;
mod reader;
mod sieve;
mod stack;
mod structured;
mod url;
mod wire;

pub(crate) use self::cover::covers;
pub use self::fact::{Cycle, CycleStep, Fact, Finding, Reach, ServerUrl, Severity, TestCounts};
pub use self::fingerprint::Fingerprint;
#[cfg(fuzzing)]
pub(crate) use self::level::level;
pub use self::matcher::{
    Matcher, MatcherDefinition, MatcherError, MatcherFault, MatcherStep, MatcherTable,
};
pub(crate) use self::matcher::{at_start, lasting};
pub use self::output::Output;
pub use self::place::Place;
pub use self::reader::Reader;
#[cfg(fuzzing)]
pub(crate) use self::sieve::{may_have_urls, sift, triggers};
pub use self::stack::{Frame, library_frames};
pub use self::structured::FieldQuery;
pub(crate) use self::structured::structured;
#[cfg(fuzzing)]
pub(crate) use self::url::urls;
