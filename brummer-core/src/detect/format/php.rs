//! PHP: errors, warnings and uncaught exceptions, with `display_errors` or in the log, and the built-in server.
//!
//! ```text
//! PHP Warning:  Undefined variable $prices in /app/shop.php on line 13
//! PHP Fatal error:  Uncaught Shop\PriceError: no price: x in /app/src/Cart.php:11
//! Stack trace:
//! #0 /app/shop.php(8): Shop\Cart->price()
//! #1 {main}
//!   thrown in /app/src/Cart.php on line 11
//! ```

pub(super) mod frame;

use self::frame::frame;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::{Frame, Place, Severity};

const TOOL: &str = "php";

pub(super) struct Php;

impl Format for Php {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "atal error: ",
            "Parse error: ",
            "Warning: ",
            "PHP ",
            "Failed to listen on ",
            "Could not open input file: ",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        let (time, line) = after_time(line);
        if line.starts_with("PHP ") && line.contains(" Development Server (http") {
            out.ready();
            return Look::Taken;
        }
        let is_refusal = line.starts_with("Could not open input file: ")
            || time && line.starts_with("Failed to listen on ");
        if is_refusal {
            out.problem(Finding::error(TOOL, line));
            return Look::Taken;
        }
        let Some((severity, message)) = message(line) else {
            return Look::Pass;
        };
        if let Some(exception) = message.strip_prefix("Uncaught ") {
            return Look::open(Uncaught::new(exception));
        }
        match placed(message) {
            Some((message, place)) => {
                out.problem(Finding::new(severity, TOOL, message).at(place));
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// What comes behind the time that the built-in server and logs write first; and whether there was one.
fn after_time(line: &str) -> (bool, &str) {
    let time = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "));
    match time {
        Some((time, rest)) if time.contains(':') => (true, rest),
        _ => (false, line),
    }
}

fn message(line: &str) -> Option<(Severity, &str)> {
    let (kind, message) = line.strip_prefix("PHP ").unwrap_or(line).split_once(": ")?;
    let severity = match kind {
        "Fatal error"
        | "Parse error"
        | "Recoverable fatal error"
        | "Core error"
        | "Compile error" => Severity::Error,
        "Warning" | "Deprecated" | "Notice" | "Core warning" | "Compile warning" => {
            Severity::Warning
        }
        _ => return None,
    };
    Some((severity, message.trim_start()))
}

/// `message in /app/shop.php on line 13`
fn placed(text: &str) -> Option<(&str, Place)> {
    let (rest, line) = text.rsplit_once(" on line ")?;
    let (message, file) = rest.rsplit_once(" in ")?;
    Some((message, Place::line(file, line.trim_end().parse().ok()?)))
}

/// An exception. PHP prints the first one that was thrown in the first line, and those that it caused below.
struct Uncaught {
    message: String,
    frames: Vec<Frame>,
    is_placed: bool,
    /// How many lines of the message came after the first.
    message_lines: usize,
}

impl Uncaught {
    const MESSAGE_LINES: usize = 10;

    /// `Type: message in /app/src/Cart.php:11`
    fn new(text: &str) -> Self {
        let placed = text
            .rsplit_once(" in ")
            .and_then(|(message, place)| Some((message, Place::parse(place)?)));
        let is_placed = placed.is_some();
        let (message, frames) = match placed {
            Some((message, place)) => (message, vec![Frame::new(None, Some(place))]),
            None => (text, Vec::new()),
        };
        Self {
            message: message.to_owned(),
            frames,
            is_placed,
            message_lines: 0,
        }
    }
}

impl Block for Uncaught {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some((_, place)) = line.strip_prefix("  thrown").and_then(placed) {
            if self.frames.is_empty() {
                self.frames.push(Frame::new(None, Some(place)));
            }
            return Flow::Last;
        }
        if line.starts_with('#') {
            self.frames.extend(frame(line));
            return Flow::More;
        }
        if line.is_empty() || line == "Stack trace:" || line.starts_with("Next ") {
            return Flow::More;
        }
        self.message_lines += 1;
        let is_message = self.message_lines <= Self::MESSAGE_LINES;
        // The place of a message with more lines is at the end of the last one.
        if !self.is_placed
            && let Some((_, place)) = line.rsplit_once(" in ")
            && let Some(place) = Place::parse(place)
        {
            self.is_placed = true;
            self.frames.push(Frame::new(None, Some(place)));
        }
        if is_message { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(Finding::error(TOOL, self.message).frames(self.frames));
    }
}

#[cfg(test)]
mod tests {
    use super::super::said::said;
    use super::*;

    #[test]
    fn the_kind_says_how_serious_it_is() {
        let check = |line, expected| {
            assert_eq!(
                message(line).map(|(severity, _)| severity),
                expected,
                "{line}"
            );
        };
        check(
            "PHP Deprecated:  strlen(): Passing null",
            Some(Severity::Warning),
        );
        check("Fatal error: x", Some(Severity::Error));
        check("Uncaught error: x", None);
    }

    #[test]
    fn a_message_without_a_place_is_not_of_php() {
        assert_eq!(placed("this is old"), None);
        let (message, place) = placed("no $a in b in /app/a.php on line 3").unwrap();
        assert_eq!(
            (message, place),
            ("no $a in b", Place::line("/app/a.php", 3))
        );
    }

    #[test]
    fn the_message_of_an_exception_may_have_more_lines() {
        let lines = [
            "PHP Fatal error:  Uncaught Exception: first",
            "second in /app/a.php:3",
            "Stack trace:",
            "#0 {main}",
            "  thrown in /app/a.php on line 3",
        ];
        assert_eq!(
            said(&lines),
            ["/app/a.php:3: error: Exception: first [php]"]
        );
    }
}
