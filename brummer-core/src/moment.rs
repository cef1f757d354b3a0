//! Moments and spans of time, as people write them.

use std::str::FromStr;
use std::time::Duration;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

/// A moment: a time ago (`5m`), a time of today (`14:30`), or a date with or without a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Self, InvalidMoment> {
        moment(text, Timestamp::now(), &TimeZone::system())
            .map(Self)
            .ok_or(InvalidMoment)
    }
}

/// How far from a moment: `500ms`, `2s`, `1m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window(pub Duration);

impl FromStr for Window {
    type Err = InvalidWindow;

    fn from_str(text: &str) -> Result<Self, InvalidWindow> {
        span(text)
            .and_then(|span| Duration::try_from(span).ok())
            .map(Self)
            .ok_or(InvalidWindow)
    }
}

/// The text is not a moment.
#[derive(Debug, thiserror::Error)]
#[error(
    "expected a time ago (5m, 2h, 3d), a time of today (14:30), or a date and time (2026-01-31 14:30)"
)]
pub struct InvalidMoment;

/// The text is not a span of time.
#[derive(Debug, thiserror::Error)]
#[error("expected a span of time such as 500ms, 2s, 1m")]
pub struct InvalidWindow;

fn moment(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    if let Some(ago) = span(text) {
        return now.checked_sub(ago).ok();
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp);
    }
    let here = |at: DateTime| Some(zone.to_ambiguous_zoned(at).compatible().ok()?.timestamp());
    // A date is also read as a date and time, and a time of day is not.
    if let Ok(date) = text.parse::<Date>()
        && !text.contains(':')
    {
        return here(date.to_datetime(Time::midnight()));
    }
    if let Ok(at) = text.parse::<DateTime>() {
        return here(at);
    }
    let time = text.parse::<Time>().ok()?;
    here(zone.to_datetime(now).date().to_datetime(time))
}

/// A span that is not negative; days have 24 hours.
fn span(text: &str) -> Option<SignedDuration> {
    // A number alone has no unit.
    if !text.contains(char::is_alphabetic) {
        return None;
    }
    let days = SpanRelativeTo::days_are_24_hours();
    let span = text.parse::<Span>().ok()?.to_duration(days).ok()?;
    (!span.is_negative()).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As understood on 2026-02-03 at noon, two hours east of Greenwich.
    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let now = "2026-02-03T10:00:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let moment = moment(text, now, &zone).map(|moment| moment.to_string());
        assert_eq!(moment.as_deref(), expected);
    }

    #[test]
    fn a_moment_is_a_time_ago_a_time_of_today_or_a_date() {
        check("5m", Some("2026-02-03T09:55:00Z"));
        check("1h 30m", Some("2026-02-03T08:30:00Z"));
        check("2d", Some("2026-02-01T10:00:00Z"));
        check("11:30", Some("2026-02-03T09:30:00Z"));
        check("11:30:15.5", Some("2026-02-03T09:30:15.5Z"));
        check("2026-01-31", Some("2026-01-30T22:00:00Z"));
        check("2026-01-31 14:30", Some("2026-01-31T12:30:00Z"));
        check("2026-01-31T14:30:00Z", Some("2026-01-31T14:30:00Z"));
    }

    #[test]
    fn other_text_is_no_moment() {
        for text in ["", "5", "-5m", "soon", "25:00", "2026-13-01", "9999999999d"] {
            check(text, None);
        }
    }

    #[test]
    fn a_window_has_units_and_is_not_negative() {
        assert_eq!(
            "500ms".parse::<Window>().unwrap().0,
            Duration::from_millis(500)
        );
        for text in ["", "2", "-2s", "wide"] {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
    }
}
