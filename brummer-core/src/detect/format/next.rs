//! Next.js: its dev server with Turbopack and with webpack, and its builds. The types it leaves to `tsc`.
//!
//! ```text
//! ⨯ ./app/page.tsx:2:22
//! Error: Expected corresponding JSX closing tag for <h1>
//!
//! ⨯ TypeError: no rows
//!     at load (app/throws/page.tsx:3:11)
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::stack::javascript;
use crate::detect::{Frame, Place};

const TOOL: &str = "next";

pub(super) struct Next;

impl Format for Next {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "⨯ ",
            "Turbopack build failed with ",
            "Failed to compile.",
            "✓ Compiled in ",
            "✓ Ready in ",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        let text = line.trim_start();
        if text.starts_with("✓ Ready in ") {
            out.ready();
            return Look::Taken;
        }
        // It says so only when a change compiles; that one does not is said as its errors.
        if text.starts_with("✓ Compiled in ") {
            out.cycle_ended(TOOL, Some(0));
            return Look::Taken;
        }
        if text.contains("Turbopack build failed with ") || text == "Failed to compile." {
            return Look::open(Modules::default());
        }
        let Some(said) = text.strip_prefix("⨯ ") else {
            return Look::Pass;
        };
        if let Some(place) = module(said) {
            return Look::open(Modules {
                place: Some(place),
                ..Modules::default()
            });
        }
        match exception(said) {
            Some(message) => Look::open(Thrown {
                message: message.to_owned(),
                frames: Vec::new(),
            }),
            None => Look::Pass,
        }
    }
}

/// `./app/page.tsx:2:22`, `./app/page.tsx`
fn module(line: &str) -> Option<Place> {
    if !line.starts_with("./") || line.contains(' ') {
        return None;
    }
    Some(Place::parse(line).unwrap_or_else(|| Place::file(line)))
}

/// `TypeError: no rows`, where it may be said how it came out: `unhandledRejection: TypeError: no rows`.
fn exception(said: &str) -> Option<&str> {
    let said = said
        .strip_prefix("unhandledRejection: ")
        .or_else(|| said.strip_prefix("uncaughtException: "))
        .unwrap_or(said);
    let said = said.strip_prefix('[').unwrap_or(said);
    let (kind, _) = said.split_once(": ")?;
    kind.ends_with("Error").then_some(said)
}

/// Modules that do not compile, each with what is wrong in it.
#[derive(Default)]
struct Modules {
    place: Option<Place>,
    message: Option<String>,
    /// The lines of the latest one.
    lines: Option<(u64, u64)>,
    /// Whether modules that import it are being listed.
    in_trace: bool,
    /// How many lines at the margin came behind an empty one, which explain the latest one.
    remarks: Option<usize>,
}

impl Modules {
    /// More remarks than this are not of Next.js any more.
    const REMARKS: usize = 3;

    fn say(&mut self, out: &mut Out<'_>) {
        if let (Some(place), Some(message)) = (self.place.take(), self.message.take()) {
            let mut finding = Finding::error(TOOL, message).at(place);
            finding.lines = self.lines.take().unwrap_or_default();
            out.problem(finding);
        }
    }
}

impl Block for Modules {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if let Some(place) = module(line) {
            if !self.in_trace {
                self.say(out);
                self.place = Some(place);
                self.lines = Some((out.number(), out.number()));
                self.remarks = None;
            }
            return Flow::More;
        }
        if line.is_empty() {
            self.in_trace = false;
            self.remarks.get_or_insert(0);
            return Flow::More;
        }
        if self.place.is_none() {
            return Flow::Not;
        }
        let lines = self.lines.get_or_insert((out.first, out.number()));
        lines.1 = out.number();
        if self.message.is_none() {
            self.message = Some(message(line).to_owned());
            return Flow::More;
        }
        // SWC's frame, where the first line has no position: `   ,-[/app/app/page.tsx:2:1]`.
        let text = line.trim_start();
        let frame = text
            .strip_prefix(",-[")
            .or_else(|| text.strip_prefix("╭─["));
        if let Some(place) = frame.and_then(|place| Place::parse(place.strip_suffix(']')?)) {
            if self
                .place
                .as_ref()
                .is_some_and(|place| place.line.is_none())
            {
                self.place = Some(place);
            }
            return Flow::More;
        }
        self.in_trace |= line.starts_with("Import trace");
        if is_log(line) {
            return Flow::Not;
        }
        if let Some(remarks) = &mut self.remarks
            && !line.starts_with(' ')
        {
            *remarks += 1;
            if *remarks > Self::REMARKS {
                return Flow::Not;
            }
        }
        Flow::More
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.say(out);
    }
}

/// A line that is not about a module: ` GET / 500 in 4.7s`, `○ Compiling /_error ...`, `> Build failed because of webpack errors`.
fn is_log(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let is_request = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"].contains(&word);
    is_request || line.starts_with(['⨯', '✓', '○', '⚠']) || line.starts_with("> Build ")
}

/// `Error: Expected …`, `Error:   x Expected …`, `Type error: …`, `Module not found: …`
fn message(line: &str) -> &str {
    let message = line
        .strip_prefix("Error: ")
        .or_else(|| line.strip_prefix("Type error: "))
        .unwrap_or(line)
        .trim_start();
    let symbol = message
        .strip_prefix("x ")
        .or_else(|| message.strip_prefix("× "));
    symbol.unwrap_or(message)
}

/// An exception whose stack is being printed.
struct Thrown {
    message: String,
    frames: Vec<Frame>,
}

impl Block for Thrown {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(frame) = javascript(line) {
            self.frames.push(frame);
            return Flow::More;
        }
        // An excerpt, then the other properties of the error.
        if line == "}" {
            return Flow::Last;
        }
        let belongs = line.starts_with("  ") || line.starts_with("> ");
        if belongs { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(Finding::error(TOOL, self.message).frames(self.frames));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::format::said::said;

    #[test]
    fn several_modules_may_not_compile() {
        assert_eq!(
            said(&[
                "Error: Turbopack build failed with 2 errors:",
                "./app/a.tsx:2:22",
                "Error: Expected a tag",
                "> 2 |     return <h1>;",
                "",
                "Parsing ecmascript source code failed",
                "",
                "",
                "./app/b.tsx:1:1",
                "Error: Module not found: Can't resolve './gone'",
                "",
                "Import traces:",
                "./app/a.tsx",
            ]),
            [
                "./app/a.tsx:2:22: error: Expected a tag [next]",
                "./app/b.tsx:1:1: error: Module not found: Can't resolve './gone' [next]",
            ]
        );
    }

    #[test]
    fn what_the_program_logs_behind_an_error_is_looked_at() {
        assert_eq!(
            said(&[
                "⨯ ./app/a.tsx:2:22",
                "Error: Expected a tag",
                "",
                "one",
                "two",
                "three",
                "src/b.ts(1,1): error TS1: y",
            ]),
            [
                "./app/a.tsx:2:22: error: Expected a tag [next]",
                "src/b.ts:1:1: error TS1: y [tsc]",
            ]
        );
    }

    #[test]
    fn the_message_is_what_stands_behind_the_word() {
        let check = |line, expected| assert_eq!(message(line), expected);
        check("Error:   x Expected a tag", "Expected a tag");
        check("Error: Expected a tag", "Expected a tag");
        check("Type error: Type 'a' is not 'b'.", "Type 'a' is not 'b'.");
        check(
            "Module not found: Can't resolve 'x'",
            "Module not found: Can't resolve 'x'",
        );
    }

    #[test]
    fn an_exception_has_a_type() {
        let check = |said, expected| assert_eq!(exception(said), expected, "{said}");
        check("unhandledRejection: TypeError: x", Some("TypeError: x"));
        check("Error: x", Some("Error: x"));
        check("Failed to start server", None);
        check("Port 3000 is in use: y", None);
    }
}
