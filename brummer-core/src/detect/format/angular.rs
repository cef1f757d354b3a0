//! The Angular CLI: builds and its watchers.
//!
//! ```text
//! ❯ Changes detected. Rebuilding...
//! Application bundle generation failed. [0.578 seconds] - 2026-11-23T13:10:20.147Z
//!
//! ✘ [ERROR] TS2322: Type 'string' is not assignable to type 'number'. [plugin angular-compiler]
//!
//!     /app/src/app.ts:5:4:
//!       5 │     errors: number = "none";
//!         ╵     ~~~~~~
//! ```

use super::esbuild::Message;
use super::{Before, Block, Finding, Flow, Format, Look, Out};

const TOOL: &str = "angular";

pub(super) struct Angular;

impl Format for Angular {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "bundle generation ",
            "Rebuilding...",
            "❯ Building...",
            "Watching for file changes",
            "[ERROR] TS",
            "[ERROR] NG",
            "[WARNING] TS",
            "[WARNING] NG",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.starts_with("❯ ") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        if line.starts_with("Watch mode enabled") {
            out.ready();
            return Look::Taken;
        }
        let Some((_, end)) = line.split_once("bundle generation ") else {
            return match Message::begin(TOOL, line, out.number()) {
                Some(message) => Look::open(Single(message)),
                None => Look::Pass,
            };
        };
        let errors = if end.starts_with("complete.") {
            Some(0)
        } else if end.starts_with("failed.") {
            None
        } else {
            return Look::Pass;
        };
        Look::open(Generation {
            errors,
            message: None,
        })
    }
}

/// A message by itself: the end of a cycle goes to the standard output, its messages to the standard error.
struct Single(Message);

impl Block for Single {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if self.0.takes(line, out.number()) {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(coded(self.0.finding()));
    }
}

/// The end of a cycle, whose messages are printed behind it.
struct Generation {
    errors: Option<u32>,
    message: Option<Message>,
}

impl Generation {
    fn flush(&mut self, out: &mut Out<'_>) {
        if let Some(message) = self.message.take() {
            out.problem(coded(message.finding()));
        }
    }
}

impl Block for Generation {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if let Some(next) = Message::begin(TOOL, line, out.number()) {
            self.flush(out);
            self.message = Some(next);
            return Flow::More;
        }
        let belongs = match &mut self.message {
            Some(message) => message.takes(line, out.number()),
            None => line.is_empty(),
        };
        if belongs { Flow::More } else { Flow::Not }
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.flush(out);
        out.cycle_ended(TOOL, self.errors);
    }
}

/// Takes the codes `TS2322` and `NG8113` out of the message; that of a template is there twice.
fn coded(mut finding: Finding) -> Finding {
    while let Some((code, message)) = finding.message.split_once(": ") {
        let number = code.strip_prefix("TS").or_else(|| code.strip_prefix("NG"));
        let is_code = number.is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        if !is_code {
            break;
        }
        finding.code = Some(code.to_owned());
        finding.message = message.to_owned();
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_taken_out_of_the_message() {
        let check = |message: &str, expected: &str, code: Option<&str>| {
            let finding = coded(Finding::error(TOOL, message));
            assert_eq!(finding.message, expected);
            assert_eq!(finding.code.as_deref(), code);
        };
        check("TS2307: Cannot find x", "Cannot find x", Some("TS2307"));
        check(
            "NG8102: NG8102: The left side",
            "The left side",
            Some("NG8102"),
        );
        check("Could not resolve: x", "Could not resolve: x", None);
        check("TSX: no", "TSX: no", None);
    }
}
