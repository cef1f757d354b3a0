//! Exceptions, with their stack traces.
//!
//! ```text
//! Unhandled exception. System.InvalidOperationException: cannot load the prices
//!  ---> System.FormatException: The input string '12x' was not in a correct format.
//!    at Shop.Prices.Parse(String text) in /app/Prices.cs:line 7
//!    --- End of inner exception stack trace ---
//!    at Shop.Prices.Load(String text) in /app/Prices.cs:line 17
//! ```

use super::TOOL;
use crate::detect::fact::Finding;
use crate::detect::format::{Before, Block, Flow, Format, Look, Out};
use crate::detect::{Frame, Place};

pub(in crate::detect::format) struct Exception;

impl Format for Exception {
    fn triggers(&self) -> &'static [&'static str] {
        &["Unhandled exception"]
    }

    fn look(&self, line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        match line.strip_prefix("Unhandled exception. ") {
            Some(message) => Look::open(Open {
                message: message.to_owned(),
                stack: Stack::default(),
                lines: 0,
            }),
            None => Look::Pass,
        }
    }
}

/// The frames of an exception, and of those that caused it.
#[derive(Default)]
pub(super) struct Stack {
    frames: Vec<Frame>,
}

impl Stack {
    /// Takes the next line, if it belongs to the stack.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        if line.starts_with("--- End of inner exception") {
            // What came so far are the causes; the exception itself follows, and its frames come first.
            self.frames.clear();
            return true;
        }
        if line.starts_with("---> ") || line.starts_with("--- End of stack trace") {
            return true;
        }
        let frame = line.strip_prefix("at ").map(frame);
        let is_frame = frame.is_some();
        self.frames.extend(frame);
        is_frame
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    pub(super) fn on(self, finding: Finding) -> Finding {
        finding.frames(self.frames)
    }
}

/// `Shop.Prices.Parse(String text) in /app/Prices.cs:line 7`
fn frame(text: &str) -> Frame {
    let placed = text.rsplit_once(" in ").and_then(|(function, place)| {
        let (file, line) = place.rsplit_once(":line ")?;
        Some((function, Place::line(file, line.trim_end().parse().ok()?)))
    });
    match placed {
        Some((function, place)) => Frame::new(Some(function), Some(place)),
        None => Frame::new(Some(text), None),
    }
}

/// An exception that ends the program.
struct Open {
    message: String,
    stack: Stack,
    /// How many lines of its message came after the first.
    lines: usize,
}

impl Open {
    const LINES: usize = 10;
}

impl Block for Open {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if self.stack.take(line) {
            return Flow::More;
        }
        self.lines += 1;
        let is_message = self.stack.is_empty() && !line.is_empty() && self.lines <= Self::LINES;
        if is_message { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.stack.on(Finding::error(TOOL, self.message)));
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::format::said::said;

    #[test]
    fn the_place_is_where_the_exception_was_thrown_and_not_its_cause() {
        let lines = [
            "Unhandled exception. Shop.Error: no",
            " ---> System.FormatException: x",
            "   at Shop.A.B() in /app/A.cs:line 7",
            "   --- End of inner exception stack trace ---",
            "   at Shop.C.D() in /app/C.cs:line 9",
            "done",
        ];
        assert_eq!(
            said(&lines),
            ["/app/C.cs:9: error: Shop.Error: no [dotnet]"]
        );
    }
}
