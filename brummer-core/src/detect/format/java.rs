//! Programs of the Java virtual machine: exceptions with their stack traces, what `java` itself says, and `java.util.logging`.
//!
//! ```text
//! Exception in thread "main" java.lang.IllegalStateException: till is stuck
//!     at shop.Till.open(Till.java:9)
//! Caused by: java.io.IOException: drawer
//!     ... 1 more
//!
//! Nov 23, 2026 12:47:51 PM shop.Main main
//! SEVERE: no prices
//! ```

pub(super) mod trace;

use self::trace::Trace;
use super::{Before, Block, Finding, Flow, Format, Look, Out};

pub(super) const TOOL: &str = "java";

pub(super) struct Java;

impl Format for Java {
    fn triggers(&self) -> &'static [&'static str] {
        &["Exception", "Error", "SEVERE: ", "WARNING: "]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(exception) = uncaught(line) {
            return Look::open(Open::uncaught(Trace::new(exception)));
        }
        if let Some(message) = refused(line) {
            out.problem(Finding::error(TOOL, message));
            return Look::Taken;
        }
        if let Some(logged) = logged(line, before) {
            return Look::open(Open::logged(logged));
        }
        Trace::headed(line).map_or(Look::Pass, |trace| Look::open(Open::printed(trace)))
    }
}

/// The exception of `Exception in thread "main" java.lang.IllegalStateException: x`.
fn uncaught(line: &str) -> Option<&str> {
    let (before, thread) = line.split_once("Exception in thread \"")?;
    // Gradle before version 5 leaves the line of a task open: `:runException in thread …`.
    let is_start = before.is_empty() || before.starts_with(':') && !before.contains(' ');
    let (_, exception) = thread.split_once("\" ")?;
    is_start.then_some(exception)
}

/// What the launcher says if it finds nothing to run.
fn refused(line: &str) -> Option<&str> {
    let message = line.strip_prefix("Error: ")?;
    let is_ours = message.starts_with("Could not find or load main class ")
        || message.starts_with("Unable to access jarfile ");
    is_ours.then_some(message)
}

/// The second line of a record of `java.util.logging`; the first one has the time and who logged.
fn logged(line: &str, before: &Before) -> Option<Finding> {
    let finding = match line.split_once(": ")? {
        ("SEVERE", message) => Finding::error(TOOL, message),
        ("WARNING", message) => Finding::warning(TOOL, message),
        _ => return None,
    };
    let is_time = |word: &str| {
        word.bytes().filter(|&byte| byte == b':').count() == 2
            && word
                .bytes()
                .all(|byte| byte == b':' || byte.is_ascii_digit())
    };
    before.back(1).split(' ').any(is_time).then_some(finding)
}

/// An exception, or a record that may be followed by one.
pub(super) struct Open {
    logged: Option<Finding>,
    trace: Option<Trace>,
    /// Whether the first line says by itself that it is an exception. What only looks like one needs frames.
    is_sure: bool,
    /// How many lines of its message came after the first.
    message_lines: usize,
}

impl Open {
    const MESSAGE_LINES: usize = 10;

    fn uncaught(trace: Trace) -> Self {
        Self {
            is_sure: true,
            ..Self::printed(trace)
        }
    }

    fn printed(trace: Trace) -> Self {
        Self {
            logged: None,
            trace: Some(trace),
            is_sure: false,
            message_lines: 0,
        }
    }

    /// A record of a log, which may go on with an exception.
    pub(super) fn logged(finding: Finding) -> Self {
        Self {
            logged: Some(finding),
            trace: None,
            is_sure: false,
            message_lines: 0,
        }
    }
}

impl Block for Open {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let Some(trace) = &mut self.trace else {
            self.trace = Trace::headed(line);
            // Spring Boot leaves a line empty before the exception.
            let is_gap = line.is_empty() && self.message_lines == 0;
            self.message_lines += 1;
            return if is_gap || self.trace.is_some() {
                Flow::More
            } else {
                Flow::Not
            };
        };
        if trace.take(line) {
            return Flow::More;
        }
        let is_message = self.is_sure && !trace.has_frames() && !line.is_empty();
        if is_message && self.message_lines < Self::MESSAGE_LINES {
            self.message_lines += 1;
            return Flow::More;
        }
        Flow::Not
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let trace = self
            .trace
            .filter(|trace| self.is_sure || trace.has_frames());
        match (trace, self.logged) {
            (Some(trace), Some(logged)) => {
                let exception = Finding::new(logged.severity, TOOL, trace.message());
                out.problem(trace.on(exception));
            }
            (Some(trace), None) => {
                let exception = Finding::error(TOOL, trace.message());
                out.problem(trace.on(exception));
            }
            (None, Some(logged)) => out.problem(logged),
            (None, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::said::said;

    #[test]
    fn what_only_looks_like_an_exception_needs_a_stack() {
        let lines = ["java.lang.Error: no", "src/A.java:3: error: ';' expected"];
        assert_eq!(said(&lines), ["src/A.java:3: error: ';' expected [javac]"]);
    }

    #[test]
    fn the_place_is_that_of_a_cause_if_the_exception_has_only_foreign_frames() {
        let lines = [
            "Exception in thread \"main\" java.util.concurrent.ExecutionException: no",
            "\tat java.base/java.util.concurrent.FutureTask.get(FutureTask.java:191)",
            "Caused by: java.lang.IllegalStateException: till is stuck",
            "\tat shop.Till.open(Till.java:9)",
        ];
        let expected = "Till.java:9: error: java.util.concurrent.ExecutionException: no [java]";
        assert_eq!(said(&lines), [expected]);
    }

    #[test]
    fn a_record_of_a_log_is_a_problem_without_an_exception_too() {
        let lines = [
            "Nov 23, 2026 1:00:00 PM shop.Main main",
            "SEVERE: no prices",
            "open",
        ];
        assert_eq!(said(&lines), ["error: no prices [java]"]);
        assert!(said(&["WARNING: System::setSecurityManager has been called"]).is_empty());
    }
}
