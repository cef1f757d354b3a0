//! Frames of PHP, as everything written in it prints them.

use crate::detect::{Frame, Place};

/// `#0 /app/shop.php(8): Shop\Cart->price()`, `#1 [internal function]: …`, `#2 {main}`
pub(in crate::detect::format) fn frame(line: &str) -> Option<Frame> {
    let rest = line
        .strip_prefix('#')?
        .trim_start_matches(|c: char| c.is_ascii_digit());
    let (place, function) = rest.strip_prefix(' ')?.split_once(": ")?;
    let place = Place::leading_in_parentheses(place).map(|(place, _)| place);
    Some(Frame::new(Some(function), place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_may_have_no_file() {
        let found = frame("#0 /app/shop.php(8): Shop\\Cart->price()").unwrap();
        assert_eq!(found.place, Some(Place::line("/app/shop.php", 8)));
        assert!(found.is_own);
        assert!(
            !frame("#1 [internal function]: Shop\\Cart->price()")
                .unwrap()
                .is_own
        );
        assert!(!frame("#2 /app/vendor/x/y.php(3): z()").unwrap().is_own);
        assert_eq!(frame("#3 {main}"), None);
    }
}
