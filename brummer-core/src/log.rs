//! What processes print: kept as it came, bounded in bytes, read by cursor.
//!
//! Each process has one [store](store::LogStore). A line keeps its bytes, colours and all; what a reader searches or
//! measures is the text without escape sequences. Lines carry a sequence number from one counter per supervisor,
//! so that lines of several processes have one order: that of arrival, exact within a stream and approximate
//! between stdout and stderr, which are two pipes.
//!
//! The unfinished line of a stream is its [open line](OpenLine): shown beside a page, rewritten by a carriage
//! return, and without a number until a newline, the length bound, or the end of the stream completes it.

mod annotate;
mod archive;
mod cursor;
mod escape;
mod filter;
mod journal;
mod level;
mod line;
mod numbers;
mod pattern;
mod query;
mod read;
mod repeat;
mod search;
mod segment;
pub(crate) mod store;

pub(crate) use self::annotate::{Annotate, LineRef};
pub(crate) use self::archive::Keeper;
pub use self::archive::{LogArchive, LogStorage, LogStorageReport};
pub use self::cursor::LogCursor;
#[cfg(fuzzing)]
pub(crate) use self::escape::without_escapes;
pub(crate) use self::journal::Journal;
pub use self::journal::Overflow;
pub use self::level::Level;
pub use self::line::{LogGap, LogLine, LogPage, OpenLine, Stream};
pub(crate) use self::numbers::Numbers;
pub use self::pattern::{Case, LogPattern};
pub use self::query::{LogContext, LogOrder, LogPoint, LogQuery, LogRange, LogRun};
pub use self::read::{LineCounts, LogBucket, LogHistogram};
pub(crate) use self::read::{count, histogram, read, tally};
pub use self::repeat::{Repeat, repeats};
pub(crate) use self::store::{between_returns, shown};

/// The longest line that is stored whole, in bytes; a longer one is stored in pieces of this length.
pub const MAX_LINE_BYTES: usize = 64 * 1024;

/// How much text and bookkeeping all logs of a supervisor keep by default, in bytes.
pub const DEFAULT_LOG_BYTES: usize = 64 * 1024 * 1024;
