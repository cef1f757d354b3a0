//! Exceptions, with their stack traces.
//!
//! ```text
//! ** (ArgumentError) errors were found at the given arguments:
//!
//!   * 1st argument: not a textual representation of an integer
//!
//!     :erlang.binary_to_integer("x")
//!     (shop 0.1.0) lib/shop.ex:4: Shop.price/1
//! ```

use super::TOOL;
use super::frame::{frame, place};
use crate::detect::fact::Finding;
use crate::detect::format::{Before, Block, Flow, Format, Look, Out};
use crate::detect::{Frame, Place};

pub(in crate::detect::format) struct Exception;

impl Format for Exception {
    fn triggers(&self) -> &'static [&'static str] {
        &["** ("]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        let Some(Thrown { class, message }) = thrown(line) else {
            return Look::Pass;
        };
        if class == "Mix" {
            out.problem(Finding::error(TOOL, message));
            return Look::Taken;
        }
        // The process that ends since another one did; the exception follows.
        if class.starts_with("EXIT from ") || message.ends_with("(errors have been logged)") {
            return Look::Taken;
        }
        Look::open(Open::new(class, message))
    }
}

/// `** (Class) message`
pub(super) struct Thrown<'a> {
    pub(super) class: &'a str,
    pub(super) message: &'a str,
}

/// An exception as it begins, perhaps behind the level of a log record.
pub(super) fn thrown(line: &str) -> Option<Thrown<'_>> {
    let line = line.trim_start();
    let line = line.strip_prefix("[error] ").unwrap_or(line);
    let (class, message) = line.strip_prefix("** (")?.split_once(") ")?;
    Some(Thrown {
        class,
        message: message.trim_end(),
    })
}

/// An exception whose stack has not come yet.
struct Open {
    message: String,
    /// The place of what the compiler rejects, which it writes before the message.
    place: Option<Place>,
    /// Whether the message is in the next line, since a snippet of the code comes with it.
    is_snippet: bool,
    frames: Vec<Frame>,
    is_in_frames: bool,
    lines: usize,
}

impl Open {
    /// The most lines between the first one and the stack.
    const LINES: usize = 12;

    fn new(class: &str, message: &str) -> Self {
        let placed =
            place(message).and_then(|(place, rest)| Some((place, rest.strip_prefix(": ")?)));
        let found_on = message
            .rsplit_once(" on ")
            .and_then(|(_, rest)| place(rest.trim_end_matches(':')));
        let is_snippet = found_on.is_some() && message.ends_with(':');
        let (place, message) = match placed {
            Some((place, message)) => (Some(place), message),
            None => (
                found_on.filter(|_| is_snippet).map(|(place, _)| place),
                message,
            ),
        };
        Self {
            message: format!("{class}: {message}"),
            place,
            is_snippet,
            frames: Vec::new(),
            is_in_frames: false,
            lines: 0,
        }
    }
}

impl Block for Open {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        self.lines += 1;
        if let Some(frame) = line.starts_with("    ").then(|| frame(line)).flatten() {
            self.frames.push(frame);
            self.is_in_frames = true;
            return Flow::More;
        }
        if self.is_snippet
            && let Some(message) = line.trim_start().strip_prefix("error: ")
        {
            let class = self.message.split(':').next().unwrap_or_default();
            self.message = format!("{class}: {message}");
            self.is_snippet = false;
            return Flow::More;
        }
        // Frames of Erlang have no file, and those of a snippet begin with the number of a line.
        let is_indented = line.starts_with("  ");
        let is_detail = is_indented || !self.is_in_frames && (line.is_empty() || self.lines == 1);
        if is_detail && self.lines <= Self::LINES + self.frames.len() {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let mut finding = Finding::error(TOOL, self.message).frames(self.frames);
        if self.place.is_some() {
            finding.place = self.place;
        }
        out.problem(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::format::said::said;

    #[test]
    fn an_exception_may_stand_in_a_log() {
        let check = |line, expected| {
            let found = thrown(line).map(|thrown| (thrown.class, thrown.message));
            assert_eq!(found, expected, "{line}");
        };
        check(
            "** (KeyError) key :a not found",
            Some(("KeyError", "key :a not found")),
        );
        check("[error] ** (KeyError) no", Some(("KeyError", "no")));
        check("a ** (b) c", None);
    }

    #[test]
    fn the_end_of_a_linked_process_is_said_once() {
        let lines = [
            "** (EXIT from #PID<0.96.0>) an exception was raised:",
            "    ** (RuntimeError) no",
            "        (shop 0.1.0) lib/shop.ex:4: Shop.price/1",
        ];
        assert_eq!(
            said(&lines),
            ["lib/shop.ex:4: error: RuntimeError: no [elixir]"]
        );
    }
}
