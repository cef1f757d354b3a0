//! Panics and fatal errors of Go programs.
//!
//! ```text
//! panic: no till [recovered]
//!         panic: while closing: no till
//!
//! goroutine 1 [running]:
//! main.main()
//!         /app/main.go:41 +0x44b
//! exit status 2
//! ```

use super::stack::Stack;
use super::{TEST, TOOL};
use crate::detect::format::{Before, Block, Finding, Flow, Format, Look, Out, TestCounts};

pub(crate) struct Panics;

impl Format for Panics {
    fn triggers(&self) -> &'static [&'static str] {
        &["panic: ", "fatal error: "]
    }

    fn look(&self, line: &str, before: &Before, _out: &mut Out<'_>) -> Look {
        let message = line
            .strip_prefix("panic: ")
            .or_else(|| line.strip_prefix("fatal error: "));
        let Some(message) = message else {
            return Look::Pass;
        };
        Look::open(Panic {
            message: message_of(message),
            test: super::test::failed(before.back(1)).map(str::to_owned),
            stack: Stack::default(),
            is_traced: false,
        })
    }
}

/// A panic, as far as it is read.
struct Panic {
    message: String,
    /// The test that it ended.
    test: Option<String>,
    stack: Stack,
    /// Whether the stack has begun. Without one it is not Go that panicked.
    is_traced: bool,
}

/// The message without what became of the panic, or its address.
fn message_of(text: &str) -> String {
    let text = text
        .strip_suffix(" [recovered, repanicked]")
        .unwrap_or(text);
    text.strip_suffix(" [recovered]").unwrap_or(text).to_owned()
}

impl Block for Panic {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.starts_with("goroutine ") && line.ends_with("]:") {
            self.is_traced = true;
            return Flow::More;
        }
        if line.is_empty() {
            return Flow::More;
        }
        if !self.is_traced {
            // The latest of several panics is the one that nobody recovered.
            if let Some(message) = line.strip_prefix("\tpanic: ") {
                self.message = message_of(message);
            }
            let is_part = line.starts_with(['\t', '[']);
            return if is_part { Flow::More } else { Flow::Not };
        }
        if line.starts_with("exit status ") {
            return Flow::Last;
        }
        // Functions have arguments, or are said to have created the goroutine.
        let is_frame =
            line.starts_with('\t') || line.ends_with(')') || line.starts_with("created by ");
        if !is_frame {
            return Flow::Not;
        }
        self.stack.line(line);
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if !self.is_traced || self.stack.is_empty() {
            return;
        }
        if self.message.starts_with("test timed out after ") {
            out.more_tests(TestCounts {
                failed: 1,
                ..TestCounts::default()
            });
        }
        let tool = if self.test.is_some() { TEST } else { TOOL };
        let mut finding = Finding::error(tool, self.message).frames(self.stack.into_frames());
        finding.test = self.test;
        out.problem(finding);
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::{Fact, Reader};

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        let mut reader = Reader::default();
        let mut facts = Vec::new();
        for (number, line) in (0..).zip(lines) {
            reader.line(number, line.as_bytes(), &mut facts);
        }
        reader.settle(&mut facts);
        let found: Vec<String> = facts
            .iter()
            .filter_map(|fact| match fact {
                Fact::Problem(problem) => Some(problem.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_panic_without_a_stack_is_not_of_go() {
        check(&["panic: do not", "all is well"], &[]);
    }

    #[test]
    fn what_the_program_printed_before_ends_nothing() {
        check(
            &[
                "panic: no",
                "",
                "goroutine 1 [running]:",
                "main.main()",
                "\t/app/main.go:3 +0x1d",
                "bye",
            ],
            &["/app/main.go:3: error: no [go]"],
        );
    }
}
