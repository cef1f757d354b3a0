//! How values go over the wire that know nothing of it: those of other libraries, and names that live as long as the program.
//!
//! All other types derive it from [borsh](https://borsh.io): a fixed layout without names, in which each value has one form and what is left
//! over is an error. Their JSON forms are for people and agents, and leave out what these need not know.

mod native;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use regex::{Regex, RegexBuilder};

use crate::detect::lasting;

/// The most memory that a regular expression may be compiled to, in bytes: at least what their own modules allow.
const EXPRESSION: usize = 1024 * 1024;

/// What is not a value of its type.
pub(crate) fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

/// Writes a value of a type that knows nothing of the wire, as fields say with `serialize_with`.
pub(crate) fn write<T: Foreign, W: Write>(value: &T, writer: &mut W) -> io::Result<()> {
    value.write(writer)
}

/// Reads such a value, as fields say with `deserialize_with`.
pub(crate) fn read<T: Foreign, R: Read>(reader: &mut R) -> io::Result<T> {
    T::read(reader)
}

/// A type that knows nothing of the wire.
pub(crate) trait Foreign: Sized {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()>;
    fn read<R: Read>(reader: &mut R) -> io::Result<Self>;
}

impl<T: Foreign> Foreign for Option<T> {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        self.is_some().serialize(writer)?;
        self.iter().try_for_each(|value| value.write(writer))
    }

    fn read<R: Read>(reader: &mut R) -> io::Result<Self> {
        let is_some = bool::deserialize_reader(reader)?;
        is_some.then(|| T::read(reader)).transpose()
    }
}

/// Seconds and nanoseconds.
impl Foreign for Timestamp {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        (self.as_second(), self.subsec_nanosecond()).serialize(writer)
    }

    fn read<R: Read>(reader: &mut R) -> io::Result<Self> {
        let (second, nanosecond) = <(i64, i32)>::deserialize_reader(reader)?;
        Self::new(second, nanosecond).map_err(|_| invalid("no moment"))
    }
}

/// Seconds and nanoseconds.
impl Foreign for Duration {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        (self.as_secs(), self.subsec_nanos()).serialize(writer)
    }

    fn read<R: Read>(reader: &mut R) -> io::Result<Self> {
        let (seconds, nanoseconds) = <(u64, u32)>::deserialize_reader(reader)?;
        // More of them could be too much together, over which `Duration::new` panics.
        if nanoseconds >= 1_000_000_000 {
            return Err(invalid("no duration"));
        }
        Ok(Self::new(seconds, nanoseconds))
    }
}

/// A name that lives as long as the program: that of a tool, or a reason.
impl Foreign for &'static str {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        self.serialize(writer)
    }

    fn read<R: Read>(reader: &mut R) -> io::Result<Self> {
        Ok(lasting(&String::deserialize_reader(reader)?))
    }
}

impl Foreign for PathBuf {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        native::bytes(self).serialize(writer)
    }

    fn read<R: Read>(reader: &mut R) -> io::Result<Self> {
        Vec::deserialize_reader(reader).and_then(native::path)
    }
}

impl Foreign for Arc<Path> {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        native::bytes(self).serialize(writer)
    }

    fn read<R: Read>(reader: &mut R) -> io::Result<Self> {
        PathBuf::read(reader).map(Self::from)
    }
}

/// What the operating system said: its number where it has one, else its words.
impl Foreign for io::Error {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        let number = self.raw_os_error();
        let text = number.map_or_else(|| self.to_string(), |_| String::new());
        (number, text).serialize(writer)
    }

    fn read<R: Read>(reader: &mut R) -> io::Result<Self> {
        let (number, text) = <(Option<i32>, String)>::deserialize_reader(reader)?;
        Ok(number.map_or_else(|| Self::other(text), Self::from_raw_os_error))
    }
}

/// A regular expression, which is compiled again where it arrives.
impl Foreign for Regex {
    fn write<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        self.as_str().serialize(writer)
    }

    fn read<R: Read>(reader: &mut R) -> io::Result<Self> {
        let text = String::deserialize_reader(reader)?;
        let built = RegexBuilder::new(&text).size_limit(EXPRESSION).build();
        built.map_err(|error| invalid(format!("no regular expression: {error}")))
    }
}
