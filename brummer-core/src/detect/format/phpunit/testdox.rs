//! A failure as `--testdox` prints it: below its sentence, behind a line.

use super::TOOL;
use crate::detect::fact::Finding;
use crate::detect::format::{Block, Flow, Out};
use crate::detect::{Frame, Place};

/// A test that failed.
pub(super) struct Failure {
    test: String,
    message: Option<String>,
    frames: Vec<Frame>,
}

impl Failure {
    /// The sentence names the test. Its class stands above all tests of it, and may be far up.
    pub(super) fn new(test: &str) -> Self {
        Self {
            test: test.trim_end().to_owned(),
            message: None,
            frames: Vec::new(),
        }
    }
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let Some(text) = line.trim_start().strip_prefix('│') else {
            return Flow::Not;
        };
        let text = text.trim();
        match Place::parse(text) {
            _ if text.is_empty() => {}
            Some(place) if self.message.is_some() => {
                self.frames.push(Frame::new(None, Some(place)));
            }
            _ if self.message.is_none() => self.message = Some(text.to_owned()),
            _ => {}
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            out.problem(
                Finding::error(TOOL, message)
                    .test(self.test)
                    .frames(self.frames),
            );
        }
    }
}
