//! The lines of tracebacks, one after the other, for whatever prints them.

use std::mem;

use crate::detect::{Frame, Place};

/// How a traceback begins.
pub(crate) const HEAD: &str = "Traceback (most recent call last):";

/// A chain of tracebacks, as far as it is read.
#[derive(Default)]
pub(crate) struct Trace {
    /// The outermost first, as Python prints them.
    frames: Vec<Frame>,
    message: Option<String>,
    step: Step,
}

/// What is expected next.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Step {
    /// A head.
    #[default]
    Head,
    /// Frames, then the message.
    Frames,
    /// A blank line, or a line that says that another exception follows.
    Chained,
}

impl Trace {
    /// Takes a line that is not indented more than the head. Says whether it belongs to the chain.
    pub(crate) fn line(&mut self, text: &str) -> bool {
        if text.starts_with(HEAD) {
            *self = Self::default();
            self.step = Step::Frames;
            return true;
        }
        match self.step {
            Step::Head => text.is_empty(),
            Step::Frames if text.starts_with("  ") => {
                self.frames.extend(frame(text));
                true
            }
            Step::Frames => {
                let is_message = is_exception(text);
                if is_message {
                    self.message = Some(text.to_owned());
                    self.step = Step::Chained;
                }
                is_message
            }
            Step::Chained if text.is_empty() => true,
            Step::Chained => {
                let is_link = text.starts_with("During handling of the above exception")
                    || text.starts_with("The above exception was the direct cause");
                if is_link {
                    self.step = Step::Head;
                }
                is_link
            }
        }
    }

    /// Reads what comes as the frames or the message of an exception that may have no head.
    pub(crate) fn expect(&mut self) {
        *self = Self::default();
        self.step = Step::Frames;
    }

    /// Whether a head would continue the chain, as opposed to begin another.
    pub(crate) fn expects_head(&self) -> bool {
        self.step == Step::Head
    }

    /// Whether the message has come.
    pub(crate) fn is_complete(&self) -> bool {
        self.message.is_some()
    }

    /// The message and the frames, the innermost first, of the last exception.
    pub(crate) fn take(&mut self) -> Option<(String, Vec<Frame>)> {
        let Self {
            mut frames,
            message,
            ..
        } = mem::take(self);
        frames.reverse();
        Some((message?, frames))
    }
}

/// `  File "/app/main.py", line 3, in main`
pub(in crate::detect) fn frame(line: &str) -> Option<Frame> {
    let (file, rest) = line
        .trim_start()
        .strip_prefix("File \"")?
        .split_once("\", line ")?;
    let (number, function) = match rest.split_once(", in ") {
        Some((number, function)) => (number, Some(function)),
        None => (rest, None),
    };
    let place = Place::line(file, number.trim_end().parse().ok()?);
    let mut frame = Frame::new(function, Some(place));
    // `<string>` and `<stdin>` are no files.
    frame.is_own &= !file.starts_with('<');
    Some(frame)
}

/// `ValueError: x`, `KeyboardInterrupt`
fn is_exception(text: &str) -> bool {
    let name = text.split(':').next().unwrap_or(text);
    is_name(name) && name.contains(|c: char| c.is_ascii_alphabetic())
}

/// Whether a text is the name of a class, with that of its module or without.
pub(super) fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '<' | '>');
    !text.is_empty() && text.chars().all(is_part)
}
