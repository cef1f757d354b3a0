//! Python itself: exceptions, warnings, and what it cannot run.
//!
//! ```text
//! Traceback (most recent call last):
//!   File "/app/main.py", line 3, in <module>
//!     main()
//! ValueError: x
//!
//! During handling of the above exception, another exception occurred:
//!
//! Traceback (most recent call last):
//! …
//! /app/main.py:8: DeprecationWarning: use open_session() instead
//! python: can't open file '/app/srv.py': [Errno 2] No such file or directory
//! ```
//!
//! A chain of exceptions is one problem: the last one, which nobody handled. Of an exception group each exception in it is one.

pub(super) mod trace;

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::{Frame, Place};

pub(super) use self::trace::{HEAD, Trace};

const TOOL: &str = "python";

/// How the errors begin that are found before a program runs, and so have no traceback.
const SYNTAX: [&str; 3] = ["SyntaxError: ", "IndentationError: ", "TabError: "];

pub(super) struct Python;

impl Format for Python {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            HEAD,
            "Warning: ",
            "SyntaxError: ",
            "IndentationError: ",
            "TabError: ",
            ": can't open file '",
            ": No module named ",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if line.contains(HEAD) {
            return Look::open(Chain::new(line));
        }
        let finding = syntax(line, before)
            .or_else(|| warning(line))
            .or_else(|| not_run(line));
        match finding {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

fn syntax(line: &str, before: &Before) -> Option<Finding> {
    if !SYNTAX.iter().any(|start| line.starts_with(start)) {
        return None;
    }
    // Between them are the line of code, if it can be shown, and carets, if they can be placed.
    let frame = (1..=3).find_map(|back| trace::frame(before.back(back)))?;
    Some(Finding::error(TOOL, line).frames(vec![frame]))
}

/// `/app/main.py:8: DeprecationWarning: use open_session() instead`
pub(super) fn warning(line: &str) -> Option<Finding> {
    let (place, rest) = Place::leading(line)?;
    let message = rest.strip_prefix(": ")?;
    let (category, _) = message.split_once(": ")?;
    let is_category = category.ends_with("Warning") && trace::is_name(category);
    is_category.then(|| Finding::warning(TOOL, message).at(place))
}

fn not_run(line: &str) -> Option<Finding> {
    let (program, message) = line.split_once(": ")?;
    let name = program.rsplit('/').next()?;
    let is_version = |c: char| c.is_ascii_digit() || c == '.';
    let is_python = name.strip_prefix("python")?.chars().all(is_version);
    let is_known =
        message.starts_with("can't open file '") || message.starts_with("No module named ");
    (is_python && is_known).then(|| Finding::error(TOOL, message))
}

/// Exceptions of which each led to the next, as far as they are read; or a group of them.
struct Chain {
    trace: Trace,
    /// How far the traceback is indented. A group is drawn with lines instead.
    margin: usize,
    is_group: bool,
    /// The frames at which a group was raised, for exceptions in it that never were.
    raised: Vec<Frame>,
    /// The number of the line with the message.
    last: u64,
}

impl Chain {
    fn new(head: &str) -> Self {
        let mut chain = Self {
            trace: Trace::default(),
            margin: 0,
            is_group: false,
            raised: Vec::new(),
            last: 0,
        };
        chain.begin(head);
        chain
    }

    fn begin(&mut self, head: &str) {
        let margin = head.len() - head.trim_start().len();
        self.is_group |= head[margin..].starts_with('+');
        // What stands before it on its line, as the name of a logger, is not before the lines that follow.
        self.margin = if head[margin..].starts_with("Traceback") {
            margin
        } else {
            0
        };
        self.trace.line(HEAD);
    }

    fn say(&mut self, out: &mut Out<'_>) {
        let last = self.last;
        let Some((message, frames)) = self.trace.take() else {
            return;
        };
        if is_group(&message) {
            if !frames.is_empty() {
                self.raised = frames;
            }
            return;
        }
        if is_no_problem(&message) {
            return;
        }
        let frames = if frames.is_empty() {
            self.raised.clone()
        } else {
            frames
        };
        let mut finding = Finding::error(TOOL, message).frames(frames);
        finding.lines = (out.first, last);
        out.problem(finding);
    }

    /// The next line of a group, without the lines that are drawn around it.
    fn line_of_group(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        let drawn = line.trim_start();
        if let Some(rest) = drawn.strip_prefix('+') {
            if line.contains(HEAD) {
                self.begin(line);
            } else if rest.starts_with('-') {
                self.say(out);
                self.trace.expect();
            }
            return Flow::More;
        }
        match drawn.strip_prefix('|') {
            Some(text) => self.text(text.strip_prefix(' ').unwrap_or(text), out),
            None => Flow::Not,
        }
    }

    fn text(&mut self, text: &str, out: &Out<'_>) -> Flow {
        let was_complete = self.trace.is_complete();
        if !self.trace.line(text) {
            return if self.is_group { Flow::More } else { Flow::Not };
        }
        if self.trace.is_complete() && !was_complete {
            self.last = out.number();
        }
        Flow::More
    }
}

impl Block for Chain {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if self.is_group {
            return self.line_of_group(line, out);
        }
        if line.contains(HEAD) {
            if !self.trace.expects_head() {
                return Flow::Not;
            }
            self.begin(line);
            return Flow::More;
        }
        let spaces = line.len() - line.trim_start_matches(' ').len();
        self.text(&line[spaces.min(self.margin)..], out)
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.say(out);
    }
}

/// `ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)`
fn is_group(message: &str) -> bool {
    message.ends_with(" sub-exceptions)") || message.ends_with(" sub-exception)")
}

/// Whether an exception only says that the program was told to end, or repeats what is said in full below it.
fn is_no_problem(message: &str) -> bool {
    const NAMES: [&str; 5] = [
        "KeyboardInterrupt",
        "SystemExit",
        "GeneratorExit",
        "asyncio.exceptions.CancelledError",
        "django.core.management.base.SystemCheckError",
    ];
    let name = message.split(':').next().unwrap_or(message);
    NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use crate::detect::{Fact, Reader};

    #[track_caller]
    fn check(lines: &str, expected: &[(&str, &str)]) {
        let mut reader = Reader::default();
        let mut facts = Vec::new();
        for (number, line) in (0..).zip(lines.lines()) {
            reader.line(number, line.as_bytes(), &mut facts);
        }
        reader.settle(&mut facts);
        let found: Vec<_> = facts
            .iter()
            .map(|fact| match fact {
                Fact::Problem(problem) => {
                    let place = problem.place.as_ref();
                    let place = place.map(|place| format!("{}:{:?}", place.file, place.line));
                    (problem.message.clone(), place.unwrap_or_default())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|&(message, place)| (message.to_owned(), place.to_owned()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn exceptions_that_were_never_raised_are_where_their_group_was() {
        check(
            "  + Exception Group Traceback (most recent call last):
  |   File \"/app/a.py\", line 3, in <module>
  |     raise ExceptionGroup(\"x\", [ValueError(\"a\")])
  | ExceptionGroup: x (1 sub-exception)
  +-+---------------- 1 ----------------
    | ValueError: a
    +------------------------------------
done",
            &[("ValueError: a", "/app/a.py:Some(3)")],
        );
    }

    #[test]
    fn a_group_in_a_group_is_none_of_its_exceptions() {
        check(
            "  + Exception Group Traceback (most recent call last):
  |   File \"/app/a.py\", line 3, in <module>
  |     f()
  | ExceptionGroup: x (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ExceptionGroup: y (1 sub-exception)
    +-+---------------- 1 ----------------
      | Traceback (most recent call last):
      |   File \"/app/a.py\", line 9, in g
      |     g()
      | ValueError: b
      +------------------------------------
    +---------------- 2 ----------------
    | TypeError: c
    +------------------------------------",
            &[
                ("ValueError: b", "/app/a.py:Some(9)"),
                ("TypeError: c", "/app/a.py:Some(3)"),
            ],
        );
    }

    #[test]
    fn an_indented_traceback_is_one() {
        check(
            "    Traceback (most recent call last):
      File \"/app/a.py\", line 3, in <module>
        f()
    ValueError
next",
            &[("ValueError", "/app/a.py:Some(3)")],
        );
    }

    #[test]
    fn what_ends_a_program_from_outside_is_no_problem() {
        check(
            "Traceback (most recent call last):
  File \"/app/a.py\", line 3, in <module>
    f()
KeyboardInterrupt",
            &[],
        );
    }

    #[test]
    fn two_exceptions_that_have_nothing_to_do_with_each_other_are_two() {
        check(
            "Traceback (most recent call last):
  File \"/app/a.py\", line 3, in <module>
    f()
ValueError: a
Traceback (most recent call last):
  File \"/app/b.py\", line 4, in <module>
    f()
ValueError: b",
            &[
                ("ValueError: a", "/app/a.py:Some(3)"),
                ("ValueError: b", "/app/b.py:Some(4)"),
            ],
        );
    }

    #[test]
    fn words_that_look_like_errors_are_none() {
        check("pythonic: No module named x", &[]);
        check("SyntaxError: Unexpected token", &[]);
        check("src/a.py:3: Warning light", &[]);
    }
}
