//! How values go over the wire that know nothing of it: those of other libraries, and names that live as long as the program.
//!
//! All other types derive it from [borsh](https://borsh.io): a fixed layout without names, in which each value has one form and what is left
//! over is an error. Their JSON forms are for people and agents, and leave out what these need not know.

mod native;

use std::io::{self, Read, Write};

use borsh::{BorshDeserialize, BorshSerialize};

/// What is not a value of its type.
pub(crate) fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

/// A moment: seconds and nanoseconds.
pub(crate) mod time {
    use jiff::Timestamp;

    use super::*;

    pub(crate) fn write<W: Write>(time: &Timestamp, writer: &mut W) -> io::Result<()> {
        (time.as_second(), time.subsec_nanosecond()).serialize(writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<Timestamp> {
        let (second, nanosecond) = <(i64, i32)>::deserialize_reader(reader)?;
        Timestamp::new(second, nanosecond).map_err(|_| invalid("no moment"))
    }
}

/// Perhaps a moment.
pub(crate) mod moment {
    use jiff::Timestamp;

    use super::*;

    pub(crate) fn write<W: Write>(time: &Option<Timestamp>, writer: &mut W) -> io::Result<()> {
        time.is_some().serialize(writer)?;
        time.iter().try_for_each(|time| time::write(time, writer))
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<Option<Timestamp>> {
        let is_some = bool::deserialize_reader(reader)?;
        is_some.then(|| time::read(reader)).transpose()
    }
}

/// A duration: seconds and nanoseconds.
pub(crate) mod span {
    use std::time::Duration;

    use super::*;

    pub(crate) fn write<W: Write>(span: &Duration, writer: &mut W) -> io::Result<()> {
        (span.as_secs(), span.subsec_nanos()).serialize(writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<Duration> {
        let (seconds, nanoseconds) = <(u64, u32)>::deserialize_reader(reader)?;
        // `Duration::new` panics where the sum is too large, which this keeps from happening.
        if nanoseconds >= 1_000_000_000 {
            return Err(invalid("no duration"));
        }
        Ok(Duration::new(seconds, nanoseconds))
    }
}

/// A name that lives as long as the program: that of a tool, or a reason.
pub(crate) mod word {
    use super::*;
    use crate::detect::lasting;

    pub(crate) fn write<W: Write>(word: &str, writer: &mut W) -> io::Result<()> {
        word.serialize(writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<&'static str> {
        Ok(lasting(&String::deserialize_reader(reader)?))
    }
}

/// Perhaps such a name.
pub(crate) mod some_word {
    use super::*;
    use crate::detect::lasting;

    pub(crate) fn write<W: Write>(word: &Option<&'static str>, writer: &mut W) -> io::Result<()> {
        word.serialize(writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<Option<&'static str>> {
        let word = Option::<String>::deserialize_reader(reader)?;
        Ok(word.map(|word| lasting(&word)))
    }
}

/// A path.
pub(crate) mod path {
    use std::path::{Path, PathBuf};

    use super::*;

    pub(crate) fn write<W: Write>(path: &Path, writer: &mut W) -> io::Result<()> {
        native::bytes(path).serialize(writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<PathBuf> {
        Vec::deserialize_reader(reader).and_then(native::path)
    }
}

/// Perhaps a path.
pub(crate) mod some_path {
    use std::path::PathBuf;

    use super::*;

    pub(crate) fn write<W: Write>(path: &Option<PathBuf>, writer: &mut W) -> io::Result<()> {
        path.as_deref().map(native::bytes).serialize(writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<Option<PathBuf>> {
        let bytes = Option::deserialize_reader(reader)?;
        bytes.map(native::path).transpose()
    }
}

/// A path that is shared.
pub(crate) mod shared_path {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;

    pub(crate) fn write<W: Write>(path: &Path, writer: &mut W) -> io::Result<()> {
        path::write(path, writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<Arc<Path>> {
        path::read(reader).map(Arc::from)
    }
}

/// What the operating system said: its number where it has one, else its words.
pub(crate) mod io_error {
    use super::*;

    pub(crate) fn write<W: Write>(error: &io::Error, writer: &mut W) -> io::Result<()> {
        let text = error
            .raw_os_error()
            .map_or_else(|| error.to_string(), |_| String::new());
        (error.raw_os_error(), text).serialize(writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<io::Error> {
        let (number, text) = <(Option<i32>, String)>::deserialize_reader(reader)?;
        Ok(number.map_or_else(|| io::Error::other(text), io::Error::from_raw_os_error))
    }
}

/// A regular expression, which is compiled again where it arrives.
pub(crate) mod expression {
    use regex::{Regex, RegexBuilder};

    use super::*;

    /// The most memory that one may be compiled to, in bytes: at least what their own modules allow.
    const SIZE: usize = 1024 * 1024;

    pub(crate) fn write<W: Write>(regex: &Regex, writer: &mut W) -> io::Result<()> {
        regex.as_str().serialize(writer)
    }

    pub(crate) fn read<R: Read>(reader: &mut R) -> io::Result<Regex> {
        let text = String::deserialize_reader(reader)?;
        let built = RegexBuilder::new(&text).size_limit(SIZE).build();
        built.map_err(|error| invalid(format!("no regular expression: {error}")))
    }
}
