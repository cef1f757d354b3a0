//! Records of the logger, and Phoenix when it can be used.
//!
//! ```text
//! 12:59:42.278 [error] no prices
//! [info] Running ShopWeb.Endpoint with Bandit 1.6.1 at 127.0.0.1:4000 (http)
//! ```

use super::TOOL;
use crate::detect::fact::{Finding, Severity};
use crate::detect::format::{Before, Format, Look, Out};

pub(in crate::detect::format) struct Log;

impl Format for Log {
    fn triggers(&self) -> &'static [&'static str] {
        &["[error] ", "[warning] ", "[warn] ", "[info] Running "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.contains("[info] Running ") && line.contains("Endpoint with ") {
            out.ready();
            return Look::Taken;
        }
        let Some((severity, message)) = record(line) else {
            return Look::Pass;
        };
        // A process that ended with an exception, which stands in the next line.
        let is_title =
            message.ends_with(" raised an exception") || message.ends_with(" terminating");
        if !is_title {
            out.problem(Finding::new(severity, TOOL, message));
        }
        Look::Taken
    }
}

/// `12:59:42.278 [error] message`
fn record(line: &str) -> Option<(Severity, &str)> {
    let (time, rest) = line.split_once(" [")?;
    let (level, message) = rest.split_once("] ")?;
    let severity = match level {
        "error" => Severity::Error,
        "warning" | "warn" => Severity::Warning,
        _ => return None,
    };
    let is_time = time.len() == "12:59:42.278".len()
        && time
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    (is_time && !message.starts_with("** (")).then_some((severity, message))
}
