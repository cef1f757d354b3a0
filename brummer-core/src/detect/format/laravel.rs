//! Laravel: its log, and `php artisan serve`.
//!
//! ```text
//! [2026-11-23 12:00:02] local.ERROR: Division by zero {"exception":"[object] (DivisionByZeroError(code: 0): Division by zero at /app/app/A.php:12)
//! [stacktrace]
//! #0 /app/vendor/laravel/framework/src/B.php(54): A->price()
//! #1 {main}
//! "}
//! ```

use super::php::frame::frame;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::{Frame, Place, Severity};

const TOOL: &str = "laravel";

pub(super) struct Laravel;

impl Format for Laravel {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            ".ERROR: ",
            ".WARNING: ",
            "Server running on [http",
            "   WARN  ",
            "   ERROR  ",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.contains("INFO  Server running on [http") {
            out.ready();
            return Look::Taken;
        }
        if let Some(message) = line.strip_prefix("   WARN  ") {
            out.problem(Finding::warning(TOOL, message.trim_end()));
            return Look::Taken;
        }
        if let Some(message) = line.strip_prefix("   ERROR  ") {
            out.problem(Finding::error(TOOL, message.trim_end()));
            return Look::Taken;
        }
        let Some((severity, message)) = record(line) else {
            return Look::Pass;
        };
        let (message, exception) = match message.split_once(" {\"exception\":\"[object] (") {
            Some((message, exception)) => (message, Some(exception)),
            None => (message, None),
        };
        let finding = Finding::new(severity, TOOL, message.trim_end());
        let Some((class, place)) = exception.and_then(thrown) else {
            out.problem(finding);
            return Look::Taken;
        };
        let finding = Finding {
            message: format!("{class}: {}", finding.message),
            ..finding
        };
        Look::open(Logged {
            finding,
            frames: vec![Frame::new(None, Some(place))],
        })
    }
}

/// `[2026-11-23 12:00:02] local.ERROR: message`
fn record(line: &str) -> Option<(Severity, &str)> {
    let (time, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let (channel, message) = rest.split_once(": ")?;
    let severity = match channel.rsplit_once('.')?.1 {
        "ERROR" => Severity::Error,
        "WARNING" => Severity::Warning,
        _ => return None,
    };
    time.starts_with(|c: char| c.is_ascii_digit())
        .then_some((severity, message))
}

/// The class and the place of `Class(code: 0): message at /app/A.php:12)`.
fn thrown(exception: &str) -> Option<(String, Place)> {
    let (class, rest) = exception.split_once("(code: ")?;
    let (_, place) = rest.trim_end_matches(')').rsplit_once(" at ")?;
    Some((class.replace("\\\\", "\\"), Place::parse(place)?))
}

/// A record with an exception, whose stack follows.
struct Logged {
    finding: Finding,
    frames: Vec<Frame>,
}

impl Block for Logged {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.starts_with('#') {
            self.frames.extend(frame(line));
            return Flow::More;
        }
        match line {
            "[stacktrace]" => Flow::More,
            _ if line.starts_with("\"}") => Flow::Last,
            _ => Flow::Not,
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.finding.frames(self.frames));
    }
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[test]
    fn records_without_an_exception_are_their_message() {
        let lines = [
            "[2026-11-23 12:00:08] local.ERROR: no prices {\"user\":7} ",
            "[2026-11-23 12:00:09] local.INFO: ERROR: none",
        ];
        assert_eq!(said(&lines), ["error: no prices {\"user\":7} [laravel]"]);
    }
}
