//! Names of things that stay the same while their state changes.

use std::borrow::Borrow;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::error::Error;
use crate::remote::wire;

/// The name of a process, unique in its project and stable over restarts (`dev`, `web:dev`, `dev-2`).
///
/// 1 to [`ProcessId::MAX_LEN`] bytes, without control characters and without white space at either end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, BorshSerialize)]
#[serde(transparent)]
pub struct ProcessId(Arc<str>);

impl ProcessId {
    /// The longest name, in bytes.
    pub const MAX_LEN: usize = 128;

    /// Checks `name` and makes it an id.
    ///
    /// # Errors
    /// [`Error::InvalidName`] for a name that is empty, too long, padded, or has control characters.
    pub fn new(name: &str) -> Result<Self, Error> {
        match fault(name) {
            None => Ok(Self(name.into())),
            Some(reason) => Err(Error::InvalidName {
                name: name.to_owned(),
                reason,
            }),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the `number`th instance of this name: `dev`, `dev-2`, `dev-3` …
    ///
    /// A name that would grow too long is cut before the number.
    #[must_use]
    pub fn instance(&self, number: u32) -> Self {
        if number <= 1 {
            return self.clone();
        }
        let suffix = format!("-{number}");
        let cut = self.0.floor_char_boundary(Self::MAX_LEN - suffix.len());
        Self(format!("{}{suffix}", &self.0[..cut]).into())
    }
}

/// Why a text cannot be a name.
fn fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("it is empty")
    } else if name.len() > ProcessId::MAX_LEN {
        Some("it is longer than 128 bytes")
    } else if name.trim() != name {
        Some("it begins or ends with white space")
    } else if name.chars().any(char::is_control) {
        Some("it has a control character")
    } else {
        None
    }
}

impl fmt::Display for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// Only a name that can be one arrives.
impl BorshDeserialize for ProcessId {
    fn deserialize_reader<R: std::io::Read>(reader: &mut R) -> std::io::Result<Self> {
        let name = String::deserialize_reader(reader)?;
        Self::new(&name).map_err(|error| wire::invalid(error.to_string()))
    }
}

/// The name of a group of processes, under which a list shows them together.
///
/// What holds for the text of a [`ProcessId`] holds for this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize)]
#[serde(transparent)]
pub struct GroupName(Arc<str>);

impl GroupName {
    /// The name, unless it is empty, too long, padded, or has control characters.
    pub fn new(name: &str) -> Option<Self> {
        fault(name).is_none().then(|| Self(name.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Only a name that can be one arrives.
impl BorshDeserialize for GroupName {
    fn deserialize_reader<R: std::io::Read>(reader: &mut R) -> std::io::Result<Self> {
        let name = String::deserialize_reader(reader)?;
        Self::new(&name).ok_or_else(|| wire::invalid("a group without a proper name".to_owned()))
    }
}

impl AsRef<str> for ProcessId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Lets maps with `ProcessId` keys be asked with a `&str`.
impl Borrow<str> for ProcessId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// One incarnation of a process: the first start is run 1, each further start adds one.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(transparent)]
pub struct Run(u32);

impl Run {
    /// The run of the first start.
    pub const FIRST: Self = Self(1);

    /// The run after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The run with this number; 0 becomes 1.
    pub fn from_number(number: u32) -> Self {
        Self(number.max(1))
    }

    /// The number, from 1.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One life of one supervisor: what its children are marked with, and what its log cursors belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct InstanceId(u64);

impl InstanceId {
    /// A new id; two of them are equal with a probability of 2⁻⁶⁴.
    pub(crate) fn random() -> Self {
        // The standard library seeds this hasher from the operating system's random source, once per
        // thread, and counts up; hashing the pid and the time as well keeps forked copies apart.
        let state = std::collections::hash_map::RandomState::new();
        Self(state.hash_one((std::process::id(), jiff::Timestamp::now().as_nanosecond())))
    }

    /// The id with this number.
    pub(crate) fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_rejected(name: &str, reason: &str) {
        let error = ProcessId::new(name).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }

    #[test]
    fn names_that_cannot_be_shown_are_rejected_with_the_reason() {
        check_rejected("", "empty");
        check_rejected(" dev", "white space");
        check_rejected("de\nv", "control character");
        check_rejected("de\u{1b}[31mv", "control character");
        check_rejected(&"x".repeat(129), "longer");
    }

    #[test]
    fn instances_of_a_name_are_numbered_from_two() {
        let id = ProcessId::new("dev").unwrap();
        assert_eq!(id.instance(1).as_str(), "dev");
        assert_eq!(id.instance(2).as_str(), "dev-2");
    }

    #[test]
    fn a_long_name_is_cut_before_its_number() {
        let id = ProcessId::new(&"é".repeat(64)).unwrap().instance(12);
        assert!(id.as_str().len() <= ProcessId::MAX_LEN && id.as_str().ends_with("é-12"));
    }
}
