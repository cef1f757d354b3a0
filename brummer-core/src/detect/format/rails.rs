//! Rails and its server Puma: requests that failed, tasks that aborted, readiness.
//!
//! ```text
//! Completed 500 Internal Server Error in 24ms
//!
//! NoMethodError (undefined method `upcase' for nil):
//!
//! app/controllers/items_controller.rb:19:in `price'
//! ```

use super::ruby::frame::frame;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Frame;

const TOOL: &str = "rails";

pub(super) struct Rails;

impl Format for Rails {
    fn triggers(&self) -> &'static [&'static str] {
        &["Error (", ":in `", ":in '", "aborted!", "Listening on http"]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if line.starts_with("* Listening on http") {
            out.ready();
            return Look::Taken;
        }
        if matches!(
            line,
            "rails aborted!" | "rake aborted!" | "bin/rails aborted!"
        ) {
            return Look::open(Aborted::default());
        }
        if let Some(message) = exception(line)
            && before.back(1).trim().is_empty()
        {
            return Look::open(Request::new(message, line));
        }
        // Classes that are not called errors are found by the frames below.
        if let Some(frame) = frame(line)
            && let Some((message, first)) = (1..=8).find_map(|lines| {
                let first = before.back(lines);
                Some((exception(first)?, first))
            })
        {
            let mut request = Request::new(message, first);
            request.frames.push(frame);
            return Look::open(request);
        }
        Look::Pass
    }
}

/// `Type (message):`, of which the message may go on in the next lines, as `Type: message`.
fn exception(line: &str) -> Option<String> {
    let (class, message) = line.split_once(" (")?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_');
    if !class.starts_with(|c: char| c.is_ascii_uppercase()) || !class.chars().all(is_name) {
        return None;
    }
    let message = message.strip_suffix("):").unwrap_or(message);
    Some(format!("{class}: {message}"))
}

/// An exception while a request was answered.
struct Request {
    message: String,
    is_message_complete: bool,
    /// How many lines of the message came after the first.
    message_lines: usize,
    frames: Vec<Frame>,
}

impl Request {
    const MESSAGE_LINES: usize = 12;

    fn new(message: String, first: &str) -> Self {
        Self {
            message,
            is_message_complete: first.ends_with("):"),
            message_lines: 0,
            frames: Vec::new(),
        }
    }
}

impl Block for Request {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(frame) = frame(line.trim_start()) {
            self.frames.push(frame);
            return Flow::More;
        }
        if !self.frames.is_empty() || line.starts_with("Started ") {
            return Flow::Not;
        }
        // Before the frames come the rest of the message, empty lines, and lines of a template.
        let is_detail = line.trim().is_empty() || line.starts_with(' ');
        if !self.is_message_complete {
            self.message_lines += 1;
            self.is_message_complete = line.ends_with("):");
            return if self.message_lines <= Self::MESSAGE_LINES {
                Flow::More
            } else {
                Flow::Not
            };
        }
        if is_detail { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if self.is_message_complete || !self.frames.is_empty() {
            out.problem(Finding::error(TOOL, self.message).frames(self.frames));
        }
    }
}

/// A task of Rake that ended with an exception.
#[derive(Default)]
struct Aborted {
    message: Option<String>,
    frames: Vec<Frame>,
}

impl Block for Aborted {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if self.message.is_none() {
            self.message = (!line.is_empty()).then(|| line.to_owned());
            return Flow::More;
        }
        self.frames.extend(frame(line));
        if line.starts_with("(See full trace") {
            Flow::Last
        } else {
            Flow::More
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            out.problem(Finding::error(TOOL, message).frames(self.frames));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[test]
    fn exceptions_that_are_not_called_errors_are_found_by_their_frames() {
        let lines = [
            "Completed 404 Not Found in 3ms",
            "  ",
            "ActiveRecord::RecordNotFound (Couldn't find Item with 'id'=7):",
            "  ",
            "app/controllers/items_controller.rb:7:in 'ItemsController#show'",
            "Started GET \"/\" for 127.0.0.1",
        ];
        let expected = "app/controllers/items_controller.rb:7: error: ActiveRecord::RecordNotFound: Couldn't find Item with 'id'=7 [rails]";
        assert_eq!(said(&lines), [expected]);
    }

    #[test]
    fn a_task_that_aborts_says_why() {
        let lines = [
            "rails aborted!",
            "NameError: uninitialized constant Shopp",
            "/app/db/seeds.rb:3:in '<main>'",
            "Tasks: TOP => db:seed",
            "(See full trace by running task with --trace)",
        ];
        let expected = "/app/db/seeds.rb:3: error: NameError: uninitialized constant Shopp [rails]";
        assert_eq!(said(&lines), [expected]);
    }
}
