//! How long a stop waits, as people write it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Serialize, Serializer};

use crate::process::spec::Spec;

/// How long a stop waits before it kills: 0 to 1 hour.
///
/// Written as seconds (`5`, `0.5`) or as a number with units (`500ms`, `5s`, `1m 30s`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GracePeriod(Duration);

impl GracePeriod {
    /// The longest period.
    pub const MAX: Duration = Duration::from_hours(1);

    /// The period, unless it is longer than [`GracePeriod::MAX`].
    pub fn new(duration: Duration) -> Option<Self> {
        (duration <= Self::MAX).then_some(Self(duration))
    }

    /// The period from a number of seconds.
    pub(super) fn from_secs(seconds: f64) -> Option<Self> {
        Self::new(Duration::try_from_secs_f64(seconds).ok()?)
    }

    /// The period as a duration.
    pub fn duration(self) -> Duration {
        self.0
    }
}

impl Default for GracePeriod {
    fn default() -> Self {
        Self(Spec::DEFAULT_GRACE)
    }
}

impl FromStr for GracePeriod {
    type Err = InvalidGrace;

    fn from_str(text: &str) -> Result<Self, InvalidGrace> {
        let period = match text.parse() {
            Ok(seconds) => Self::from_secs(seconds),
            Err(_) => text
                .parse::<SignedDuration>()
                .ok()
                .and_then(|duration| Self::new(Duration::try_from(duration).ok()?)),
        };
        period.ok_or_else(|| InvalidGrace(text.to_owned()))
    }
}

/// As it can be read again: `500ms`, `5s`, `1m 30s`.
impl fmt::Display for GracePeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match SignedDuration::try_from(self.0) {
            Ok(duration) => write!(f, "{duration:#}"),
            Err(_) => write!(f, "{}s", self.0.as_secs()),
        }
    }
}

impl Serialize for GracePeriod {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not a grace period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a grace period: 0 to 1h, such as 500ms, 5s, 1m, or a number of seconds", .0.escape_debug())]
pub struct InvalidGrace(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let shown = text.parse::<GracePeriod>().map(|grace| grace.to_string());
        assert_eq!(shown.ok().as_deref(), expected);
    }

    #[test]
    fn a_period_is_seconds_or_has_units() {
        check("5", Some("5s"));
        check("0.5", Some("500ms"));
        check("500ms", Some("500ms"));
        check("90s", Some("1m 30s"));
        check("1m", Some("1m"));
        check("1h", Some("1h"));
        check("0", Some("0s"));
    }

    #[test]
    fn what_is_no_period_or_out_of_bounds_is_refused() {
        check("", None);
        check("soon", None);
        check("-5", None);
        check("5s ago", None);
        check("nan", None);
        check("inf", None);
        check("3601", None);
        check("61m", None);
    }
}
