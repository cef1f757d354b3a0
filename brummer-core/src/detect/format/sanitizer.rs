//! Reports of the sanitizers of gcc and clang.
//!
//! ```text
//! ==30192==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000018 …
//! WRITE of size 1 at 0x602000000018 thread T0
//!     #0 0x560a688e926c in fill src/crash.c:5
//!     #1 0x560a688e92df in main src/crash.c:14
//!
//! src/crash.c:11:20: runtime error: signed integer overflow: …
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::{Frame, Place};

pub(super) struct Sanitizer;

impl Format for Sanitizer {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "ERROR: AddressSanitizer: ",
            "ERROR: LeakSanitizer: ",
            "WARNING: MemorySanitizer: ",
            "WARNING: ThreadSanitizer: ",
            ": runtime error: ",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(report) = Report::begun_by(line) {
            return Look::open(report);
        }
        match undefined(line) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// What `UndefinedBehaviorSanitizer` prints.
fn undefined(line: &str) -> Option<Finding> {
    let (place, message) = line.split_once(": runtime error: ")?;
    let place = Place::parse(place)?;
    place.column?;
    Some(Finding::error("UndefinedBehaviorSanitizer", message).at(place))
}

/// A report, as far as it is read.
struct Report {
    tool: &'static str,
    message: String,
    /// Those of the first stack.
    frames: Vec<Frame>,
    is_stack_over: bool,
}

impl Report {
    fn begun_by(line: &str) -> Option<Self> {
        const TOOLS: [&str; 4] = [
            "AddressSanitizer",
            "LeakSanitizer",
            "MemorySanitizer",
            "ThreadSanitizer",
        ];
        let rest = line
            .split_once("ERROR: ")
            .or_else(|| line.split_once("WARNING: "))?
            .1;
        let (name, message) = rest.split_once(": ")?;
        let tool = TOOLS.into_iter().find(|&tool| tool == name)?;
        Some(Self {
            tool,
            message: message.to_owned(),
            frames: Vec::new(),
            is_stack_over: false,
        })
    }
}

impl Block for Report {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.starts_with("SUMMARY: ") {
            return Flow::Last;
        }
        match frame(line) {
            Some(frame) if !self.is_stack_over => self.frames.push(frame),
            Some(_) => {}
            None => self.is_stack_over = !self.frames.is_empty(),
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(Finding::error(self.tool, self.message).frames(self.frames));
    }

    fn most_lines(&self) -> usize {
        // Some reports have no end.
        200
    }
}

/// `    #0 0x560a688e926c in fill src/crash.c:5:18`, `    #1 main a.c:5 (a.out+0x1)`
fn frame(line: &str) -> Option<Frame> {
    let (_, rest) = line.trim_start().strip_prefix('#')?.split_once(' ')?;
    let rest = rest.split_once(" in ").map_or(rest, |(_, rest)| rest);
    let rest = rest.split(" (").next().unwrap_or(rest);
    let (function, place) = rest.rsplit_once(' ').unwrap_or((rest, ""));
    let mut frame = Frame::new(Some(function), Place::parse(place));
    let is_runtime = |place: &Place| {
        ["libsanitizer/", "compiler-rt/", "sysdeps/", "csu/"]
            .iter()
            .any(|part| place.file.contains(part))
    };
    frame.is_own &= !frame.place.as_ref().is_some_and(is_runtime);
    Some(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_the_runtime_are_not_own_code() {
        let check = |line, expected: Option<(bool, &str)>| {
            let frame = frame(line);
            let found = frame
                .as_ref()
                .map(|frame| (frame.is_own, frame.function.as_deref().unwrap_or_default()));
            assert_eq!(found, expected, "{line}");
        };
        check(
            "    #0 0x5 in fill(char*, int) src/a.cpp:5:18",
            Some((true, "fill(char*, int)")),
        );
        check(
            "    #1 0x5 in __libc_start ../sysdeps/nptl/start.h:58",
            Some((false, "__libc_start")),
        );
        check("    #0 main a.c:5 (a.out+0x1)", Some((true, "main")));
        check("SUMMARY: x", None);
    }

    #[test]
    fn runtime_errors_of_other_programs_are_not_taken() {
        assert_eq!(undefined("panic: runtime error: index out of range"), None);
        assert_eq!(undefined("job 3: runtime error: x"), None);
    }
}
