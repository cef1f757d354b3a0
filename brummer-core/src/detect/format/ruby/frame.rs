//! Frames of Ruby, as everything written in it prints them.

use crate::detect::{Frame, Place};

/// ``lib/prices.rb:8:in `load_price'``; since Ruby 3.4 `lib/prices.rb:8:in 'Shop#load_price'`.
pub(in crate::detect::format) fn frame(text: &str) -> Option<Frame> {
    let (place, rest) = Place::leading(text)?;
    match method(rest) {
        Some((function, "")) => Some(of(Some(function), place)),
        _ => rest.is_empty().then(|| of(None, place)),
    }
}

/// What stands behind a line number: the method, and what comes behind it.
pub(super) fn method(text: &str) -> Option<(&str, &str)> {
    let name = text.strip_prefix(":in ")?;
    let name = name.strip_prefix(['`', '\''])?;
    // The name of an operator or of a block may hold spaces, but no message comes before `'`.
    let end = name
        .find("': ")
        .or_else(|| name.strip_suffix('\'').map(str::len))?;
    Some((&name[..end], &name[end + 1..]))
}

/// A frame that is not own code if it comes from the command line.
pub(super) fn of(function: Option<&str>, place: Place) -> Frame {
    let is_file = place.file != "-e" && !place.file.starts_with('(');
    let mut frame = Frame::new(function, Some(place));
    frame.is_own &= is_file;
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_have_a_method() {
        let found = frame("lib/prices.rb:8:in `block (2 levels) in load'").unwrap();
        assert_eq!(found.function.as_deref(), Some("block (2 levels) in load"));
        assert_eq!(found.place, Some(Place::line("lib/prices.rb", 8)));
        assert!(found.is_own);
    }

    #[test]
    fn gems_and_command_lines_are_not_own_code() {
        let check =
            |text, expected| assert_eq!(frame(text).map(|frame| frame.is_own), expected, "{text}");
        check(
            "/home/dev/.rbenv/versions/3.4.1/lib/ruby/gems/3.4.0/gems/x-1/lib/x.rb:1:in 'X#y'",
            Some(false),
        );
        check("<internal:kernel>:90:in `tap'", Some(false));
        check("-e:1:in `<main>'", Some(false));
        check("shop.rb:5", Some(true));
        check("shop.rb:5: no", None);
    }
}
