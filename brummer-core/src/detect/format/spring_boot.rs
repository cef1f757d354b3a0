//! Spring Boot, and Logback with the pattern that it has if nobody sets one.
//!
//! ```text
//! 2026-11-23T12:00:05.400Z  WARN 42 --- [shop] [main] shop.Prices   : prices are old
//! 12:00:05.400 [main] WARN shop.Prices -- prices are old
//! ```

use super::java;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Severity;

const TOOL: &str = "spring-boot";

pub(super) struct SpringBoot;

impl Format for SpringBoot {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            " --- [",
            " -- ",
            "APPLICATION FAILED TO START",
            " running for ",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line == "APPLICATION FAILED TO START" {
            return Look::open(Failure::default());
        }
        if line.contains(" : Started ") && line.ends_with(')') {
            out.ready();
            return Look::Taken;
        }
        let Some((severity, tool, message)) = record(line) else {
            return Look::Pass;
        };
        if message.is_empty() {
            // What follows in lines of its own says it.
            return Look::Taken;
        }
        Look::open(java::Open::logged(Finding::new(severity, tool, message)))
    }
}

/// The severity, who says it, and the message of a record.
fn record(line: &str) -> Option<(Severity, &'static str, &str)> {
    let (head, severity, rest) = match line.split_once(" ERROR ") {
        Some((head, rest)) => (head, Severity::Error, rest),
        None => line
            .split_once(" WARN ")
            .map(|(head, rest)| (head, Severity::Warning, rest))?,
    };
    if !head.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some((process, rest)) = rest.split_once(" --- [") {
        let is_process = process.bytes().all(|byte| byte.is_ascii_digit());
        let (_, message) = rest.split_once(" : ")?;
        return is_process.then_some((severity, TOOL, message.trim()));
    }
    let (logger, message) = rest.split_once(" -")?;
    let message = message.trim_start_matches('-').strip_prefix(' ')?;
    let is_logback = head.ends_with(']') && head.contains(" [") && !logger.contains(' ');
    is_logback.then_some((severity, java::TOOL, message))
}

/// The analysis of a start that failed.
#[derive(Default)]
struct Failure {
    is_described: bool,
    description: Option<String>,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.is_empty() || line.starts_with("***") {
            return Flow::More;
        }
        if self.is_described {
            self.description = Some(line.to_owned());
            return Flow::Last;
        }
        self.is_described = line == "Description:";
        if self.is_described {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(description) = self.description {
            out.problem(Finding::error(TOOL, description));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_logback_are_known_by_their_pattern() {
        let check = |line, expected| {
            assert_eq!(
                record(line).map(|(.., message)| message),
                expected,
                "{line}"
            );
        };
        check(
            "12:00:05.400 [main] WARN shop.Prices -- prices are old",
            Some("prices are old"),
        );
        check(
            "12:00:05.400 [main] ERROR shop.Prices - no prices",
            Some("no prices"),
        );
        check("12:00:05.400 GET / ERROR - no", None);
        check("there was an ERROR - no", None);
    }
}
