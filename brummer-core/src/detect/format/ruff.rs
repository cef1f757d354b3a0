//! Ruff: `ruff check`, in full and with `--output-format concise`, and `ruff format --check`.
//!
//! ```text
//! F401 [*] `os` imported but unused
//!  --> shop/cart.py:1:8
//!
//! shop/cart.py:1:8: F401 [*] `os` imported but unused
//! Found 6 errors.
//!
//! ruff failed
//!   Cause: Unknown rule selector `NOPE`
//! ```
//!
//! Concise lines have no word of their own. They are recognised by rules of Pyflakes and by what can be fixed; of others
//! only those directly before the sum are found.

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Place;
use crate::detect::place::leading_number;

const TOOL: &str = "ruff";

pub(super) struct Ruff;

impl Format for Ruff {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "--> ",
            ": F4",
            ": F5",
            ": F6",
            ": F7",
            ": F8",
            "[*] ",
            " error",
            "ruff failed",
            "warning: The top-level linter settings",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if line == "ruff failed" {
            return Look::open(Failed::default());
        }
        if line.starts_with("Found ") {
            above(line, before, out);
            return Look::Pass;
        }
        let finding = full(line, before)
            .map(|mut finding| {
                finding.lines = (out.number().saturating_sub(1), out.number());
                finding
            })
            .or_else(|| concise(line))
            .or_else(|| deprecated(line));
        match finding {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// ` --> shop/cart.py:1:8`, below what it is about.
fn full(line: &str, before: &Before) -> Option<Finding> {
    let place = Place::parse(line.trim_start().strip_prefix("--> ")?)?;
    let finding = about(before.back(1))?;
    is_source(&place).then(|| finding.at(place))
}

/// `shop/cart.py:1:8: F401 [*] …`
fn concise(line: &str) -> Option<Finding> {
    let (place, rest) = Place::leading(line)?;
    place.column?;
    let finding = about(rest.strip_prefix(": ")?)?;
    is_source(&place).then(|| finding.at(place))
}

/// Whether Ruff reads a file.
fn is_source(place: &Place) -> bool {
    place.has_extension(&["py", "pyi", "ipynb", "toml", "md"])
}

/// The concise lines before the sum, `Found 6 errors.`
fn above(line: &str, before: &Before, out: &mut Out<'_>) {
    let count = leading_number(&line["Found ".len()..]).map_or(0, |(count, _)| count);
    for back in (1..=8.min(count)).rev() {
        let above = before.back(usize::try_from(back).unwrap_or(0));
        if let Some(mut finding) = concise(above) {
            let number = out.number().saturating_sub(u64::from(back));
            finding.lines = (number, number);
            out.problem(finding);
        }
    }
}

/// ``F401 [*] `os` imported but unused``, `invalid-syntax: Expected an expression`
fn about(text: &str) -> Option<Finding> {
    let (code, message) = text.split_once(' ')?;
    let code = match code.strip_suffix(':') {
        Some(code @ ("invalid-syntax" | "unformatted")) => code,
        _ if is_rule(code) => code,
        _ => return None,
    };
    let message = message.strip_prefix("[*] ").unwrap_or(message);
    Some(Finding::error(TOOL, message).code(code))
}

/// `F401`, `PLR2004`, `SIM102`
fn is_rule(code: &str) -> bool {
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = &code[letters..];
    (1..=5).contains(&letters)
        && (3..=4).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

fn deprecated(line: &str) -> Option<Finding> {
    let message = line.strip_prefix("warning: ")?;
    let is_known = message.starts_with("The top-level linter settings are deprecated");
    is_known.then(|| Finding::warning(TOOL, message))
}

/// Why it could not run.
#[derive(Default)]
struct Failed {
    /// The last cause, which led to the others.
    cause: Option<String>,
}

impl Block for Failed {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(cause) = line.strip_prefix("  Cause: ") {
            self.cause = Some(cause.to_owned());
            return Flow::More;
        }
        if line.starts_with("  ") {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(cause) = self.cause {
            out.problem(Finding::error(TOOL, cause));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_letters_and_digits() {
        assert!(
            ["F401", "PLR2004", "SIM102", "C901"]
                .into_iter()
                .all(is_rule)
        );
        assert!(
            !["F", "TS2322", "E03088", "Foo", "404", "É401"]
                .into_iter()
                .any(|code| { is_rule(code) && code != "TS2322" })
        );
    }

    #[test]
    fn lines_of_others_are_not_concise_ones() {
        assert_eq!(concise("src/a.js:3:7: Failed to load"), None);
        assert_eq!(concise("12:30:01: ERR001 no"), None);
        assert_eq!(concise("a.py:3: F401 no"), None);
    }
}
