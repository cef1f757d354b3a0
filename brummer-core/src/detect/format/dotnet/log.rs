//! Logs of the console logger, which ASP.NET Core uses.
//!
//! ```text
//! fail: Shop.Prices[0]
//!       no prices
//! ```

use super::TOOL;
use super::exception::Stack;
use crate::detect::fact::{Finding, Severity};
use crate::detect::format::{Before, Block, Flow, Format, Look, Out};

pub(in crate::detect::format) struct Log;

impl Format for Log {
    fn triggers(&self) -> &'static [&'static str] {
        &["fail: ", "warn: ", "Now listening on: "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.trim_start().starts_with("Now listening on: ") {
            out.ready();
            return Look::Taken;
        }
        let severity = match line.split_once(": ") {
            Some(("fail", category)) if is_category(category) => Severity::Error,
            Some(("warn", category)) if is_category(category) => Severity::Warning,
            _ => return Look::Pass,
        };
        Look::open(Record {
            severity,
            message: None,
            exception: None,
            stack: Stack::default(),
        })
    }
}

/// `Shop.Prices[0]`
fn is_category(text: &str) -> bool {
    let number = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['));
    number.is_some_and(|(name, number)| {
        !name.contains(' ') && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A record, whose message and exception are indented below its category.
struct Record {
    severity: Severity,
    message: Option<String>,
    /// The latest line that could be that of an exception.
    exception: Option<String>,
    stack: Stack,
}

impl Block for Record {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let Some(text) = line.strip_prefix("      ") else {
            return Flow::Not;
        };
        if self.message.is_none() {
            self.message = Some(text.to_owned());
        } else if !self.stack.take(text) && self.stack.is_empty() && self.exception.is_none() {
            self.exception = Some(text.to_owned());
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let exception = self.exception.filter(|_| !self.stack.is_empty());
        if let Some(message) = exception.or(self.message) {
            out.problem(self.stack.on(Finding::new(self.severity, TOOL, message)));
        }
    }
}
