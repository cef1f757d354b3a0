//! An error with its stack.

use super::{TOOL, is_pointer, thrown_at};
use crate::detect::format::javascript::{Heading, frame, indent};
use crate::detect::format::{Before, Block, Finding, Flow, Look, Out};
use crate::detect::stack::is_own;
use crate::detect::{Frame, Place};

/// How far above the first frame the message may begin.
const MESSAGE_LINES: usize = 8;

/// Looks at a line that may be the first frame of a stack.
pub(super) fn look(line: &str, before: &Before) -> Look {
    // What a program prints below `node --test` with the reporter `tap` is a comment.
    let mark = if line.starts_with("#     at ") {
        "# "
    } else {
        ""
    };
    let back = |lines| before.back(lines).strip_prefix(mark).unwrap_or_default();
    let text = line.strip_prefix(mark).unwrap_or(line);
    if !text.trim_start().starts_with("at ") {
        return Look::Pass;
    }
    let Some(first) = frame(text) else {
        return Look::Pass;
    };
    let Some(at) = heading(&back) else {
        return Look::Pass;
    };
    let Some(heading) = heading_of(back(at)) else {
        return Look::Pass;
    };
    let mut trace = Trace {
        mark,
        message: heading.text(),
        code: heading.code.map(str::to_owned),
        thrown_at: place_above(&back, at),
        is_syntax_error: heading.is_syntax_error(),
        frames: vec![first],
        indent: indent(text).saturating_sub(4),
        part: Part::Frames,
        lines_before: at as u64,
    };
    if text.trim_end().ends_with('{') {
        trace.part = Part::Properties;
    }
    // `[AggregateError: x] {`, `  [errors]: [`, and then the first of them, of which this is the stack.
    if back(at + 1).trim() == "[errors]: [" {
        let outer = back(at + 2);
        if let Some(heading) = Heading::find(outer.trim_end_matches(['{', ' ', ']'])) {
            trace.message = heading.text();
            trace.indent = indent(outer);
            trace.part = Part::Properties;
            trace.lines_before += 2;
        }
    }
    Look::open(trace)
}

/// How many lines above the first frame the error begins.
fn heading<'a>(back: &impl Fn(usize) -> &'a str) -> Option<usize> {
    let lines = || (1..=MESSAGE_LINES).take_while(|&lines| frame(back(lines)).is_none());
    lines()
        .find(|&lines| Heading::find(back(lines)).is_some())
        .or_else(|| {
            // `Trace: x` comes from console.trace and is no error.
            lines()
                .take(1)
                .find(|&lines| heading_of(back(lines)).is_some())
        })
}

fn heading_of(line: &str) -> Option<Heading<'_>> {
    Heading::find(line).or_else(|| {
        let is_log = ["Trace", "Warning", "Info"]
            .iter()
            .any(|word| line.trim_start().starts_with(word));
        (!is_log).then(|| Heading::of_any_type(line)).flatten()
    })
}

/// Where it was thrown, if that stands above the message.
fn place_above<'a>(back: &impl Fn(usize) -> &'a str, heading: usize) -> Option<Place> {
    if let Some(place) = thrown_at(back(heading + 1)) {
        return Some(place);
    }
    let lines = heading + 1..=MESSAGE_LINES;
    let pointer = lines.into_iter().find(|&lines| is_pointer(back(lines)))?;
    thrown_at(back(pointer + 2))
}

/// A stack whose end has not come yet.
struct Trace {
    /// What stands before each line.
    mark: &'static str,
    message: String,
    code: Option<String>,
    thrown_at: Option<Place>,
    is_syntax_error: bool,
    frames: Vec<Frame>,
    /// How far the message is indented.
    indent: usize,
    part: Part,
    /// How many lines the message begins above the first frame.
    lines_before: u64,
}

/// Where in the print of an error we are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Frames,
    /// `{` to `}`: what else the error holds, as its code and cause.
    Properties,
}

impl Trace {
    fn frame_line(&mut self, line: &str) -> Flow {
        let text = line.trim();
        if text.starts_with("... ") || text.starts_with("Emitted 'error' event on ") {
            return Flow::More;
        }
        let Some(frame) = frame(line) else {
            return Flow::Not;
        };
        self.frames.push(frame);
        if text.ends_with('{') {
            self.part = Part::Properties;
        }
        Flow::More
    }

    fn property_line(&mut self, line: &str) -> Flow {
        let indent = indent(line);
        if indent <= self.indent {
            // `}`, `},` where it is itself a property
            return if line.trim_start().starts_with('}') {
                Flow::Last
            } else {
                Flow::Not
            };
        }
        if indent == self.indent + 2
            && self.code.is_none()
            && let Some(code) = line.trim_start().strip_prefix("code: '")
        {
            self.code = code.split('\'').next().map(str::to_owned);
        }
        if !self.frames.iter().any(|frame| frame.is_own)
            && let Some(frame) = frame(line)
        {
            self.frames.push(frame);
        }
        Flow::More
    }

    fn place(&self) -> Option<Place> {
        let own = |place: &Place| is_own(&place.file);
        if self.is_syntax_error && self.thrown_at.as_ref().is_some_and(own) {
            return self.thrown_at.clone();
        }
        if self.frames.iter().any(|frame| frame.is_own) {
            return None;
        }
        self.thrown_at.clone().filter(own).or_else(|| {
            let (_, importer) = self.message.split_once(" imported from ")?;
            Some(Place::file(importer.trim_matches('\''))).filter(own)
        })
    }
}

impl Block for Trace {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let Some(line) = line.strip_prefix(self.mark) else {
            return Flow::Not;
        };
        match self.part {
            Part::Frames => self.frame_line(line),
            Part::Properties => self.property_line(line),
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let place = self.place();
        let mut finding = Finding::error(TOOL, self.message).frames(self.frames);
        if let Some(place) = place {
            finding = finding.at(place);
        }
        // A frame of `node -e` is in no file.
        if finding
            .place
            .as_ref()
            .is_some_and(|place| place.file.starts_with("[eval]"))
        {
            finding.place = None;
        }
        finding.code = self.code;
        finding.lines = (out.first.saturating_sub(self.lines_before), out.last);
        out.problem(finding);
    }
}
