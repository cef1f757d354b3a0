//! Tracebacks of Python.
//!
//! ```text
//! Traceback (most recent call last):
//!   File "/app/main.py", line 3, in <module>
//!     main()
//! ValueError: x
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::{Frame, Place};

const TOOL: &str = "python";

pub(super) struct Traceback;

impl Format for Traceback {
    fn triggers(&self) -> &'static [&'static str] {
        &["Traceback (most recent call last):"]
    }

    fn look(&self, line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        if line.trim_start().starts_with("Traceback (") {
            Look::open(Open::default())
        } else {
            Look::Pass
        }
    }
}

/// A traceback whose end has not come yet.
#[derive(Default)]
struct Open {
    /// The outermost first, as Python prints them.
    frames: Vec<Frame>,
    message: Option<String>,
}

impl Block for Open {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.starts_with("  ") {
            self.frames.extend(frame(line));
            return Flow::More;
        }
        if line.is_empty() {
            return Flow::Not;
        }
        self.message = Some(line.to_owned());
        Flow::Last
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let mut frames = self.frames;
        frames.reverse();
        if let Some(message) = self.message {
            out.problem(Finding::error(TOOL, message).frames(frames));
        }
    }
}

/// `  File "/app/main.py", line 3, in main`
fn frame(line: &str) -> Option<Frame> {
    let (file, rest) = line.strip_prefix("  File \"")?.split_once("\", line ")?;
    let (number, function) = match rest.split_once(", in ") {
        Some((number, function)) => (number, Some(function)),
        None => (rest, None),
    };
    let place = Place::line(file, number.parse().ok()?);
    Some(Frame::new(function, Some(place)))
}
