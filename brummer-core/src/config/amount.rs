//! Sizes and ages, as people write them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::{Serialize, Serializer};

/// A number of bytes.
///
/// Written as a number, or with a unit: `500KB`, `64MiB`, `1GB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(u64);

/// The units, the larger first, so that a size is written with the one that fits.
const UNITS: [(&str, u64); 9] = [
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("kB", 1_000),
    ("G", 1 << 30),
    ("M", 1 << 20),
    ("K", 1 << 10),
];

impl ByteSize {
    /// The largest size: 1 TiB.
    pub const MAX: u64 = 1 << 40;

    /// The size, unless it is larger than [`ByteSize::MAX`].
    pub fn new(bytes: u64) -> Option<Self> {
        (bytes <= Self::MAX).then_some(Self(bytes))
    }

    /// The number of bytes.
    pub fn bytes(self) -> u64 {
        self.0
    }
}

impl FromStr for ByteSize {
    type Err = InvalidAmount;

    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        let digits = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let unit = match unit.trim() {
            "" | "B" => Some(1),
            unit => UNITS
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(unit))
                .map(|(_, bytes)| *bytes),
        };
        let bytes = unit.and_then(|unit| number.parse::<u64>().ok()?.checked_mul(unit));
        bytes.and_then(Self::new).ok_or(InvalidAmount)
    }
}

/// As it can be read again: `64MiB`, `1000`.
impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |unit: &&(&str, u64)| self.0 > 0 && self.0.is_multiple_of(unit.1);
        match UNITS.iter().find(fits) {
            Some((name, bytes)) => write!(f, "{}{name}", self.0 / bytes),
            None => self.0.fmt(f),
        }
    }
}

impl Serialize for ByteSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

/// How old something may become: 1 minute to 10 years.
///
/// Written with units: `12h`, `7d`, `4w`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MaxAge(Duration);

impl MaxAge {
    const MIN: Duration = Duration::from_mins(1);
    const MAX: Duration = Duration::from_hours(10 * 366 * 24);

    /// The age, unless it is out of bounds.
    pub fn new(age: Duration) -> Option<Self> {
        (Self::MIN..=Self::MAX).contains(&age).then_some(Self(age))
    }

    /// The age as a duration.
    pub fn duration(self) -> Duration {
        self.0
    }
}

impl FromStr for MaxAge {
    type Err = InvalidAmount;

    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        let age = text.parse::<Span>().ok().and_then(|span| {
            let days = SpanRelativeTo::days_are_24_hours();
            Duration::try_from(span.to_duration(days).ok()?).ok()
        });
        age.and_then(Self::new).ok_or(InvalidAmount)
    }
}

/// As it can be read again, in hours and less: `168h`.
impl fmt::Display for MaxAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hours = self.0.as_secs() / 3600;
        if hours >= 24 && self.0 == Duration::from_hours(hours / 24 * 24) {
            return write!(f, "{}d", hours / 24);
        }
        match SignedDuration::try_from(self.0) {
            Ok(age) => write!(f, "{age:#}"),
            Err(_) => write!(f, "{}s", self.0.as_secs()),
        }
    }
}

impl Serialize for MaxAge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not an amount, or one that is out of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount within bounds")]
pub struct InvalidAmount;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_size(text: &str, expected: Option<(u64, &str)>) {
        let size = text.parse::<ByteSize>().ok();
        let shown = size.map(|size| (size.bytes(), size.to_string()));
        assert_eq!(
            shown.as_ref().map(|(bytes, text)| (*bytes, text.as_str())),
            expected
        );
    }

    #[track_caller]
    fn check_age(text: &str, expected: Option<&str>) {
        let shown = text.parse::<MaxAge>().map(|age| age.to_string());
        assert_eq!(shown.ok().as_deref(), expected);
    }

    #[test]
    fn a_size_is_a_number_with_or_without_a_unit() {
        check_size("1000", Some((1000, "1kB")));
        check_size("1001", Some((1001, "1001")));
        check_size("64MiB", Some((64 << 20, "64MiB")));
        check_size("64m", Some((64 << 20, "64MiB")));
        check_size("2 GB", Some((2_000_000_000, "2GB")));
        check_size("0", Some((0, "0")));
    }

    #[test]
    fn what_is_no_size_or_too_large_is_refused() {
        for text in [
            "",
            "MiB",
            "-1",
            "1.5MiB",
            "1 parsec",
            "2000GiB",
            "99999999999999999999",
        ] {
            check_size(text, None);
        }
    }

    #[test]
    fn an_age_has_units() {
        check_age("7d", Some("7d"));
        check_age("1w", Some("7d"));
        check_age("12h", Some("12h"));
        check_age("1d 12h", Some("36h"));
        for text in ["", "7", "1s", "-7d", "100y", "soon"] {
            check_age(text, None);
        }
    }
}
