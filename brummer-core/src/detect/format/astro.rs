//! Astro: its dev server and its builds.
//!
//! ```text
//! 13:03:41 [ERROR] Could not import `../Gone.astro`.
//!   Hint:
//!     This is often caused by a typo in the import path. Please make sure the file exists.
//!   Stack trace:
//!     at /app/src/pages/index.astro:2:18
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::stack::javascript;
use crate::detect::{Frame, Place, Severity};

const TOOL: &str = "astro";

/// What Vite adds to the message of an error that Astro has handled already.
const REWRITTEN: &str = " (The stacktrace appears to be already rewritten by something else";

/// The titles of what is said of an error.
const DETAILS: [&str; 4] = [
    "  Hint:",
    "  Error reference:",
    "  Stack trace:",
    "  Location:",
];

pub(super) struct Astro;

impl Format for Astro {
    fn triggers(&self) -> &'static [&'static str] {
        &[" [ERROR] ", " [WARN] ", " ready in "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.trim_start().starts_with("astro ") && line.contains(" ready in ") {
            out.ready();
            return Look::Taken;
        }
        let Some((severity, message)) = logged(line) else {
            return Look::Pass;
        };
        // Vite's builds say what failed behind it, in a format of their own.
        if message.starts_with("[vite] ✗ Build failed in ") {
            return Look::Pass;
        }
        Look::open(Message {
            severity,
            text: shortened(message).to_owned(),
            place: None,
            frames: Vec::new(),
            has_details: false,
        })
    }
}

/// `13:03:41 [ERROR] message`, which may stand behind a line that was not finished.
fn logged(line: &str) -> Option<(Severity, &str)> {
    let (severity, (head, message)) = match line.split_once(" [ERROR] ") {
        Some(said) => (Severity::Error, said),
        None => (Severity::Warning, line.split_once(" [WARN] ")?),
    };
    let time = head.len().checked_sub("00:00:00".len())?;
    let is_time = |(at, byte): (usize, u8)| match at {
        2 | 5 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    let time = head.as_bytes().get(time..)?;
    let is_logged = time.iter().copied().enumerate().all(is_time);
    is_logged.then_some((severity, message))
}

/// The message without where it was caught.
fn shortened(message: &str) -> &str {
    let message = message.find(REWRITTEN).map_or(message, |at| &message[..at]);
    match message.strip_prefix("[build] Caught error rendering ") {
        Some(caught) => caught.split_once(": ").map_or(caught, |(_, error)| error),
        None => message,
    }
}

/// A message whose details are being printed.
struct Message {
    severity: Severity,
    text: String,
    place: Option<Place>,
    frames: Vec<Frame>,
    /// Whether there are any as Astro prints them: others log with a time and a level in brackets too.
    has_details: bool,
}

impl Message {
    /// Whether this is the same error once more: in another wording, or as the bare text of it.
    fn comes_again(&self, line: &str) -> bool {
        let text = match logged(line) {
            Some((_, text)) => shortened(text),
            None => line,
        };
        let bare = self.text.split_once(": ").map(|(_, bare)| bare);
        text == self.text || bare == Some(text)
    }
}

impl Block for Message {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(frame) = javascript(line) {
            self.has_details |= frame.place.is_some();
            self.frames.push(frame);
            return Flow::More;
        }
        self.has_details |= DETAILS.contains(&line);
        // `  Location:`, then `    /app/src/pages/index.astro:2:17`
        if self.place.is_none()
            && let Some(place) = line.strip_prefix("    /").and_then(Place::parse)
        {
            self.place = Some(Place {
                file: format!("/{}", place.file),
                ..place
            });
            return Flow::More;
        }
        if line.starts_with("  ") || self.comes_again(line) {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if !self.has_details {
            return;
        }
        let mut finding = Finding::new(self.severity, TOOL, self.text).frames(self.frames);
        finding.place = finding.place.or(self.place);
        out.problem(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_stands_behind_a_time_and_a_level() {
        let check = |line, expected| assert_eq!(logged(line), expected, "{line}");
        check("13:03:41 [ERROR] x", Some((Severity::Error, "x")));
        check(
            "  ├─ /index.html13:04:02 [WARN] x",
            Some((Severity::Warning, "x")),
        );
        check("✘ [ERROR] x", None);
        check("2026-01-01 13:03:41.123 [ERROR] x", None);
    }
}
