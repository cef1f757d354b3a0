//! What is told of one test that failed.

use crate::detect::format::python::Trace;
use crate::detect::{Finding, Frame, Place};

/// A test that failed, or could not run, as far as it is told.
pub(super) struct Failure {
    /// As in the line above it: `TestPrices.test_negative`. With `--tb=line` there is none.
    pub(super) name: Option<String>,
    message: Option<String>,
    /// The outermost first.
    frames: Vec<Frame>,
    /// What `--tb=native` shows.
    trace: Trace,
    /// Whether the message is that of code that could not be read, which is shown before it.
    is_syntax: bool,
    /// Whether what the test printed has begun.
    is_captured: bool,
    /// The numbers of its first and its last line.
    lines: (u64, u64),
}

impl Failure {
    pub(super) fn new(name: Option<&str>, number: u64) -> Self {
        Self {
            name: name.map(str::to_owned),
            message: None,
            frames: Vec::new(),
            trace: Trace::default(),
            is_syntax: false,
            is_captured: false,
            lines: (number, number),
        }
    }

    pub(super) fn line(&mut self, line: &str, number: u64) {
        if self.is_captured {
            return;
        }
        self.lines.1 = number;
        if line.starts_with("---") && line.contains(" Captured ") {
            self.is_captured = true;
        } else if line.starts_with("During handling of the above exception")
            || line.starts_with("The above exception was the direct cause")
        {
            // The last of a chain is the one that nobody handled.
            self.message = None;
            self.frames.clear();
            self.trace.line(line);
        } else if let Some(text) = line.strip_prefix("E  ") {
            self.error(text);
        } else {
            self.trace.line(line);
            self.frames.extend(frame(line));
        }
    }

    /// A line of the message.
    fn error(&mut self, text: &str) {
        let text = text.trim();
        if let Some(file) = text.strip_prefix("File \"") {
            if let Some((file, line)) = file.split_once("\", line ")
                && let Ok(line) = line.parse()
            {
                self.is_syntax = true;
                self.frames
                    .push(Frame::new(None, Some(Place::line(file, line))));
            }
        } else if self.message.is_none() && (!self.is_syntax || text.contains("Error: ")) {
            self.message = Some(text.to_owned());
        }
    }

    /// Whether nothing was told yet.
    pub(super) fn is_empty(&self) -> bool {
        self.name.is_none() && self.message.is_none()
    }

    /// Whether it is complete with its place: it is told in a line.
    pub(super) fn is_short(&self) -> bool {
        self.name.is_none() && !self.frames.is_empty()
    }

    pub(super) fn finding(mut self) -> Option<Finding> {
        let native = self.trace.take();
        let (message, frames) = match (self.message, native) {
            (Some(message), _) => {
                self.frames.reverse();
                (message, self.frames)
            }
            (None, Some(native)) => native,
            (None, None) => return None,
        };
        let mut finding = Finding::error(super::TOOL, message).frames(frames);
        finding.lines = self.lines;
        Some(finding)
    }
}

/// The name in a line that is drawn above what is told: `_______ TestPrices.test_negative _______`.
pub(super) fn header(line: &str) -> Option<&str> {
    let name = line.strip_prefix('_')?.strip_suffix('_')?;
    let name = name.trim_start_matches('_').strip_prefix(' ')?;
    let name = name.trim_end_matches('_').strip_suffix(' ')?;
    // Between frames a line is drawn with gaps.
    let is_gap = name.chars().all(|c| matches!(c, '_' | ' '));
    let name = [
        "ERROR at setup of ",
        "ERROR at teardown of ",
        "ERROR collecting ",
    ]
    .iter()
    .find_map(|start| name.strip_prefix(start))
    .unwrap_or(name);
    (!is_gap).then_some(name)
}

/// `shop/cart.py:10: ValueError`, `test_cart.py:20: in test_negative`, `/app/test_api.py:14`
fn frame(line: &str) -> Option<Frame> {
    if line.starts_with([' ', '>', 'E']) {
        return None;
    }
    let place = match Place::leading(line) {
        Some((place, rest)) if rest.is_empty() || rest.starts_with(':') => place,
        _ => return None,
    };
    let is_place = place.column.is_none() && !place.file.contains(' ');
    is_place.then(|| Frame::new(None, Some(place)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_named_above() {
        assert_eq!(
            header("______ TestA.test_b[1] ______"),
            Some("TestA.test_b[1]")
        );
        assert_eq!(header("_ a_very_long_name _"), Some("a_very_long_name"));
        assert_eq!(header("__ ERROR at setup of test_c __"), Some("test_c"));
        assert_eq!(header("_ _ _ _ _ _ _"), None);
        assert_eq!(header("____"), None);
    }

    #[test]
    fn the_last_of_a_chain_is_told() {
        let mut failure = Failure::new(Some("test_a"), 0);
        for line in [
            "E   KeyError: 'a'",
            "",
            "a.py:3: KeyError",
            "",
            "During handling of the above exception, another exception occurred:",
            "E   ValueError: b",
            "a.py:5: ValueError",
            "---- Captured stdout call ----",
            "b.py:9: no",
        ] {
            failure.line(line, 1);
        }
        let finding = failure.finding().unwrap();
        assert_eq!(finding.message, "ValueError: b");
        assert_eq!(finding.place, Some(Place::line("a.py", 5)));
    }
}
