//! mypy, with `--pretty` and without.
//!
//! ```text
//! shop/cart.py:21: error: "Till" has no attribute "shut"  [attr-defined]
//! shop/cart.py:13: error: Generator has incompatible item type "int | None";
//! expected "bool"  [misc]
//!         return sum(item.price for item in items)
//!                    ^~~~~~~~~~
//! missing.py: error: Cannot read file: No such file or directory
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Place;
use crate::detect::place::leading_number;

const TOOL: &str = "mypy";

/// From which length in bytes on a message goes on in the next line with `--pretty`, and the code is at its end.
const LONG: usize = 60;

pub(super) struct Mypy;

impl Format for Mypy {
    fn triggers(&self) -> &'static [&'static str] {
        &[": error: "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        let Some((place, message)) = parse(line) else {
            return Look::Pass;
        };
        let wrapped = Wrapped {
            place,
            message: message.to_owned(),
            more: String::new(),
            lines: 0,
        };
        if coded(message).is_none() && line.len() > LONG {
            return Look::open(wrapped);
        }
        out.problem(wrapped.finding());
        Look::Taken
    }
}

fn parse(line: &str) -> Option<(Place, &str)> {
    let (head, message) = line.split_once(": error: ")?;
    let mut place = match Place::leading(&line[..=head.len()]) {
        // With `--show-error-end`, where it ends follows.
        Some((place, _)) => place,
        None => Place::file(head),
    };
    if place.column == Some(0) {
        place.column = None;
    }
    place
        .has_extension(&["py", "pyi"])
        .then(|| (place, message.trim_end()))
}

/// Parts a message from the code at its end: `Too many arguments  [call-arg]`.
fn coded(message: &str) -> Option<(&str, &str)> {
    let (message, code) = message.strip_suffix(']')?.rsplit_once('[')?;
    let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let is_apart = message.is_empty() || message.ends_with("  ") || message.ends_with('\n');
    (is_code && is_apart).then(|| (message.trim_end(), code))
}

/// A message that may go on.
struct Wrapped {
    place: Place,
    message: String,
    /// What followed, which belongs to the message if a code ends it.
    more: String,
    lines: usize,
}

impl Wrapped {
    fn finding(self) -> Finding {
        let (message, code) = match coded(&self.message) {
            Some((message, code)) => (message, Some(code)),
            None => (self.message.as_str(), None),
        };
        let finding = Finding::error(TOOL, message).at(self.place);
        match code {
            Some(code) => finding.code(code),
            None => finding,
        }
    }
}

impl Block for Wrapped {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        const LINES: usize = 4;
        let is_other = line.is_empty()
            || line.starts_with("    ")
            || line.starts_with("Found ")
            || line.split_once(": ").is_some_and(|(head, _)| {
                head.rsplit_once(':')
                    .is_some_and(|(_, line)| leading_number(line).is_some())
            });
        self.lines += 1;
        if is_other || self.lines > LINES {
            return Flow::Not;
        }
        self.more.push(' ');
        self.more.push_str(line.trim_end());
        match coded(line.trim_end()) {
            Some((last, code)) => {
                let start = self.more.len() - line.trim_end().len();
                self.more.truncate(start + last.len());
                let message = self.more.trim_end();
                self.message.push_str(message);
                self.message.push_str("  [");
                self.message.push_str(code);
                self.message.push(']');
                Flow::Last
            }
            None => Flow::More,
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.finding());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_python_are_its_own() {
        assert_eq!(parse("src/a.c:3:7: error: no"), None);
        let (place, message) = parse("a.py:3: error: no  [misc]").unwrap();
        assert_eq!((place, message), (Place::line("a.py", 3), "no  [misc]"));
    }

    #[test]
    fn what_stands_in_brackets_may_be_no_code() {
        assert_eq!(coded("no  [misc]"), Some(("no", "misc")));
        assert_eq!(coded("use list[int]"), None);
        assert_eq!(coded("[misc]"), Some(("", "misc")));
    }
}
