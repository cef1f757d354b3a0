//! Ruby: exceptions that end a program or are printed in full, syntax errors and warnings.
//!
//! ```text
//! lib/prices.rb:8:in `load_price': no price: x (PriceError)
//!     from shop.rb:5:in `<main>'
//!
//! lib/prices.rb:6: warning: assigned but unused variable - price
//! ```

pub(super) mod frame;

use self::frame::{frame, method};
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::{Frame, Place};

pub(super) const TOOL: &str = "ruby";

pub(super) struct Ruby;

impl Format for Ruby {
    fn triggers(&self) -> &'static [&'static str] {
        &[":in `", ":in '", "Error)", ": syntax error", ": warning: "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(exception) = Exception::headed(line) {
            return Look::open(exception);
        }
        match diagnostic(line) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// A warning, or what `ruby -c` says.
fn diagnostic(line: &str) -> Option<Finding> {
    if let Some(message) = line.strip_prefix("ruby: ") {
        let (message, class) = classed(message)?;
        return Some(Finding::error(TOOL, format!("{class}: {message}")));
    }
    let (place, rest) = Place::leading(line)?;
    if !is_ruby(&place.file) {
        return None;
    }
    if let Some(message) = rest.strip_prefix(": warning: ") {
        return Some(Finding::warning(TOOL, message).at(place));
    }
    let message = rest.strip_prefix(": ")?;
    let is_syntax = message.starts_with("syntax error");
    is_syntax.then(|| Finding::error(TOOL, message).at(place))
}

fn is_ruby(file: &str) -> bool {
    const ENDS: [&str; 6] = [".rb", ".erb", ".rake", ".ru", "Gemfile", "Rakefile"];
    ENDS.iter().any(|end| file.ends_with(end))
}

/// `message (Class)`, taken apart.
fn classed(text: &str) -> Option<(&str, &str)> {
    let (message, class) = text.trim_end().strip_suffix(')')?.rsplit_once(" (")?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_');
    let is_class = class.starts_with(char::is_uppercase) && class.chars().all(is_name);
    is_class.then_some((message, class))
}

/// An exception; its cause, if it has one, follows in the same form and belongs to it.
struct Exception {
    message: String,
    /// Where the code is wrong that could not be parsed; otherwise the stack says where.
    syntax: Option<Place>,
    frames: Vec<Frame>,
    is_in_frames: bool,
    /// How many lines came between the first one and the stack.
    lines: usize,
    is_after_gap: bool,
}

impl Exception {
    /// Whether a line above the stack can belong to the exception: more of its message, or the code with marks below it.
    fn is_detail(&self, line: &str) -> bool {
        const MESSAGE_LINES: usize = 3;
        const LINES: usize = 30;
        let is_marked = line.is_empty()
            || line.starts_with([' ', '>', '^'])
            || line.starts_with("Did you mean?");
        // Code is shown as it is written, below an empty line.
        self.lines <= MESSAGE_LINES || self.lines <= LINES && (is_marked || self.is_after_gap)
    }

    fn headed(line: &str) -> Option<Self> {
        let (place, rest) = Place::leading(line)?;
        let (function, rest) = match method(rest) {
            Some((function, rest)) => (Some(function), rest),
            None => (None, rest),
        };
        let (mut message, class) = classed(rest.strip_prefix(": ")?)?;
        let mut syntax = None;
        if class == "SyntaxError" {
            syntax = Some(place.clone());
            if let Some((place, rest)) = Place::leading(message) {
                syntax = Some(place);
                message = rest.strip_prefix(": ").unwrap_or(rest);
            }
        } else if function.is_none() {
            return None;
        }
        Some(Self {
            message: format!("{class}: {message}"),
            syntax,
            frames: vec![frame::of(function, place)],
            is_in_frames: false,
            lines: 0,
            is_after_gap: false,
        })
    }
}

impl Block for Exception {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(frame) = line.trim_start().strip_prefix("from ").and_then(frame) {
            self.is_in_frames = true;
            self.frames.push(frame);
            return Flow::More;
        }
        if self.is_in_frames {
            let Some(cause) = Self::headed(line) else {
                return Flow::Not;
            };
            self.frames.extend(cause.frames);
            self.is_in_frames = false;
            return Flow::More;
        }
        self.lines += 1;
        let is_next = Self::headed(line).is_some();
        if is_next || !self.is_detail(line) {
            return Flow::Not;
        }
        self.is_after_gap = line.is_empty();
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let mut finding = Finding::error(TOOL, self.message).frames(self.frames);
        if self.syntax.is_some() {
            finding.place = self.syntax;
        }
        out.problem(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::super::said::said;
    use super::*;

    #[test]
    fn the_class_stands_at_the_end() {
        assert_eq!(
            classed("no price (x) (Shop::PriceError)"),
            Some(("no price (x)", "Shop::PriceError"))
        );
        assert_eq!(classed("took long (3 s)"), None);
        assert_eq!(classed(""), None);
    }

    #[test]
    fn other_compilers_warn_in_the_same_form() {
        assert_eq!(diagnostic("src/a.c:3: warning: unused"), None);
        assert!(diagnostic("lib/a.rb:3: warning: unused").is_some());
    }

    #[test]
    fn what_follows_an_exception_is_not_lost() {
        let lines = [
            "a.rb:1:in `<main>': no (RuntimeError)",
            "b.rb:2:in `<main>': never (Shop::Error)",
            "\tfrom c.rb:3:in `load'",
            "lib/d.rb:4: warning: unused",
        ];
        let expected = [
            "a.rb:1: error: RuntimeError: no [ruby]",
            "b.rb:2: error: Shop::Error: never [ruby]",
            "lib/d.rb:4: warning: unused [ruby]",
        ];
        assert_eq!(said(&lines), expected);
    }
}
