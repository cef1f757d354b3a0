//! Panics of Rust programs.
//!
//! ```text
//! thread 'main' (1854) panicked at src/main.rs:2:5:
//! index out of bounds: the len is 2 but the index is 2
//! stack backtrace:
//!    3: shop::price
//!              at ./src/main.rs:2:5
//! note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::stack::is_own;
use crate::detect::{Frame, Place};

pub(super) const TOOL: &str = "rust";

pub(super) struct Panics;

impl Format for Panics {
    fn triggers(&self) -> &'static [&'static str] {
        &["' panicked at ", ") panicked at "]
    }

    fn look(&self, line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        Panic::begun_by(line).map_or(Look::Pass, Look::open)
    }
}

/// A panic, as far as it is read.
pub(super) struct Panic {
    place: Option<Place>,
    message: Option<String>,
    frames: Vec<Frame>,
    /// The function of the frame whose place comes next.
    function: Option<String>,
}

impl Panic {
    pub(super) fn begun_by(line: &str) -> Option<Self> {
        let (thread, rest) = line.split_once(" panicked at ")?;
        if !thread.starts_with("thread '") {
            return None;
        }
        // Before Rust 1.73 the message is in the same line, in quotes.
        let old = rest
            .strip_prefix('\'')
            .and_then(|rest| rest.rsplit_once("', "));
        let (message, place) = match old {
            Some((message, place)) => (Some(message.to_owned()), place),
            None => (None, rest.strip_suffix(':')?),
        };
        Some(Self {
            place: Place::parse(place),
            message,
            frames: Vec::new(),
            function: None,
        })
    }

    /// Takes the next line. Says whether it belongs to the panic.
    pub(super) fn line(&mut self, line: &str) -> bool {
        if self.message.is_none() {
            self.message = Some(line.to_owned());
            return true;
        }
        let text = line.trim_start();
        if let Some(place) = text.strip_prefix("at ") {
            let place = Place::parse(place.strip_prefix("./").unwrap_or(place));
            self.frames
                .push(Frame::new(self.function.take().as_deref(), place));
            return line.starts_with("   ");
        }
        if let Some((number, function)) = text.split_once(": ")
            && number.bytes().all(|byte| byte.is_ascii_digit())
        {
            self.function = Some(function.to_owned());
            return line.starts_with("  ");
        }
        ["  left: ", " right: ", "stack backtrace:", "note: "]
            .iter()
            .any(|start| line.starts_with(start))
    }

    pub(super) fn finding(self, tool: &'static str) -> Option<Finding> {
        let mut finding = Finding::error(tool, self.message?).frames(self.frames);
        // The place that is named is that of the panic; inside a library it is the caller who can do something.
        if let Some(place) = self.place.filter(|place| is_own(&place.file)) {
            finding.place = Some(place);
        }
        Some(finding)
    }
}

impl Block for Panic {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let is_last = self.message.is_some() && line.starts_with("note: ");
        match Panic::line(self, line) {
            true if is_last => Flow::Last,
            true => Flow::More,
            false => Flow::Not,
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(finding) = self.finding(TOOL) {
            out.problem(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], message: &str, place: Option<Place>) {
        let mut panic = Panic::begun_by(lines[0]).unwrap();
        for line in &lines[1..] {
            panic.line(line);
        }
        let finding = panic.finding(TOOL).unwrap();
        assert_eq!((finding.message.as_str(), finding.place), (message, place));
    }

    #[test]
    fn the_message_was_in_the_same_line_once() {
        check(
            &["thread 'main' panicked at 'it's over', src/main.rs:2:5"],
            "it's over",
            Some(Place::column("src/main.rs", 2, 5)),
        );
    }

    #[test]
    fn a_panic_in_a_library_is_where_it_was_called() {
        check(
            &[
                "thread 'main' panicked at /home/dev/.cargo/registry/src/x/a.rs:9:1:",
                "no",
                "stack backtrace:",
                "   0: a::b",
                "             at /home/dev/.cargo/registry/src/x/a.rs:9:1",
                "   1: shop::main",
                "             at ./src/main.rs:7:20",
            ],
            "no",
            Some(Place::column("src/main.rs", 7, 20)),
        );
    }

    #[test]
    fn what_follows_a_panic_is_not_its_own() {
        let mut panic = Panic::begun_by("thread 'a' (1) panicked at src/a.rs:1:1:").unwrap();
        assert!(panic.line("no"));
        assert!(!panic.line("still open"));
        assert!(Panic::begun_by("he panicked at the disco:").is_none());
    }
}
