//! Times as programs write them.

use jiff::Timestamp;

/// The moment of a text or number: RFC 3339 with its zone, or seconds, milliseconds, microseconds or nanoseconds since
/// 1970, told apart by how many there are.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.len() > 40 {
        return None;
    }
    match text.parse::<f64>() {
        Ok(number) => from_number(text, number),
        Err(_) => text.parse().ok(),
    }
}

fn from_number(text: &str, number: f64) -> Option<Timestamp> {
    // A year of four digits, or a small count, is no time.
    if number < 1e8 {
        return None;
    }
    let nanoseconds = match number {
        ..1e11 => scaled(text, 9),
        ..1e14 => scaled(text, 6),
        ..1e17 => scaled(text, 3),
        _ => scaled(text, 0),
    }?;
    Timestamp::from_nanosecond(nanoseconds).ok()
}

/// A decimal number times a power of ten, exactly.
fn scaled(text: &str, power: usize) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(power);
    digits.try_fold(whole.parse::<i128>().ok()?, |number, digit| {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

/// The time that the text begins with, and what comes behind it. The moment is unknown if there is no zone.
pub(super) fn leading(text: &str) -> Option<(Option<Timestamp>, &str)> {
    let bytes = text.as_bytes();
    let is_date = bytes.len() > 19
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && matches!(bytes[10], b'T' | b' ')
        && bytes[13] == b':';
    if !is_date {
        return None;
    }
    let behind = bytes[11..].iter().take(30);
    let end = 11
        + behind
            .take_while(|byte| !matches!(byte, b' ' | b'\t'))
            .count();
    let (time, rest) = text.split_at_checked(end)?;
    Some((parse(time), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = parse(text).map(|time| time.to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn the_unit_of_a_number_is_told_by_its_size() {
        let expected = Some("2026-11-23T12:59:53.324Z");
        check("1795438793.324", expected);
        check("1795438793324", expected);
        check("1795438793324000", expected);
        check("1795438793324000000", expected);
        check("1795438793324.5", Some("2026-11-23T12:59:53.3245Z"));
    }

    #[test]
    fn text_needs_a_zone() {
        check("2026-11-23T13:03:06+01:00", Some("2026-11-23T12:03:06Z"));
        check("2026-11-23T13:03:06.5Z", Some("2026-11-23T13:03:06.5Z"));
        check("2026-11-23T13:03:06.5+0100", Some("2026-11-23T12:03:06.5Z"));
        check("2026-11-23 13:03:06,123", None);
    }

    #[test]
    fn small_numbers_and_other_texts_are_no_times() {
        for text in [
            "2026",
            "12",
            "",
            "soon",
            "1e300",
            "99999999999999999999999999",
        ] {
            check(text, None);
        }
    }
}
